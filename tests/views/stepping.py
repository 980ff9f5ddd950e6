"""Steps of the library, pressed as a page presses them."""

from generations.models import Listing
from tests.views.conftest import HTMX

PAGE = "/library/steps/"


def press(client, verb, lines=(), *, fragment=True, **fields):
    pictures = ",".join(str(line.output_id) for line in lines)
    values = {"verb": verb, "pictures": pictures, "grid": "1", **fields}
    headers = HTMX if fragment else {}
    return client.post(PAGE, values, headers=headers)


def shelves():
    return list(Listing.objects.newest_first().values_list("shelf", flat=True))
