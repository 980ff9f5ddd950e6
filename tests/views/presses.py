"""Pressing what can be decided about a request, and what came of it."""

from generations.models import Attempt
from tests.views.conftest import HTMX


def address(output, verb):
    return f"/requests/{output.attempt_id}/{verb}/"


def press(client, picture, verb, /, **values):
    return client.post(address(picture, verb), values, headers=HTMX)


def state_of(output):
    return Attempt.objects.get(pk=output.attempt_id).state


def verdict_of(output):
    return Attempt.objects.get(pk=output.attempt_id).verdict


def text_of(response):
    return response.content.decode()
