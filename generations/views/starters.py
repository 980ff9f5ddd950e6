"""What a gallery without pictures begins with: prompts that show what is possible."""

from dataclasses import dataclass

from django.utils.translation import pgettext


@dataclass(frozen=True, slots=True)
class Starter:
    """A prompt to begin with, and a picture of what it may become."""

    picture: str
    name: str
    prompt: str


def starters() -> list[Starter]:
    """Return a few prompts for the first picture, in the person's language."""
    return [
        Starter(
            picture="img/starters/ridge-dawn.webp",
            name=pgettext("starter", "Mountains at dawn"),
            prompt=pgettext(
                "starter",
                "Layered mountain ridges at dawn, blue mist in the valleys, "
                "a low pale sun, calm, wide view",
            ),
        ),
        Starter(
            picture="img/starters/life-shelf.webp",
            name=pgettext("starter", "Still life"),
            prompt=pgettext(
                "starter",
                "Three glazed vessels on a pale shelf, soft morning light from the "
                "left, long shadows, quiet colours",
            ),
        ),
        Starter(
            picture="img/starters/paper-hills.webp",
            name=pgettext("starter", "Cut paper"),
            prompt=pgettext(
                "starter",
                "Rolling hills of cut paper in orange and plum, a round paper sun, "
                "visible edges and soft shadows",
            ),
        ),
        Starter(
            picture="img/starters/sea-ember.webp",
            name=pgettext("starter", "Sea at sunset"),
            prompt=pgettext(
                "starter",
                "An ember sunset over a calm sea, one long reflection on the water, "
                "deep violet clouds",
            ),
        ),
    ]
