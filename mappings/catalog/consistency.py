"""What a schema cannot say of a definition document: that its parts fit together."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from mappings.catalog.answer_check import check_answers, check_results
from mappings.catalog.authentication_check import (
    check_authentication,
    check_signing,
    settings_of,
)
from mappings.catalog.config_check import check_config, config_reads
from mappings.catalog.input_methods import input_method
from mappings.catalog.request_check import (
    check_batch_request,
    check_request,
    check_test_request,
)
from mappings.catalog.urls import base_url_fault, url_fault
from mappings.catalog.wording import NO_EFFECT, Keys, problem_at
from mappings.engine.errors import Problem, TriggerError
from mappings.engine.fql import event_type_of, parse_trigger
from mappings.engine.json_types import Json

# What is about a field's row in the editor, or the config of that row.
_OUTERMOST = ("default", "defaults", "hidden", "display_mode", "disabled_input_methods", "category")


def check_consistency(document: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Everything that does not fit together in a document that the schema accepts."""
    return (
        *_check_facts(document),
        *_check_settings(document["settings"]),
        *check_authentication(document),
        *check_signing(document),
        *_check_test_request(document),
        *check_answers(("answers",), document.get("answers", {})),
        *_check_actions(document),
        *_check_presets(document),
        *_check_uses(document),
    )


def _check_facts(document: Mapping[str, Any]) -> Iterator[Problem]:
    facts = document.get("facts_source")
    if facts is not None:
        try:
            date.fromisoformat(facts["read_on"])
        except ValueError:
            yield problem_at(("facts_source", "read_on"), "There is no such day.", "format")


def _check_settings(settings: list[dict[str, Any]]) -> Iterator[Problem]:
    yield from _repeated(("settings",), "key", settings)
    for index, setting in enumerate(settings):
        place: Keys = ("settings", index)
        choices = setting.get("choices", [])
        yield from _repeated((*place, "choices"), "value", choices)
        if "default" in setting and not _is_fitting(setting, setting["default"]):
            yield problem_at((*place, "default"), f"This is not a {setting['type']}.", "default")


def _is_fitting(setting: Mapping[str, Any], default: Json) -> bool:
    match setting["type"]:
        case "boolean":
            return isinstance(default, bool)
        case "number":
            return not isinstance(default, bool | str)
        case "choice":
            return default in [choice["value"] for choice in setting["choices"]]
        case "url":
            fault = base_url_fault if setting.get("is_base") else url_fault
            return isinstance(default, str) and fault(default) is None
    return isinstance(default, str)


