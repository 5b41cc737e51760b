"""Small things every page needs: the chosen theme, and where the reader is."""

from typing import Any

from django import template

register = template.Library()

THEMES = ("system", "light", "dark")
THEME_COOKIE = "theme"


@register.simple_tag(takes_context=True)
def theme(context: dict[str, Any]) -> str:
    """The theme the reader chose; "system" when none, or when the page has no request."""
    request = context.get("request")
    chosen = request.COOKIES.get(THEME_COOKIE, "") if request else ""
    return chosen if chosen in THEMES else "system"


@register.simple_tag(takes_context=True)
def current_in(context: dict[str, Any], section: str) -> bool:
    """Whether the page belongs to this section of the navigation.

    Shape:
        section: ``"/destinations/"``
    """
    request = context.get("request")
    return request is not None and request.path.startswith(section)
