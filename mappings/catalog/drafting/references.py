"""References inside a document: followed where they stay in it, refused where they leave it."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from mappings.catalog.drafting.results import Findings
from mappings.catalog.limits import MAX_REFERENCE_CHARS, MAX_REFERENCE_STEPS
from mappings.catalog.wording import named_type
from mappings.engine.errors import json_pointer
from mappings.engine.json_types import Json


@dataclass(frozen=True, slots=True)
class Place:
    """A value in a document, where it stands, and which references led there."""

    value: Json
    pointer: str = ""
    passed: frozenset[str] = frozenset()

    def at(self, *keys: str | int) -> "Place":
        """What stands below, which is there."""
        value = self.value
        for key in keys:
            value = value[key]
        return Place(value, self.pointer + json_pointer(keys), self.passed)

    def get(self, key: str) -> Json:
        return self.value.get(key) if isinstance(self.value, dict) else None


class References:
    """Follows the references of one document. Nothing is ever fetched."""

    def __init__(self, document: Json, findings: Findings) -> None:
        self._document, self._findings = document, findings

    def follow(self, place: Place) -> Place | None:
        """The place that a reference leads to, or the same one where it is none.

        None: it leads nowhere, which is a problem by then.
        """
        seen: set[str] = set()
        while isinstance(place.get("$ref"), str):
            reference: str = place.value["$ref"]
            if len(seen) == MAX_REFERENCE_STEPS:
                message = f"More than {MAX_REFERENCE_STEPS} references lead to one another here."
                self._refuse(place, message, "too_large")
                return None
            if reference in seen:
                self._refuse(place, f'Found "{_cut(reference)}", which leads back here.', "cycle")
                return None
            seen.add(reference)
            target = self._target(place, reference)
            if target is None:
                return None
            place = replace(target, passed=place.passed | {target.pointer})
        return place

    def object_at(self, place: Place) -> Place | None:
        """The same, for what has to be an object."""
        found = self.follow(place)
        if found is not None and not isinstance(found.value, dict):
            message = f"Found {named_type(found.value)}; expected an object."
            self._findings.refuse(found.pointer, message, "type")
            return None
        return found

    def _target(self, place: Place, reference: str) -> Place | None:
        if len(reference) > MAX_REFERENCE_CHARS:
            found = f"Found a reference of {len(reference):,} characters"
            self._refuse(place, f"{found}; expected {MAX_REFERENCE_CHARS:,} at most.", "too_large")
            return None
        if not reference.startswith("#"):
            message = (
                f'Found a reference to "{_cut(reference)}"; expected one that starts with #/. '
                "Nothing is fetched: bundle everything into one document."
            )
            self._refuse(place, message, "remote_reference")
            return None
        if reference != "#" and not reference.startswith("#/"):
            message = f'Found "{_cut(reference)}"; expected a reference that starts with #/.'
            self._refuse(place, message, "reference")
            return None
        keys = [_unescaped(step) for step in reference[1:].split("/")[1:]]
        value: Any = self._document
        for key in keys:
            if isinstance(value, dict) and key in value:
                value = value[key]
            elif isinstance(value, list) and _is_index(key, value):
                value = value[int(key)]
            else:
                message = f'There is nothing at "{_cut(reference)}".'
                self._refuse(place, message, "reference")
                return None
        return Place(value, json_pointer(keys))

    def _refuse(self, place: Place, message: str, code: str) -> None:
        self._findings.refuse(f"{place.pointer}/$ref", message, code)


def _unescaped(step: str) -> str:
    return unquote(step).replace("~1", "/").replace("~0", "~")


def _cut(reference: str) -> str:
    return reference if len(reference) <= 100 else reference[:99] + "…"


def _is_index(step: str, items: list[Json]) -> bool:
    return step.isascii() and step.isdecimal() and len(step) < 8 and int(step) < len(items)
