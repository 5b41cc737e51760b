"""Our rows and definitions as JSON, for the REST API and for pages that hand them to a script.

Secrets are never part of it: of a secret it is told whether it is set, and how it ends.
"""

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from mappings.catalog.schema import (
    ActionDefinition,
    BatchDefinition,
    DestinationDefinition,
    Preset,
    Setting,
)
from mappings.engine.errors import Problem
from mappings.engine.fields import Field, FieldConditions
from mappings.engine.paths import MISSING
from mappings.models import Destination, DestinationFilter, Mapping, Member, Source, TestEvent
from mappings.services.definitions import Kind
from mappings.services.destinations import SecretState, secret_states
from mappings.services.readiness import mapping_problems
from mappings.services.triggers import trigger_texts

JSONObject = dict[str, Any]


def mapping_json(mapping: Mapping) -> JSONObject:
    """A mapping; its destination must be loaded with it (`with_destination`)."""
    texts = trigger_texts(mapping.trigger)
    return {
        "id": str(mapping.pk),
        "name": mapping.name,
        "destination": str(mapping.destination_id),
        "action": mapping.action_slug,
        "event_type": mapping.event_type or None,
        "trigger": mapping.trigger,
        "trigger_fql": texts.fql,
        "trigger_text": texts.plain,
        "config": mapping.config,
        "other_audience_keys": mapping.other_audience_keys,
        "enabled": mapping.is_enabled,
        "version": mapping.version,
        "live_version": mapping.live_version.number if mapping.live_version else None,
        "position": mapping.position,
        "problems": [problem_json(problem) for problem in mapping_problems(mapping)],
        "created_at": time_json(mapping.created_at),
        "updated_at": time_json(mapping.updated_at),
        "updated_by": mapping.updated_by.get_username() if mapping.updated_by else None,
    }


def filter_json(row: DestinationFilter) -> JSONObject:
    return {
        "id": str(row.pk),
        "destination": str(row.destination_id),
        "title": row.title,
        "condition": row.condition,
        "condition_fql": trigger_texts(row.condition).fql if row.condition else "",
        "action": row.action,
        "percent": row.percent,
        "path": row.path,
        "fields": row.fields,
        "enabled": row.is_enabled,
        "position": row.position,
        "created_at": time_json(row.created_at),
        "updated_at": time_json(row.updated_at),
    }


def destination_json(destination: Destination) -> JSONObject:
    """A destination, read with `with_counts`."""
    return {
        "id": str(destination.pk),
        "name": destination.name,
        "definition": destination.definition_slug,
        "source": str(destination.source_id),
        "settings": destination.settings,
        "secrets": {key: _secret_json(state) for key, state in secret_states(destination).items()},
        "enabled": destination.is_enabled,
        "delivery": destination.delivery_options,
        "mapping_count": getattr(destination, "mapping_count", 0),
        "enabled_mapping_count": getattr(destination, "enabled_mapping_count", 0),
        "created_at": time_json(destination.created_at),
        "updated_at": time_json(destination.updated_at),
    }


def _secret_json(state: SecretState) -> JSONObject:
    return {**asdict(state), "set_at": time_json(state.set_at) if state.set_at else None}


def source_json(source: Source) -> JSONObject:
    """A source, read with `with_counts`."""
    return {
        "id": str(source.pk),
        "name": source.name,
        "slug": source.slug,
        "write_key": source.write_key,
        "old_write_key_ends_at": (
            time_json(source.old_write_key_ends_at) if source.old_write_key_ends_at else None
        ),
        "destination_count": getattr(source, "destination_count", 0),
        "test_event_count": getattr(source, "test_event_count", 0),
        "created_at": time_json(source.created_at),
        "updated_at": time_json(source.updated_at),
    }


def test_event_json(test_event: TestEvent) -> JSONObject:
    return {
        "id": str(test_event.pk),
        "name": test_event.name,
        "source": str(test_event.source_id),
        "event": test_event.event,
        "created_at": time_json(test_event.created_at),
        "updated_at": time_json(test_event.updated_at),
    }


def member_json(member: Member) -> JSONObject:
    return {
        "user": {"name": member.user.get_username()},
        "workspace": {
            "id": str(member.workspace.pk),
            "name": member.workspace.name,
            "slug": member.workspace.slug,
        },
        "role": member.role,
    }


