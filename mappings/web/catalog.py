"""The catalog: the kinds of tools that can be connected, searched and by category."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from mappings import conf
from mappings.catalog.schema import DestinationDefinition
from mappings.services.definitions import Kind, all_kinds
from mappings.web.access import PageRequest, page

OWN = "Your own"


@dataclass(frozen=True, slots=True)
class Category:
    name: str
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A category to narrow the catalog to; the first one is all of them."""

    label: str
    count: int
    address: str
    is_current: bool


@page("GET")
def catalog(request: PageRequest) -> HttpResponse:
    """The catalog; a fragment of it while the reader types in the search box."""
    query = request.GET.get("q", "").strip()[: conf.MAX_SEARCH_CHARS]
    category = request.GET.get("category", "")
    everything = all_kinds(request.workspace)
    found = [one for one in everything if query.casefold() in _searched_text(one.definition)]
    context = {
        "categories": _categories(one for one in found if category in ("", _shelf(one))),
        "choices": _choices(everything, found, query, category),
        "category": category,
        "query": query,
        "max_search_chars": conf.MAX_SEARCH_CHARS,
    }
    template = "_catalog_cards.html" if request.htmx else "catalog.html"
    return render(request, f"mappings/{template}", context)


def _searched_text(definition: DestinationDefinition) -> str:
    actions = (action.name for action in definition.actions)
    texts = (definition.name, definition.description, definition.category, *actions)
    return "\n".join(texts).casefold()


def _shelf(kind: Kind) -> str:
    """Where a kind stands; the workspace's own ones stand together."""
    return OWN if kind.own else kind.definition.category


def _order(shelf: str) -> tuple[bool, str]:
    return (shelf != OWN, shelf)


def _categories(kinds: Iterable[Kind]) -> list[Category]:
    ordered = sorted(kinds, key=lambda one: (*_order(_shelf(one)), one.definition.name.casefold()))
    return [Category(name, tuple(group)) for name, group in groupby(ordered, _shelf)]


def _choices(everything: list[Kind], found: list[Kind], query: str, category: str) -> list[Choice]:
    """Every category of the catalog with how many of its tools the search finds."""
    counts = Counter(_shelf(one) for one in found)
    names = sorted({_shelf(one) for one in everything}, key=_order)
    told = [("", "All", len(found)), *((name, name, counts[name]) for name in names)]
    return [
        Choice(label, count, _address(query, name), name == category) for name, label, count in told
    ]


def _address(query: str, category: str) -> str:
    """The catalog's own address with this search; a "?" alone for everything."""
    asked = {"q": query, "category": category}
    return "?" + urlencode({key: value for key, value in asked.items() if value})
