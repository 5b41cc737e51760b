"""`{% importmap "mapper" %}`: our scripts import each other by name, whatever their hash."""

from functools import cache
from typing import Any

from django import template
from django.contrib.staticfiles.finders import get_finders
from django.templatetags.static import static

register = template.Library()


@register.inclusion_tag("_importmap.html", takes_context=True)
def importmap(context: dict[str, Any], folder: str) -> dict[str, Any]:
    """The import map of every script in a static folder; goes before the first module script.

    Shape:
        folder: ``"mapper"``
        result: ``{"imports": {"mapper/h.js": "/static/mapper/h.0f3c.js", …}}``
    """
    return {
        "modules": [(name, static(name)) for name in _scripts_in(folder)],
        "nonce": getattr(context.get("request"), "csp_nonce", ""),
    }


@cache
def _scripts_in(folder: str) -> tuple[str, ...]:
    paths = {
        path.replace("\\", "/")
        for finder in get_finders()
        for path, _ in finder.list(["CVS", ".*"])
    }
    return tuple(sorted(p for p in paths if p.startswith(f"{folder}/") and p.endswith(".js")))
