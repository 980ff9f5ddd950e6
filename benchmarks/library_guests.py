"""Opens a seeded library to benchmarks that come by HTTP.

Run as `python -m benchmarks.library_guests PEOPLE PICTURES` in a studio of
`library_seed`: gives so many people of its largest team a password, and so many of
its newest pictures real thumbnails. Prints the people's addresses as JSON.
"""

import json
import os
import sys
import tempfile
from base64 import b64encode
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models import Count

import benchmarks.library_tables  # noqa: F401  # sets Django up
from benchmarks.processes import PASSWORD
from generations.imaging import first_thumbnail, other_thumbnails
from generations.models import Listing, Shelf
from generations.simulator.painting import Commission, paint
from teams.models import Member, Team, User
from teams.roles import Role

Shape = tuple[int, int]
#: Newest pictures that get a placeholder of their own, more than a page has.
OWN_LOOKS = 120


def open_door(team: Team, count: int) -> list[str]:
    """Return the addresses of so many people of a team, who can sign in now."""
    for number in range(count - Member.objects.in_team(team).count()):
        user = User.objects.create_user(f"guest{number}@example.test", None)
        Member.objects.create(team=team, user=user, role=Role.EDITOR)
    chosen = [member.user for member in Member.objects.in_team(team)[:count]]
    people = User.objects.filter(pk__in=[user.pk for user in chosen])
    people.update(password=make_password(PASSWORD))
    return [user.email for user in chosen]


def lay_thumbnails(team: Team, count: int, folder: Path) -> None:
    """Link the thumbnails of a team's newest pictures to a real file per shape."""
    made: dict[tuple[Shape, str], Path] = {}
    store = settings.STUDIO_DATA_DIR / "store"
    newest = Listing.objects.filter(team=team, shelf=Shelf.GALLERY).newest_first()
    lines = newest.select_related("output__image")[:count]
    for number, line in enumerate(lines):
        image = line.output.image
        assert image
        if number < OWN_LOOKS:
            image.placeholder = placeholder_of(image.sha256, folder)
            image.save(update_fields=["placeholder"])
        shape = (image.width_px, image.height_px)
        for size, record in image.thumbnails.items():
            if (shape, size) not in made:
                made |= thumbnails_of(shape, folder)
            path = store / record["key"]
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                os.link(made[shape, size], path)


def placeholder_of(sha256: str, folder: Path) -> str:
    """Return the placeholder of a picture like no other: a page weighs what it does."""
    original = folder / "small.png"
    original.write_bytes(paint(Commission(sha256, (160, 120))))
    return b64encode(first_thumbnail(original).placeholder).decode()


def thumbnails_of(shape: Shape, folder: Path) -> dict[tuple[Shape, str], Path]:
    """Draw a picture of a shape; return its thumbnails by shape and size."""
    original = folder / "original.jpg"
    original.write_bytes(paint(Commission(f"a quiet harbour {shape}", shape)))
    made = {}
    for each in (first_thumbnail(original).thumbnail, *other_thumbnails(original)):
        path = folder / f"{shape[0]}x{shape[1]}-{each.size}"
        path.write_bytes(each.content)
        made[shape, str(each.size)] = path
    return made


def main() -> None:
    """Prepare the studio of this process for its guests."""
    people, pictures = map(int, sys.argv[1:])
    lines = Listing.objects.order_by().values("team").annotate(n=Count("pk"))
    largest = Team.objects.get(pk=max(lines, key=lambda each: each["n"])["team"])
    with tempfile.TemporaryDirectory(dir=settings.STUDIO_DATA_DIR) as folder:
        lay_thumbnails(largest, pictures, Path(folder))
    print(json.dumps(open_door(largest, people)))


if __name__ == "__main__":
    main()