def _check_actions(document: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _repeated(("actions",), "slug", document["actions"])
    for index, action in enumerate(document["actions"]):
        place: Keys = ("actions", index)
        yield from _check_fields((*place, "fields"), action["fields"])
        yield from _check_groups((*place, "requires_one_of"), action)
        yield from check_request((*place, "request"), action["request"], document, action)
        yield from check_answers((*place, "answers"), action.get("answers", {}))
        if "batch" in action:
            yield from _check_batch((*place, "batch"), action, document)


def _check_batch(
    place: Keys, action: Mapping[str, Any], document: Mapping[str, Any]
) -> Iterator[Problem]:
    batch = action["batch"]
    yield from check_batch_request(place, batch, document, action)
    yield from _check_field_keys((*place, "key"), batch.get("key", []), action)
    yield from check_results((*place, "results"), batch.get("results", []), action)


def _check_test_request(document: Mapping[str, Any]) -> Iterator[Problem]:
    if "test_request" in document:
        place, request = ("test_request",), document["test_request"]
        yield from check_test_request(place, request, document)
        yield from check_answers((*place, "answers"), request.get("answers", {}))


def _check_fields(place: Keys, fields: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    yield from _repeated(place, "key", fields)
    for index, field in enumerate(fields):
        here: Keys = (*place, index)
        yield from _repeated((*here, "choices"), "value", field.get("choices", []))
        if "minimum" in field and "maximum" in field and field["minimum"] > field["maximum"]:
            yield problem_at((*here, "maximum"), "This is less than the minimum.", "range")
        if "default" in field:
            yield from check_config((*here, "default"), field["default"])
        for event_type, config in field.get("defaults", {}).items():
            yield from check_config((*here, "defaults", event_type), config)
        yield from _check_conditions(here, field, fields)
        yield from _check_sight(here, field)
        yield from _check_methods(here, field)
        inner = field.get("properties", [])
        yield from _check_fields((*here, "properties"), inner)
        yield from _check_inner_members((*here, "properties"), inner)


def _check_conditions(
    place: Keys, field: Mapping[str, Any], fields: Sequence[Mapping[str, Any]]
) -> Iterator[Problem]:
    """Conditions name fields of the same list, or of one of its objects, and not their own."""
    known = {one["key"] for one in fields}
    for one in fields:
        known |= {f"{one['key']}.{inner['key']}" for inner in one.get("properties", [])}
    for rule in ("required", "depends_on"):
        if not isinstance(field.get(rule), Mapping):
            continue
        for index, condition in enumerate(field[rule]["conditions"]):
            name = condition["field"]
            if name not in known or name == field["key"]:
                message = f'There is no other field "{name}" beside this one.'
                keys = (*place, rule, "conditions", index, "field")
                yield problem_at(keys, message, "unknown_field")


def _check_sight(place: Keys, field: Mapping[str, Any]) -> Iterator[Problem]:
    """What is required, if only under conditions, is always in sight."""
    if field.get("required", False) is False:
        return
    for key, out_of_sight in (("hidden", True), ("display_mode", "collapsed")):
        if field.get(key) == out_of_sight:
            message = "A field that can be required is always shown. Remove this."
            yield problem_at((*place, key), message, "no_effect")


def _check_methods(place: Keys, field: Mapping[str, Any]) -> Iterator[Problem]:
    """A default fills a field as its users may."""
    disabled = field.get("disabled_input_methods", [])
    defaults: dict[Keys, Json] = {
        ("defaults", kind): value for kind, value in field.get("defaults", {}).items()
    }
    if "default" in field:
        defaults["default",] = field["default"]
    for keys, config in defaults.items():
        if (method := input_method(config)) in disabled:
            message = f"The input method {method} is disabled for this field."
            yield problem_at((*place, *keys), message, "input_method")


def _check_inner_members(place: Keys, fields: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """A default belongs to the outermost field, whose config is one piece and one row."""
    for index, field in enumerate(fields):
        for key in _OUTERMOST:
            if key in field:
                yield problem_at((*place, index, key), NO_EFFECT, "no_effect")


def _check_groups(place: Keys, action: Mapping[str, Any]) -> Iterator[Problem]:
    for index, group in enumerate(action.get("requires_one_of", [])):
        yield from _check_field_keys((*place, index), group, action)


def _check_field_keys(
    place: Keys, keys: Sequence[str], action: Mapping[str, Any]
) -> Iterator[Problem]:
    known = {field["key"] for field in action["fields"]}
    for position, key in enumerate(keys):
        if key not in known:
            message = f'There is no field "{key}" in this action.'
            yield problem_at((*place, position), message, "unknown_field")


def _check_presets(document: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _repeated(("presets",), "name", document["presets"])
    slugs = {action["slug"] for action in document["actions"]}
    for index, preset in enumerate(document["presets"]):
        place: Keys = ("presets", index)
        if preset["action"] not in slugs:
            message = f'There is no action "{preset["action"]}".'
            yield problem_at((*place, "action"), message, "unknown_action")
        if "config" in preset:
            yield from check_config((*place, "config"), preset["config"])
        if "trigger" in preset:
            yield from _check_trigger((*place, "trigger"), preset)


def _check_trigger(place: Keys, preset: Mapping[str, Any]) -> Iterator[Problem]:
    try:
        trigger = parse_trigger(preset["trigger"])
    except TriggerError as error:
        yield from (problem_at(place, one.message, one.code) for one in error.problems)
        return
    if event_type_of(trigger) != preset["event_type"]:
        message = f'This has to ask for type = "{preset["event_type"]}".'
        yield problem_at(place, message, "event_type")


def _check_uses(document: Mapping[str, Any]) -> Iterator[Problem]:
    """A setting that nothing reads is a form field without effect."""
    used = settings_of(document["authentication"]) | settings_of(document.get("signing", {}))
    for config in _request_configs(document):
        used |= {path[1] for path in config_reads(config) if path[:1] == ("settings",) and path[1:]}
    for index, setting in enumerate(document["settings"]):
        if setting["key"] not in used:
            message = "No request and no authentication uses this setting."
            yield problem_at(("settings", index), message, "no_effect")


def _request_configs(document: Mapping[str, Any]) -> Iterator[Json]:
    yield document["authentication"].get("token_url")
    yield document["authentication"].get("parameters")
    for action in document["actions"]:
        yield from action["request"].values()
        yield action.get("batch", {}).get("item")
        yield from action.get("batch", {}).get("request", {}).values()


def _repeated(place: Keys, key: str, items: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, item in enumerate(items):
        if item[key] in seen:
            yield problem_at((*place, index, key), f'"{item[key]}" is there already.', "repeated")
        seen.add(item[key])
