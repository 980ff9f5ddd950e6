"""The first account: a one-time code, valid as long as nobody exists."""

from django.conf import settings
from django.core.validators import validate_email
from django.utils.crypto import constant_time_compare, salted_hmac

from teams.models import Member, User


def needs_owner() -> bool:
    """Say whether the studio has no person yet."""
    return not User.objects.exists()


def setup_code() -> str:
    """Return the code of the one-time link.

    It follows from the secret key, so that every process of a studio knows it;
    it is worth nothing as soon as the first person exists.
    """
    return salted_hmac("teams.founding", "owner", algorithm="sha256").hexdigest()[:32]


def is_setup_code(code: str) -> bool:
    """Compare a code in constant time."""
    return constant_time_compare(code, setup_code())


def found_from_settings() -> Member | None:
    """Make the owner named by the environment when nobody exists yet.

    Raises:
        ValidationError: nobody could sign in with that address.
    """
    email, password = settings.STUDIO_OWNER_EMAIL, settings.STUDIO_OWNER_PASSWORD
    if not (email and password and needs_owner()):
        return None
    validate_email(email)
    return Member.objects.found_studio(email=email, password=password, name="")
