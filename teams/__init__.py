"""Who: people, teams, roles. Knows nothing of pictures."""
