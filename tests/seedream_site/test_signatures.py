"""Signatures: ours, for one text, for one purpose, under one secret."""

import re

import pytest

from seedream_site.signatures import SIGNATURE, is_signed, sign


def test_a_signature_proves_its_own_text_and_purpose_only():
    signature = sign("doors", "open")

    assert is_signed("doors", "open", signature)
    assert not is_signed("doors", "shut", signature)
    assert not is_signed("windows", "open", signature)


def test_a_signature_fits_an_address_and_is_the_same_each_time():
    assert re.fullmatch(SIGNATURE, sign("doors", "猫"))
    assert sign("doors", "猫") == sign("doors", "猫")


def test_another_secret_makes_other_signatures(settings):
    signature = sign("doors", "open")
    settings.SECRET_KEY = "another one"

    assert not is_signed("doors", "open", signature)


@pytest.mark.parametrize("at", range(20))
def test_no_character_of_a_signature_can_be_changed(at):
    signature = sign("doors", "open")
    other = "A" if signature[at] != "A" else "B"

    assert not is_signed("doors", "open", signature[:at] + other + signature[at + 1 :])
