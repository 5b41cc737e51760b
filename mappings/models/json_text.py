"""A model field for JSON documents, kept as text in our own key order.

Not `jsonb`: that re-orders keys and rewrites numbers, and the two databases refuse different
documents. Text that passed `engine.strict_json` is stored and read alike on both.
"""

from typing import TYPE_CHECKING, Any

from django.db import models

from mappings.engine.strict_json import dump_json, parse_json

if TYPE_CHECKING:
    _TextField = models.TextField[Any, Any]
else:
    _TextField = models.TextField


class JSONTextField(_TextField):
    """Holds any JSON value; a value that is not strict JSON is refused before the database sees it.

    Shape:
        in Python: ``{"email": {"@path": "$.traits.email"}}``
        in the database: ``{"email":{"@path":"$.traits.email"}}``

    Raises:
        JsonTextError: on saving a NaN, a lone surrogate, a U+0000 or too deep a nesting.
    """

    description = "JSON document kept as text"
    # For the type checker: what may be put in, and what comes out.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> Any:
        return None if value is None else parse_json(value)

    def get_prep_value(self, value: Any) -> str | None:
        if value is None:
            return None
        text = dump_json(value)
        parse_json(text)
        return text

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> Any:
        """For dumps: the document itself, so that loading it gives the same document."""
        return self.value_from_object(obj)
