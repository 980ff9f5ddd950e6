"""What: wishes, paid requests, pictures, and the pages that show them."""
