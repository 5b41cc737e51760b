"""A bundle as a text, in any of the forms that can be asked for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from mappings.engine.errors import Problem
from mappings.engine.json_types import Json
from mappings.exchange.bundle import Bundle, DestinationItem
from mappings.exchange.errors import ExchangeError
from mappings.exchange.segment.giving_out import give_out
from mappings.exchange.segment.json_form import segment_json
from mappings.exchange.segment.terraform import terraform_text
from mappings.exchange.texts import write_text

OutForm = Literal["yaml", "json", "segment", "terraform"]
OUT_FORMS: tuple[OutForm, ...] = get_args(OutForm)

_ENDINGS: Mapping[OutForm, str] = {
    "yaml": ".yaml",
    "json": ".json",
    "segment": ".segment.json",
    "terraform": ".tf",
}
_NAMES = (
    "Segment knows actions and fields by its own names: compare those of {definition} with its "
    "catalog."
)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A text, and what whoever reads it in Segment has to know."""

    text: str
    notes: tuple[Problem, ...] = ()


def file_ending(form: OutForm) -> str:
    return _ENDINGS[form]


def write_bundle(document: Json, bundle: Bundle, form: OutForm) -> Outgoing:
    """A bundle's text.

    Args:
        document: the bundle's, as `bundle_document` gives it.

    Raises:
        ExchangeError: Segment's JSON has no place for several destinations.
    """
    if form in ("json", "yaml"):
        return Outgoing(write_text(document, "json" if form == "json" else "yaml"))
    groups = _groups(bundle)
    if form == "segment" and len(groups) > 1:
        names = ", ".join(group.name for group in groups[:5])
        text = f"Segment's JSON is for one destination; this has {len(groups)}: {names}."
        raise ExchangeError([Problem("", text, "several_destinations")])
    parts = [_given(group, form) for group in groups]
    notes = tuple(note for part in parts for note in part.notes)
    return Outgoing("\n".join(part.text for part in parts), notes)


def _groups(bundle: Bundle) -> list[DestinationItem]:
    """The destinations whose mappings are given out."""
    if bundle.kind != "mappings":
        return list(bundle.destinations)
    name = bundle.destination_name or bundle.definition_slug or "segment"
    return [DestinationItem(name, bundle.definition_slug, "", mappings=bundle.mappings)]


def _given(group: DestinationItem, form: OutForm) -> Outgoing:
    given = give_out(group.mappings)
    about_names = Problem(
        "", _NAMES.replace("{definition}", group.definition or group.name), "names"
    )
    notes = (about_names, *(note for told in given.notes.values() for note in told))
    if form == "segment":
        listed = segment_json(given.subscriptions)
        return Outgoing(json.dumps(listed, indent=2, ensure_ascii=False) + "\n", notes)
    comments = {name: [note.message for note in told] for name, told in given.notes.items()}
    text = terraform_text(given.subscriptions, destination_name=group.name, comments=comments)
    return Outgoing(text, notes)
