"""The content policy of every page: this studio alone, and where its pictures lie."""

from functools import lru_cache

from django.core.files.storage import default_storage

RULES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}


def content_policy() -> str:
    """Return the policy; a store that browsers fetch pictures from is named in it."""
    return _policy(getattr(default_storage, "public_origin", ""))


@lru_cache(maxsize=8)
def _policy(pictures_from: str) -> str:
    rules = dict(RULES)
    if pictures_from:
        rules["img-src"] += f" {pictures_from}"
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())
