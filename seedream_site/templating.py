"""The two template engines: Django's for pages, Jinja2 for the tiles of a grid.

A page has sixty tiles and one frame: what is drawn sixty times is drawn by Jinja2.
Words come to it translated already: it knows neither rows nor languages.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from jinja2 import Environment


def templates_of(base: Path) -> list[dict[str, Any]]:
    """Return Django's setting TEMPLATES for a checkout at `base`."""
    context_processors = [
        "django.template.context_processors.request",
        "django.template.context_processors.i18n",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
        "generations.views.frame.describe_frame",
    ]
    return [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [base / "templates"],
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": context_processors},
        },
        {
            "BACKEND": "django.template.backends.jinja2.Jinja2",
            "NAME": "tiles",
            "DIRS": [base / "templates" / "jinja"],
            "OPTIONS": {"environment": "seedream_site.templating.environment"},
        },
    ]


def environment(**options: Any) -> Environment:
    """Return the environment of the Jinja2 templates; it escapes what it is given."""
    made = Environment(**options, trim_blocks=True, lstrip_blocks=True)
    made.globals["icon"] = draw_icon
    return made


def draw_icon(name: str, style: str = "") -> SafeString:
    """Return one icon; words beside it or on its control say what it means."""
    return _icon(_sprite(), name, style)


@lru_cache(maxsize=500)
def _icon(sprite: str, name: str, style: str) -> SafeString:
    shape = '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>'
    return format_html(shape, f" {style}" if style else "", sprite, name)


@lru_cache(maxsize=1)
def _sprite() -> str:
    return static("img/icons.svg")
