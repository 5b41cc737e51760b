"""`{% importmap "mapper" %}`: our scripts import each other by name, whatever their hash.

`{% modulepreload "mapper/editor.js" %}`: the browser fetches what a script imports at once, instead
of finding it out one level after the other.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.contrib.staticfiles.finders import find, get_finders
from django.templatetags.static import static

register = template.Library()

_IMPORT = re.compile(r"""^(?:import|\} from|.* from) "([\w/.-]+\.js)";$""", re.MULTILINE)


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


@register.inclusion_tag("_modulepreload.html")
def modulepreload(script: str) -> dict[str, Any]:
    """Links for everything that a script imports, directly or not."""
    return {"urls": [static(name) for name in _imported_by(script)]}


@cache
def _imported_by(script: str) -> tuple[str, ...]:
    known: set[str] = set()
    waiting = [script]
    while waiting:
        path = find(waiting.pop())
        text = Path(path).read_text("utf-8") if path else ""
        new = set(_IMPORT.findall(text)) - known
        known |= new
        waiting += new
    return tuple(sorted(known))


@cache
def _scripts_in(folder: str) -> tuple[str, ...]:
    paths = {
        path.replace("\\", "/")
        for finder in get_finders()
        for path, _ in finder.list(["CVS", ".*"])
    }
    return tuple(sorted(p for p in paths if p.startswith(f"{folder}/") and p.endswith(".js")))