def kind_json(kind: Kind) -> JSONObject:
    """A kind of destination; only one of the workspace's own has a `version`."""
    version = kind.own.version if kind.own else None
    told = definition_json(kind.definition)
    return {**told, "is_own": kind.own is not None, "version": version}


def definition_json(definition: DestinationDefinition) -> JSONObject:
    """A kind of destination, with all that is needed to connect it and to map for it."""
    return {
        "slug": definition.slug,
        "name": definition.name,
        "description": definition.description,
        "category": definition.category,
        "documentation_url": definition.documentation_url,
        "can_be_tested": definition.test_request is not None,
        "settings": [_setting_json(setting) for setting in definition.settings],
        "actions": [action_json(action) for action in definition.actions],
        "presets": [_preset_json(preset) for preset in definition.presets],
    }


def action_json(action: ActionDefinition) -> JSONObject:
    return {
        "slug": action.slug,
        "name": action.name,
        "description": action.description,
        "allows_extra_fields": action.allows_extra_fields,
        "requires_one_of": [list(group) for group in action.requires_one_of],
        "batch": _batch_json(action.batch),
        "fields": [field_json(field) for field in action.fields],
    }


def _batch_json(batch: BatchDefinition | None) -> JSONObject | None:
    """How many payloads travel in one request; None where each has its own."""
    if batch is None:
        return None
    return {"max_items": batch.max_items, "max_bytes": batch.max_bytes, "key": list(batch.key)}


def field_json(field: Field) -> JSONObject:
    """A destination field; keys without a value are left out.

    Shape:
        ``{"key": "email_address", "label": "Email address", "type": "string", "required": true,
        "format": "email", …}``
    """
    told = {
        "key": field.key,
        "label": field.label,
        "type": field.type,
        "required": _required_json(field.required),
        "description": field.description,
        "multiple": field.multiple,
        "allow_null": field.allow_null,
        "choices": [asdict(choice) for choice in field.choices],
        "format": field.format,
        "placeholder": field.placeholder,
        "minimum": field.minimum,
        "maximum": field.maximum,
        "additional_properties": field.additional_properties,
        "properties": [field_json(inner) for inner in field.properties],
        "default": field.default,
        "depends_on": conditions_json(field.depends_on) if field.depends_on else None,
        "read_only": field.read_only,
        "object_input": field.object_input,
        "hash": asdict(field.hash) if field.hash else None,
        "hidden": field.hidden,
        "display_mode": field.display_mode,
        "disabled_input_methods": list(field.disabled_input_methods),
        "category": field.category,
    }
    return {key: value for key, value in told.items() if value is not None and value is not MISSING}


def conditions_json(conditions: FieldConditions) -> JSONObject:
    """Shape: ``{"match": "all", "conditions": [{"field": "plan", "operator": "is", …}]}``"""
    return {
        "match": conditions.match,
        "conditions": [
            {"field": condition.field_key, "operator": condition.operator}
            | ({} if condition.value is MISSING else {"value": condition.value})
            for condition in conditions.conditions
        ],
    }


def _required_json(required: bool | FieldConditions) -> bool | JSONObject:
    return required if isinstance(required, bool) else conditions_json(required)


def problem_json(problem: Problem) -> JSONObject:
    names = (field.name for field in fields(Problem))
    return {name: getattr(problem, name) for name in names}


def time_json(at: datetime) -> str:
    """Shape: ``"2026-11-23T10:00:00.123456Z"``"""
    return at.isoformat().replace("+00:00", "Z")


def _setting_json(setting: Setting) -> JSONObject:
    return {
        "key": setting.key,
        "label": setting.label,
        "type": setting.type,
        "required": setting.required,
        "is_secret": setting.is_secret,
        "description": setting.description,
        "default": setting.default,
        "choices": [asdict(choice) for choice in setting.choices],
        "placeholder": setting.placeholder,
    }


def _preset_json(preset: Preset) -> JSONObject:
    return {
        "name": preset.name,
        "description": preset.description,
        "action": preset.action_slug,
        "event_type": preset.event_type,
        "is_entering": preset.is_entering,
        "trigger": preset.trigger,
        "config": dict(preset.config),
    }
