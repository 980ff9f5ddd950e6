"""A person who can sign in, by e-mail address."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class People(BaseUserManager["User"]):
    """Makes and finds people."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None, **extra: Any) -> "User":
        """Make a person; the address is kept in lower case."""
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a person by address, whatever its case."""
        return self.get(email__iexact=username)


class User(AbstractUser):
    """A person. The address signs in; the name is what others see."""

    username = None  # type: ignore[assignment]  # the address takes its place
    first_name = None  # type: ignore[assignment]  # names are one field
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=80, blank=True)

    objects: ClassVar[People] = People()  # type: ignore[assignment]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """Return the name, or what stands before the @ of the address."""
        return self.name or self.email.partition("@")[0]

    def get_short_name(self) -> str:
        """Return the same as the full name."""
        return self.get_full_name()

    @property
    def initials(self) -> str:
        """Return one or two letters for the round sign."""
        words = self.get_full_name().replace(".", " ").split()
        return "".join(word[0] for word in words[:2]).upper() or "?"
