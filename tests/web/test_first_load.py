"""The scripts that the editor's page loads before the user has asked for anything stay small."""

import gzip
import re
from pathlib import Path

import minify
import pytest
from django.contrib.staticfiles.finders import find
from django.test import Client
from django.urls import reverse

from mappings.models import Mapping

pytestmark = pytest.mark.django_db

MOST_BYTES = 45_000


@pytest.fixture
def scripts(ann: Client, mapping: Mapping) -> set[str]:
    """Our scripts that the editor's page names: what it runs, and what those import."""
    html = ann.get(reverse("mapping", args=[mapping.pk])).content.decode()
    places = re.findall(r'(?:src|rel="modulepreload" href)="/static/([^"]+\.js)"', html)
    return {name for name in places if name.startswith("mapper/")}


def test_they_are_at_most_45_kb_minified_and_compressed(scripts: set[str]) -> None:
    assert "mapper/store.js" in scripts
    assert "mapper/editor.js" in scripts
    sizes = {name: _served_bytes(name) for name in scripts}
    total = sum(sizes.values())
    assert total <= MOST_BYTES, f"{total:,} bytes; the largest: {_largest(sizes)}"


def test_what_is_asked_for_later_is_no_part_of_them(scripts: set[str]) -> None:
    later = ("builder", "menu", "request-view", "changes-view", "list-hints", "lights", "pages")
    assert scripts.isdisjoint(f"mapper/{name}.js" for name in later)


def _served_bytes(name: str) -> int:
    """The size of a script as it is sent: minified and compressed, as collected files are."""
    source = Path(str(find(name))).read_text("utf-8")
    return len(gzip.compress(minify.string("application/javascript", source).encode()))


def _largest(sizes: dict[str, int]) -> str:
    names = sorted(sizes, key=lambda name: sizes[name], reverse=True)[:5]
    return ", ".join(f"{name} {sizes[name]:,}" for name in names)
