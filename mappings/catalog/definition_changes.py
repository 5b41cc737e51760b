"""What a new version of an action changes for mappings that were made for an older one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mappings.catalog.schema import ActionDefinition
from mappings.engine.fields import Field
from mappings.engine.json_types import Json

ChangeKind = Literal["action_gone", "field_gone", "required", "type", "format", "choices"]

_NOUNS = {
    "boolean": "true/false",
    "datetime": "dates and times",
    "integer": "whole numbers",
    "number": "numbers",
    "object": "objects",
    "string": "text",
    "text": "long text",
}
_ROOT_DIRECTIVES = ("@", "__segment_internal_directive")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One thing to look at. `key` is that of the outermost field, "" for the whole action."""

    kind: ChangeKind
    key: str
    message: str


def action_changes(
    old: ActionDefinition | None, new: ActionDefinition | None
) -> tuple[FieldChange, ...]:
    """What an action demands that it did not demand before; what only grew is no change.

    Shape:
        ``(FieldChange("required", "email", "Email is required now."),)``
    """
    if new is None:
        return (FieldChange("action_gone", "", "The action is gone."),)
    if old is None:
        return ()
    return tuple(_field_changes(old.fields, new.fields, is_open=new.allows_extra_fields))


def changes_of_mapping(
    changes: Sequence[FieldChange], config: Mapping[str, Json]
) -> tuple[FieldChange, ...]:
    """Those of the changes that a mapping's config has to do with.

    A field that is newly required concerns a config that lacks it; any other change concerns one
    that fills the field. A config that is one directive may fill anything.
    """
    if any(key.startswith(_ROOT_DIRECTIVES) for key in config):
        return tuple(changes)
    return tuple(one for one in changes if _concerns(one, config))


def _concerns(change: FieldChange, config: Mapping[str, Json]) -> bool:
    if change.kind == "action_gone":
        return True
    is_outermost = change.kind == "required" and not _is_inner(change)
    return (change.key in config) is not is_outermost


def _is_inner(change: FieldChange) -> bool:
    return " › " in change.message


def _field_changes(
    old: Sequence[Field], new: Sequence[Field], *, is_open: bool, above: tuple[Field, ...] = ()
) -> Iterator[FieldChange]:
    before, after = {one.key: one for one in old}, {one.key: one for one in new}
    for key, field in before.items():
        if key not in after and not is_open:
            yield _change("field_gone", above, field, "is gone. What is mapped to it is not sent.")
    for key, field in after.items():
        known = before.get(key)
        if field.required is True and (known is None or known.required is not True):
            yield _change("required", above, field, "is required now.")
        if known is not None:
            yield from _changes_of_field(known, field, above)


def _changes_of_field(old: Field, new: Field, above: tuple[Field, ...]) -> Iterator[FieldChange]:
    if (old.type, old.multiple) != (new.type, new.multiple):
        text = f"takes {_kind(new)} now; it took {_kind(old)}."
        yield _change("type", above, new, text)
        return
    if new.format is not None and new.format != old.format:
        yield _change("format", above, new, f"has to look like {new.format} now.")
    kept = {choice.value for choice in new.choices}
    lost = [str(one.value) for one in old.choices if one.value not in kept]
    if new.choices and (lost or not old.choices):
        text = f"no longer takes {', '.join(lost)}." if lost else "takes certain values only now."
        yield _change("choices", above, new, text)
    if new.properties:
        is_open = new.additional_properties
        above = (*above, new)
        yield from _field_changes(old.properties, new.properties, is_open=is_open, above=above)


def _change(kind: ChangeKind, above: tuple[Field, ...], field: Field, text: str) -> FieldChange:
    path = (*above, field)
    name = " › ".join(one.label for one in path)
    return FieldChange(kind, path[0].key, f"{name} {text}")


def _kind(field: Field) -> str:
    noun = _NOUNS.get(field.type, field.type)
    return f"lists of {noun}" if field.multiple else noun
