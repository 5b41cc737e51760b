"""A document of ours, read: what is right in it becomes a bundle, what is wrong is told."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from mappings.catalog.wording import named_type
from mappings.engine.errors import Problem
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_FILTERS
from mappings.exchange.bundle import (
    FILTER_ARGUMENTS,
    FORMAT,
    KINDS,
    Bundle,
    DefinitionItem,
    DestinationItem,
    FilterItem,
    MappingItem,
    SourceItem,
)
from mappings.exchange.limits import MAX_IMPORT_ITEMS, MAX_IMPORT_PROBLEMS
from mappings.exchange.members import Members

_Item = TypeVar("_Item", DefinitionItem, SourceItem, DestinationItem, MappingItem)


@dataclass(frozen=True, slots=True)
class ReadBundle:
    """A bundle of all that could be read, and the problems of the rest."""

    bundle: Bundle
    problems: tuple[Problem, ...]


def is_bundle(document: Json) -> bool:
    """Whether a document says that it is one of ours."""
    return isinstance(document, dict) and "format" in document


def read_bundle(document: Json) -> ReadBundle:
    """Read a document of any kind.

    Triggers, configs and settings stay as they are given: whoever stores them checks them.

    Shape:
        ``{"format": "engage-mapper/1", "kind": "destination", "destination": {"name": "Acme CRM",
        "definition": "crm", "source": "Website", "settings": {}, "mappings": []}}``
    """
    reader = _Reader()
    bundle = reader.read(document)
    return ReadBundle(bundle, tuple(reader.problems[:MAX_IMPORT_PROBLEMS]))


class _Reader:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._items_left = MAX_IMPORT_ITEMS

    def read(self, document: Json) -> Bundle:
        members = Members.of(document, (), self.problems)
        if members.text("format") not in ("", FORMAT):
            members.refuse(f'Expected "{FORMAT}".', "format", key="format")
        kind = members.choice("kind", KINDS)
        if kind is None:
            return Bundle("workspace")
        read: dict[str, Callable[[Members], Bundle]] = {
            "workspace": self._read_workspace,
            "destination": self._read_one_destination,
            "mappings": self._read_mappings,
        }
        bundle = read[kind](members)
        members.refuse_others()
        return bundle

    def _read_workspace(self, members: Members) -> Bundle:
        return Bundle(
            "workspace",
            definitions=self._items(members.items("definitions"), self._read_definition),
            sources=self._items(members.items("sources"), self._read_source),
            destinations=self._items(members.items("destinations"), self._read_destination),
        )

    def _read_one_destination(self, members: Members) -> Bundle:
        found = self._read_destination(members.member("destination"))
        return Bundle(
            "destination",
            definitions=self._items(members.items("definitions"), self._read_definition),
            destinations=(found,) if found else (),
        )

    def _read_mappings(self, members: Members) -> Bundle:
        return Bundle(
            "mappings",
            mappings=self._items(members.items("mappings"), self._read_mapping),
            destination_name=members.text("destination", is_required=False),
            definition_slug=members.text("definition", is_required=False),
        )

    def _read_definition(self, members: Members) -> DefinitionItem | None:
        slug = members.text("slug")
        return DefinitionItem(slug, members.whole, members.pointer) if slug else None

    def _read_source(self, members: Members) -> SourceItem | None:
        name = members.name()
        members.refuse_others()
        return SourceItem(name, members.pointer) if name else None

    def _read_destination(self, members: Members) -> DestinationItem | None:
        item = DestinationItem(
            name=members.name(),
            definition=members.text("definition"),
            source=members.text("source").strip(),
            is_enabled=members.flag("enabled", default=True),
            settings=members.object("settings", is_required=False),
            to_be_filled_in=members.texts("to_be_filled_in"),
            delivery=members.object("delivery") if "delivery" in members.whole else None,
            filters=self._read_filters(members),
            mappings=self._items(members.items("mappings"), self._read_mapping),
            pointer=members.pointer,
        )
        members.know("delivery")
        members.refuse_others()
        return item if item.name and item.definition and item.source else None

    def _read_filters(self, members: Members) -> tuple[FilterItem, ...] | None:
        """Filters are told apart by their place: two may have the same title."""
        given = list(members.items("filters", most=MAX_FILTERS))
        found = tuple(self._read_filter(inner) for inner in given)
        return found if "filters" in members.whole else None

    def _read_filter(self, members: Members) -> FilterItem:
        condition = members.any("condition") if "condition" in members.whole else None
        if not isinstance(condition, str | dict | None):
            text = f"Expected FQL, a tree or null; this is {named_type(condition)}."
            members.refuse(text, "type", key="condition")
        action = members.text("action")
        known = FILTER_ARGUMENTS.get(action, ())
        item = FilterItem(
            name=members.text("title").strip(),
            action=action,
            condition=condition,
            is_enabled=members.flag("enabled", default=True),
            arguments={key: members.any(key) for key in known if key in members.whole},
            pointer=members.pointer,
        )
        members.know("condition", *known)
        members.refuse_others()
        return item

    def _read_mapping(self, members: Members) -> MappingItem | None:
        item = MappingItem(
            name=members.name(),
            action=members.text("action"),
            is_enabled=members.flag("enabled", default=False),
            trigger=members.any("trigger"),
            config=members.object("config"),
            other_audience_keys=members.texts("other_audience_keys"),
            pointer=members.pointer,
        )
        members.refuse_others()
        return item if item.name and item.action else None

    def _items(
        self, found: Iterable[Members], read: Callable[[Members], _Item | None]
    ) -> tuple[_Item, ...]:
        return tuple(self._distinct(found, read))

    def _distinct(
        self, found: Iterable[Members], read: Callable[[Members], _Item | None]
    ) -> Iterator[_Item]:
        """The items that could be read. Of two of the same name, the second one is refused."""
        names: set[str] = set()
        for members in found:
            self._items_left -= 1
            if self._items_left < 0:
                if self._items_left == -1:
                    text = f"There are more than {MAX_IMPORT_ITEMS:,} things in this document."
                    self.problems.append(Problem("", text, "too_many"))
                return
            item = read(members)
            if item is None:
                continue
            if item.name in names:
                text = f'"{item.name}" is there twice. Names are different from each other.'
                members.refuse(text, "repeated", key="name")
                continue
            names.add(item.name)
            yield item
