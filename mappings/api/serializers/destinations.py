"""Destinations and their secrets, which are written and never read."""
# mypy: disable-error-code="assignment"
# DRF takes declared fields off the class, so a field may be named like an attribute of Field.

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mappings import conf
from mappings.api.fields import AnyJson, AnyObject, Flag, Id, QueryFlag, StrictSerializer, Text
from mappings.api.pagination import PageQuery

_STATE_KEYS = {"is_set", "is_readable", "last4", "set_at"}


@extend_schema_field(
    {
        "type": "object",
        "description": "Write a text to set a secret, null to forget it; one that is not named "
        "stays. Read is only whether it is set, whether the encryption keys still open it (if not, "
        "enter it again), how it ends, and when it was set.",
        "additionalProperties": {
            "oneOf": [
                {"type": "string"},
                {"type": "null"},
                {
                    "type": "object",
                    "properties": {
                        "is_set": {"type": "boolean"},
                        "is_readable": {"type": "boolean"},
                        "last4": {"type": "string"},
                        "set_at": {"type": ["string", "null"], "format": "date-time"},
                    },
                    "required": ["is_set", "is_readable", "last4", "set_at"],
                },
            ]
        },
        "example": {
            "api_key": {
                "is_set": True,
                "is_readable": True,
                "last4": "9f2c",
                "set_at": "2026-11-24T09:00:00Z",
            }
        },
    }
)
class SecretsField(AnyJson):
    """A state that was read may be sent back: it changes nothing."""

    default_error_messages = {
        "invalid": "Expected an object.",
        "secret": "Expected a text, or null to forget the secret.",
    }

    def to_internal_value(self, data: Any) -> dict[str, str | None]:
        if not isinstance(data, dict):
            self.fail("invalid")
        written = {key: value for key, value in data.items() if not _is_state(value)}
        if any(not (value is None or isinstance(value, str)) for value in written.values()):
            self.fail("secret")
        return written


class DestinationSerializer(StrictSerializer):
    id = Id(read_only=True)
    name = Text()
    definition = Text(help_text="Slug of the kind of destination, from the catalog.")
    source = Id()
    settings = AnyObject(help_text="What the definition asks for, secrets apart.")
    secrets = SecretsField(required=False)
    enabled = Flag(required=False)
    delivery = AnyObject(
        required=False,
        help_text="How it is sent to, where that differs from the usual: order, order_window_s, "
        "max_concurrency, requests_per_s, timeout_s, batch_age_s, retry_waits_s. Replaced whole.",
    )
    mapping_count = serializers.IntegerField(read_only=True)
    enabled_mapping_count = serializers.IntegerField(read_only=True)
    created_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)


class DestinationChangeSerializer(DestinationSerializer):
    """A stored destination with changes; its kind stays."""

    definition = Text(read_only=True)


class DestinationQuery(PageQuery):
    source = Id(required=False)
    definition = Text(required=False)
    enabled = QueryFlag(required=False)
    search = Text(
        required=False, max_length=conf.MAX_SEARCH_CHARS, help_text="Found anywhere in the name."
    )


def _is_state(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == _STATE_KEYS
