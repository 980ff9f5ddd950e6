"""What is sealed opens with any of the secrets, for its owner, and else stays shut."""

import pytest

from generations import keyring

KEY = "ark-canary-3f1c9a77-key"


@pytest.fixture(autouse=True)
def secret(settings):
    settings.STUDIO_KEYS_SECRET = "first secret"


def test_sealed_key_opens_again_and_does_not_show():
    sealed = keyring.seal(KEY, owner="ark")

    assert KEY not in sealed
    assert keyring.unseal(sealed, owner="ark") == KEY


def test_two_seals_of_one_key_differ():
    assert keyring.seal(KEY, owner="ark") != keyring.seal(KEY, owner="ark")


@pytest.mark.parametrize("secrets", ["new, first secret", "first secret,new"])
def test_older_secret_still_opens(settings, secrets):
    sealed = keyring.seal(KEY, owner="ark")

    settings.STUDIO_KEYS_SECRET = secrets

    assert keyring.unseal(sealed, owner="ark") == KEY


def test_first_secret_seals(settings):
    settings.STUDIO_KEYS_SECRET = "new,first secret"
    sealed = keyring.seal(KEY, owner="ark")

    settings.STUDIO_KEYS_SECRET = "new"

    assert keyring.unseal(sealed, owner="ark") == KEY


def test_without_its_secret_it_stays_shut(settings):
    sealed = keyring.seal(KEY, owner="ark")

    settings.STUDIO_KEYS_SECRET = "another"

    with pytest.raises(keyring.Locked):
        keyring.unseal(sealed, owner="ark")


def test_seal_moved_to_another_gateway_stays_shut():
    sealed = keyring.seal(KEY, owner="ark")

    with pytest.raises(keyring.Locked):
        keyring.unseal(sealed, owner="custom")


@pytest.mark.parametrize("damage", ["", "x", "gAAAAA", "é"])
def test_what_is_no_seal_stays_shut(damage):
    with pytest.raises(keyring.Locked):
        keyring.unseal(damage, owner="ark")


def test_secret_key_opens_nothing(settings):
    sealed = keyring.seal(KEY, owner="ark")

    settings.STUDIO_KEYS_SECRET = settings.SECRET_KEY

    with pytest.raises(keyring.Locked):
        keyring.unseal(sealed, owner="ark")
