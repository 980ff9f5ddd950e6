"""A gateway's key, kept encrypted: what is in the row opens nothing by itself."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class GatewayKey(models.Model):
    """The key of one gateway account; a key in the environment wins over it."""

    gateway = models.CharField(max_length=40, primary_key=True)
    #: Fernet token; the key that opens it is no row and not SECRET_KEY
    sealed = models.TextField()
    #: the last characters of the key, to know it by
    hint = models.CharField(max_length=8)
    set_at = models.DateTimeField(db_default=Now())
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects: ClassVar[models.Manager["GatewayKey"]] = models.Manager()

    def __str__(self) -> str:
        return self.gateway
