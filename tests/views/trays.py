"""A tray of references on the form, and what a press on it answers."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.views.conftest import picture_bytes

FUSION, EDIT = "/compose/fusion/", "/compose/edit/"
TEXT, SEQUENCE = "/compose/text-to-image/", "/compose/sequence/"
OFFER = "seedream-4.0@simulator"


def text(response):
    return response.content.decode()


def ids(response):
    """The references on the tray, as they are drawn."""
    return re.findall(r'name="references" value="([^"]*)"', text(response))


def jpeg(name="a.jpg", color="olive"):
    return SimpleUploadedFile(name, picture_bytes(color))
