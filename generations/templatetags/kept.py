"""`{% kept %}`: a part of a page that is drawn once in each language, then kept.

For parts that say the same on page after page. What they depend on beyond the
language is named after the tag; nothing of a request may stand in them.
"""

from typing import Any

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

#: Parts that are kept; beside the lists of collections there are some dozens.
MOST = 1_000
_parts: dict[tuple[Any, ...], SafeString] = {}


class KeptNode(template.Node):
    """What stands between the tags."""

    def __init__(self, nodes: NodeList, depends_on: list[FilterExpression]) -> None:
        """Remember what to draw and what it depends on."""
        self.nodelist = nodes
        self._depends_on = depends_on

    def render(self, context: template.Context) -> SafeString:
        """Return it as it was drawn before, else draw it."""
        named = (each.resolve(context) for each in self._depends_on)
        where = self.origin.name if self.origin else ""
        key = (where, self.token.lineno if self.token else 0, get_language(), *named)
        found = _parts.get(key)
        if found is None:
            found = self.nodelist.render(context)
            if len(_parts) >= MOST:
                _parts.clear()
            if not settings.DEBUG:
                _parts[key] = found
        return found


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """Draw what stands up to `endkept` once for each language and these values."""
    depends_on = [parser.compile_filter(each) for each in token.split_contents()[1:]]
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodes, depends_on)
