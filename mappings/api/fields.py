"""Fields and serializers that take what they say and nothing else.

DRF's own turn 5 into "5", "yes" into true and drop what they do not know; ours refuse.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mappings import conf
from mappings.api.errors import MAX_PROBLEMS_TOLD, ApiError
from mappings.engine.errors import Problem

MAX_WHOLE_NUMBER = 2_147_483_647  # as the database's columns hold

_TEXTS = {"required": "This is required.", "null": "This cannot be null."}


class Text(serializers.CharField):
    """A text; what it may say is for the services to judge."""

    default_error_messages = {**_TEXTS, "invalid": "Expected a text."}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("allow_blank", True)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return data.strip() if self.trim_whitespace else data


class Choice(serializers.ChoiceField):
    default_error_messages = {**_TEXTS, "invalid_choice": '"{input}" is not one of: {choices}.'}

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or data not in self.choices:
            shown = data if isinstance(data, str) and len(data) <= 50 else "This"
            self.fail("invalid_choice", input=shown, choices=", ".join(map(str, self.choices)))
        return data


class Flag(serializers.BooleanField):
    default_error_messages = {**_TEXTS, "invalid": "Expected true or false."}

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class QueryFlag(Choice):
    """`true` or `false` in an address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=["true", "false"], **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        return bool(super().to_internal_value(data) == "true")


class PageSize(serializers.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=conf.MAX_PAGE_SIZE, **kwargs)


class Id(serializers.UUIDField):
    default_error_messages = {**_TEXTS, "invalid": "Expected an id."}

    def to_internal_value(self, data: Any) -> uuid.UUID:
        try:
            return uuid.UUID(data)
        except (AttributeError, TypeError, ValueError):
            self.fail("invalid", value=data)


@extend_schema_field({})
class AnyJson(serializers.Field[Any, Any, Any, Any]):
    """Any JSON value: the parser has checked that it is JSON, a service judges the rest."""

    default_error_messages = {**_TEXTS}

    def to_internal_value(self, data: Any) -> Any:
        return data

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_field({"type": "number"})
class Number(AnyJson):
    """A number that JSON can hold; a service judges which ones will do."""

    default_error_messages = {**_TEXTS, "invalid": "Expected a number."}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, bool) or not isinstance(data, (int, float)):
            self.fail("invalid")
        return data


@extend_schema_field({"type": "integer", "minimum": 1})
class WholeNumber(AnyJson):
    """A number to count with, from 1."""

    default_error_messages = {**_TEXTS, "invalid": "Expected a whole number from 1 to {most:,}."}

    def __init__(self, *, max_value: int = MAX_WHOLE_NUMBER, **kwargs: Any) -> None:
        self._max_value = max_value
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int) or not 0 < data <= self._max_value:
            self.fail("invalid", most=self._max_value)
        return data


@extend_schema_field({"type": "object", "additionalProperties": {}})
class AnyObject(AnyJson):
    default_error_messages = {**_TEXTS, "invalid": "Expected an object."}

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            self.fail("invalid")
        return data


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses fields it does not know, each by name.

    A read-only field may come back with the value it has (`current`), so that what was read can be
    changed and sent back whole.
    """

    def __init__(self, *args: Any, current: dict[str, Any] | None = None, **kwargs: Any) -> None:
        self._stored = current or {}
        super().__init__(*args, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            detail = serializers.ErrorDetail("Expected a JSON object.", "type")
            raise serializers.ValidationError({"non_field_errors": [detail]})
        refused = self._refused(data)
        try:
            checked = super().to_internal_value(data)
        except serializers.ValidationError as err:
            known: Any = err.detail  # a dict, with an entry for each field
            raise serializers.ValidationError({**known, **refused}) from err
        if refused:
            raise serializers.ValidationError(refused)
        return checked

    def _refused(self, data: Mapping[str, Any]) -> dict[str, Any]:
        fields, refused = self.fields, {}
        unknown = [serializers.ErrorDetail(self._unknown_text(), "unknown_field")]
        read_only = [serializers.ErrorDetail("This is read-only.", "read_only")]
        for key, value in data.items():
            if key not in fields:
                refused[key] = unknown
            elif fields[key].read_only and not self._is_unchanged(key, value):
                refused[key] = read_only
            if len(refused) == MAX_PROBLEMS_TOLD:
                break
        return refused

    def _is_unchanged(self, key: str, value: Any) -> bool:
        return key in self._stored and self._stored[key] == value

    def _unknown_text(self) -> str:
        known = ", ".join(name for name, field in self.fields.items() if not field.read_only)
        return f"There is no such field. Known: {known}."


class StrictQuery(StrictSerializer):
    """Query parameters: known ones only, each at most once."""

    @classmethod
    def read(cls, given: QueryDict) -> dict[str, Any]:
        """The checked parameters.

        Raises:
            ApiError: 400, naming every parameter that is unknown, repeated or malformed.
        """
        repeated = {key for key in given if len(given.getlist(key)) > 1}
        query = cls(data=given.dict())
        query.is_valid()
        texts = [f'"{key}": {_first(details)}' for key, details in query.errors.items()]
        texts += [f'"{key}" is given more than once.' for key in sorted(repeated)]
        if texts:
            problems = [Problem("", text, "query") for text in texts]
            raise ApiError(400, "invalid_query", problems[0].message, problems=problems)
        return dict(query.validated_data)

    def _unknown_text(self) -> str:
        known = ", ".join(self.fields) or "none"
        return f"There is no such query parameter. Known: {known}."


def _first(details: Any) -> str:
    return str(details[0])
