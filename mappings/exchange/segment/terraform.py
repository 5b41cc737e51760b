"""Subscriptions as Terraform: resources of the type `segment_destination_subscription`."""

from collections.abc import Iterable, Iterator
from typing import Any

from mappings.catalog.wording import named_type
from mappings.engine.errors import JsonTextError, Problem, json_pointer
from mappings.engine.json_types import Json
from mappings.engine.strict_json import parse_json
from mappings.exchange.hcl.reading import Argument, Reference, Resource, read_resources
from mappings.exchange.hcl.writing import hcl_name, hcl_text, hcl_value
from mappings.exchange.segment.subscription import ReadSubscriptions, Subscription

RESOURCE = "segment_destination_subscription"

_REPEATING = ("count", "for_each")
_NOT_ABOUT_MAPPINGS = {"destination_id", "depends_on", "provider", "lifecycle", "timeouts"}
_REVERSE_ETL = {"model_id", "reverse_etl_schedule"}


def read_terraform(text: str) -> ReadSubscriptions:
    """Every subscription in a text of HCL; whatever else is in it is passed over.

    Raises:
        ExchangeError: the text is not HCL, or has no subscription.
    """
    found = read_resources(text, RESOURCE)
    reader = _Reader()
    subscriptions = tuple(reader.read(resource) for resource in found.resources)
    if found.other_count:
        noun = "block is" if found.other_count == 1 else "blocks are"
        text = f"{found.other_count} other {noun} passed over: only {RESOURCE} is read."
        reader.notes.append(Problem("", text, "left_out"))
    return ReadSubscriptions(subscriptions, tuple(reader.problems), tuple(reader.notes))


def terraform_text(
    subscriptions: Iterable[Subscription],
    *,
    destination_name: str,
    comments: dict[str, list[str]] | None = None,
) -> str:
    """The resources of a destination's subscriptions, with variables for Segment's ids.

    Args:
        comments: lines to put before a resource, by the name of its subscription.
    """
    base = hcl_name(destination_name)
    blocks = [*_variables(base, destination_name)]
    taken: set[str] = set()
    for subscription in subscriptions:
        name = _free(hcl_name(destination_name, subscription.name), taken)
        lines = (comments or {}).get(subscription.name, [])
        blocks.append(_resource(subscription, name, base, lines))
    return "\n".join(blocks)


def _variables(base: str, destination_name: str) -> Iterator[str]:
    told = {
        f"{base}_destination_id": ("string", f"Segment's id of the destination {destination_name}"),
        f"{base}_action_ids": ("map(string)", "Segment's ids of its actions, by their slugs"),
    }
    for name, (kind, description) in told.items():
        yield (
            f'variable "{name}" {{\n'
            f"  type        = {kind}\n"
            f"  description = {hcl_text(description)}\n"
            "}\n"
        )


def _resource(subscription: Subscription, name: str, base: str, lines: list[str]) -> str:
    comments = "".join(f"# {' '.join(line.split())}\n" for line in lines)
    action = f"var.{base}_action_ids[{hcl_text(subscription.action)}]"
    return (
        f'{comments}resource "{RESOURCE}" "{name}" {{\n'
        f"  destination_id = var.{base}_destination_id\n"
        f"  name           = {hcl_text(subscription.name)}\n"
        f"  enabled        = {hcl_value(subscription.is_enabled)}\n"
        f"  action_id      = {action}\n"
        f"  trigger        = {hcl_text(subscription.trigger)}\n"
        f"  settings = jsonencode({hcl_value(dict(subscription.settings), '  ')})\n"
        "}\n"
    )


def _free(name: str, taken: set[str]) -> str:
    free, number = name, 2
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    taken.add(free)
    return free


class _Reader:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []

    def read(self, resource: Resource) -> Subscription:
        self._note_others(resource)
        enabled = self._value(resource, "enabled", bool, "true or false")
        return Subscription(
            name=str(self._value(resource, "name", str, "a text") or "").strip(),
            action=_action(resource.arguments.get("action_id")),
            is_enabled=bool(enabled),
            trigger=self._value(resource, "trigger", str, "a text"),
            settings=self._settings(resource),
            pointer=_pointer(resource),
            line=resource.line,
            keys={"actionSlug": "action_id"},
        )

    def _value(self, resource: Resource, key: str, kind: type, expected: str) -> Any:
        """The value of an argument that has to be there; None, and a problem, else."""
        argument = resource.arguments.get(key)
        if argument is None:
            self._refuse(resource, key, f"{key} is missing.", "required", resource.line)
            return None
        fault = argument.problem
        if isinstance(argument.value, Reference):
            fault = f"the value of {argument.value.text} is not in this text"
        elif not fault and not isinstance(argument.value, kind):
            fault = f"this is {named_type(argument.value)}"
        if fault:
            self._refuse(resource, key, f"Expected {expected}; {fault}.", "type", argument.line)
            return None
        return argument.value

    def _settings(self, resource: Resource) -> dict[str, Json]:
        """The object in ``jsonencode({…})``, or in a text of JSON."""
        argument = resource.arguments.get("settings", Argument(resource.line))
        if isinstance(argument.value, str):
            return self._settings_text(resource, argument.value, argument.line)
        found: dict[str, Json] | None = self._value(
            resource, "settings", dict, "jsonencode({…}) with values only"
        )
        return found or {}

    def _settings_text(self, resource: Resource, text: str, line: int) -> dict[str, Json]:
        try:
            found = parse_json(text)
        except JsonTextError as err:
            self._refuse(resource, "settings", err.problems[0].message, "json", line)
            return {}
        if isinstance(found, dict):
            return found
        message = f"Expected an object; this is {named_type(found)}."
        self._refuse(resource, "settings", message, "type", line)
        return {}

    def _note_others(self, resource: Resource) -> None:
        for key in (*resource.arguments, *resource.blocks):
            argument = resource.arguments.get(key)
            line = argument.line if argument else resource.line
            if key in _REPEATING or key == "dynamic":
                message = f"{key} makes several of one block, which only Terraform works out. "
                text = message + "Write each subscription out."
                self._refuse(resource, key, text, "hcl", line)
            elif key in _REVERSE_ETL and not (argument and argument.value in (None, "")):
                text = "This runs on a reverse ETL model in Segment; here it runs on events."
                self._note(resource, key, text, line)
            elif key not in {"action_id", "enabled", "name", "settings", "trigger"} | (
                _NOT_ABOUT_MAPPINGS | _REVERSE_ETL
            ):
                text = f"{key} has no counterpart here; it is left out."
                self._note(resource, key, text, line)

    def _refuse(self, resource: Resource, key: str, message: str, code: str, line: int) -> None:
        self.problems.append(Problem(f"{_pointer(resource)}/{key}", message, code, line))

    def _note(self, resource: Resource, key: str, message: str, line: int) -> None:
        self.notes.append(Problem(f"{_pointer(resource)}/{key}", message, "left_out", line))


def _action(argument: Argument | None) -> str:
    """The slug of an action, where its id is taken from a table by it."""
    if argument is None or not isinstance(argument.value, Reference):
        return ""
    last = argument.value.last
    return "" if last in ("id", "action_id") or last.isdecimal() else last


def _pointer(resource: Resource) -> str:
    return json_pointer(["resource", RESOURCE, resource.name])
