"""The import map: every script of a folder under its plain name, with the page's nonce."""

import json
import re

from django.template import Context, Template
from django.test import RequestFactory


def test_names_lead_to_the_served_files(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.csp_nonce = "abc"  # type: ignore[attr-defined]
    drawn = Template("{% load modules %}{% importmap 'mapper' %}").render(
        Context({"request": request})
    )
    found = re.fullmatch(
        r'<script type="importmap" nonce="abc">(.*)</script>\s*', drawn, flags=re.DOTALL
    )
    assert found
    imports = json.loads(found[1])["imports"]
    assert imports["mapper/pages.js"] == "/static/mapper/pages.js"
    assert all(name.startswith("mapper/") and name.endswith(".js") for name in imports)


def test_everything_the_editor_imports_is_fetched_at_once() -> None:
    drawn = Template("{% load modules %}{% modulepreload 'mapper/editor.js' %}").render(Context())
    assert '<link rel="modulepreload" href="/static/mapper/store.js">' in drawn
    assert '<link rel="modulepreload" href="/static/mapper/tree-rows.js">' in drawn
    assert "pages.js" not in drawn
