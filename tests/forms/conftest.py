"""Forms of every mode, bound to what the simulator sells."""

import uuid

import pytest

from generations import accounts
from generations.catalogue.vocabulary import Mode
from generations.forms import FORMS
from generations.models import StoredImage


@pytest.fixture(autouse=True)
def everything_on_sale(settings):
    settings.STUDIO_SIMULATOR = "on"


@pytest.fixture
def fill():
    """Return a function that binds a form: good values, changed by keyword."""

    def bind(mode=Mode.TEXT_TO_IMAGE, *, team=None, **values):
        good = {
            "token": str(uuid.uuid4()),
            "prompt": "a quiet sea",
            "offer": "seedream-4.0@simulator",
        }
        wanted = {n: v for n, v in (good | values).items() if v is not None}
        return FORMS[mode](wanted, offers=accounts.offers(mode), team=team)

    return bind


@pytest.fixture
def picture():
    """Return a function that makes the row of a team's picture, without bytes."""

    def make(team, size=(1000, 1000)):
        return StoredImage.objects.create(
            team=team,
            sha256=uuid.uuid4().hex * 2,
            key="originals/x.png",
            size_bytes=1,
            media_type="image/png",
            width_px=size[0],
            height_px=size[1],
        )

    return make
