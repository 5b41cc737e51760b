"""From a definition document to a definition, checked as a whole."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from mappings.catalog.answer_loading import load_answers
from mappings.catalog.answers import Answers
from mappings.catalog.consistency import check_consistency
from mappings.catalog.errors import DefinitionError
from mappings.catalog.input_methods import disabled_methods
from mappings.catalog.request_loading import (
    load_authentication,
    load_batch,
    load_request,
    load_test_request,
)
from mappings.catalog.requirements import missing_required
from mappings.catalog.schema import (
    EVENT_TYPES,
    ActionDefinition,
    DestinationDefinition,
    FactsSource,
    Preset,
    RateLimit,
    Setting,
    Signing,
)
from mappings.catalog.schema_check import check_document
from mappings.engine.errors import Problem, json_pointer
from mappings.engine.fields import Choice, Field, FieldCondition, FieldConditions, Hash
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING


def load_definition(document: Json, *, name: str) -> DestinationDefinition:
    """The definition that a document describes.

    Args:
        name: what the document is called in errors, such as ``webhook.json``.

    Raises:
        DefinitionError: listing every problem, each with a JSON pointer into the document.
    """
    problems = check_document(document) or check_consistency(document)
    if problems:
        raise DefinitionError(name, problems)
    definition = _definition(document)
    problems = _check_preset_configs(definition)
    if problems:
        raise DefinitionError(name, problems)
    return definition


def _check_preset_configs(definition: DestinationDefinition) -> tuple[Problem, ...]:
    problems = []
    for index, preset in enumerate(definition.presets):
        action = definition.action(preset.action_slug)
        assert action is not None  # noqa: S101
        for problem in (
            *missing_required(action, preset.config),
            *disabled_methods(action, preset.config),
        ):
            pointer = json_pointer(["presets", index, "config"]) + problem.pointer
            problems.append(replace(problem, pointer=pointer))
    return tuple(problems)


def _definition(document: Mapping[str, Any]) -> DestinationDefinition:
    answers = load_answers(document.get("answers", {}))
    actions = tuple(_action(action, answers) for action in document["actions"])
    by_slug = {action.slug: action for action in actions}
    return DestinationDefinition(
        slug=document["slug"],
        name=document["name"],
        description=document["description"],
        category=document["category"],
        settings=tuple(_setting(setting) for setting in document["settings"]),
        authentication=load_authentication(document["authentication"]),
        actions=actions,
        presets=tuple(_preset(preset, by_slug[preset["action"]]) for preset in document["presets"]),
        documentation_url=document.get("documentation_url"),
        facts_source=_facts_source(document.get("facts_source")),
        signing=Signing(**document["signing"]) if "signing" in document else None,
        answers=answers,
        test_request=load_test_request(document.get("test_request")),
        rate_limit=RateLimit(**document["rate_limit"]) if "rate_limit" in document else None,
        concurrency=document.get("concurrency"),
    )


def _setting(document: Mapping[str, Any]) -> Setting:
    return Setting(**{**document, "choices": _choices(document)})


def _choices(document: Mapping[str, Any]) -> tuple[Choice, ...]:
    return tuple(Choice(**choice) for choice in document.get("choices", ()))


def _facts_source(document: Mapping[str, Any] | None) -> FactsSource | None:
    if document is None:
        return None
    return FactsSource(document["url"], date.fromisoformat(document["read_on"]))


def _action(document: Mapping[str, Any], answers: Answers) -> ActionDefinition:
    fields = tuple(_field(field) for field in document["fields"])
    return ActionDefinition(
        slug=document["slug"],
        name=document["name"],
        description=document["description"],
        fields=fields,
        request=load_request(document["request"], fields),
        batch=load_batch(document.get("batch"), fields),
        allows_extra_fields=document.get("allows_extra_fields", False),
        requires_one_of=tuple(tuple(group) for group in document.get("requires_one_of", ())),
        defaults={kind: _defaults(document["fields"], kind) for kind in EVENT_TYPES},
        answers=load_answers(document.get("answers", {}), after=answers),
    )


def _field(document: Mapping[str, Any]) -> Field:
    members = {key: value for key, value in document.items() if key != "defaults"}
    made: dict[str, Any] = {
        "disabled_input_methods": tuple(document.get("disabled_input_methods", ())),
        "choices": _choices(document),
        "properties": tuple(_field(inner) for inner in document.get("properties", ())),
    }
    for key in ("required", "depends_on"):
        if isinstance(document.get(key), Mapping):
            made[key] = _conditions(document[key])
    if "hash" in document:
        made["hash"] = Hash(**document["hash"])
    return Field(**(members | made))


def _conditions(document: Mapping[str, Any]) -> FieldConditions:
    conditions = tuple(
        FieldCondition(one["field"], one["operator"], one.get("value", MISSING))
        for one in document["conditions"]
    )
    return FieldConditions(conditions, document.get("match", "all"))


def _defaults(fields: list[dict[str, Any]], event_type: str) -> dict[str, Json]:
    """The default of each field that has one for this event type."""
    defaults: dict[str, Json] = {}
    for field in fields:
        by_type = field.get("defaults", {})
        if "default" in field:
            defaults[field["key"]] = field["default"]
        elif event_type in by_type:
            defaults[field["key"]] = by_type[event_type]
    return defaults


def _preset(document: Mapping[str, Any], action: ActionDefinition) -> Preset:
    event_type = document["event_type"]
    return Preset(
        name=document["name"],
        description=document["description"],
        action_slug=action.slug,
        event_type=event_type,
        is_entering=document.get("is_entering"),
        config={**action.defaults[event_type], **document.get("config", {})},
        trigger=document.get("trigger", ""),
    )
