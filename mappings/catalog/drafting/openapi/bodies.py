"""The body of an OpenAPI operation: its fields, and the config that writes it."""

from collections.abc import Collection
from dataclasses import dataclass, field

from mappings.catalog.drafting.fields import FieldDocument, FieldMaker
from mappings.catalog.drafting.naming import shortened
from mappings.catalog.drafting.references import Place, References
from mappings.catalog.drafting.request_parts import WHOLE_PAYLOAD
from mappings.catalog.drafting.results import Findings
from mappings.catalog.drafting.schemas import SchemaReader
from mappings.catalog.drafting.shape import Shape
from mappings.engine.json_types import Json
from mappings.engine.paths import format_path

FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
_WHOLE_BODY = "body"  # the key of a field that is the whole body


@dataclass(slots=True)
class Body:
    """What an operation sends. `is_list`: a list of what the fields make, one or many at once."""

    fields: list[FieldDocument] = field(default_factory=list)
    config: Json = None
    body_format: str = "json"
    content_type: str = ""
    is_list: bool = False
    max_items: int | None = None
    allows_extra: bool = False
    groups: list[list[str]] = field(default_factory=list)


class BodyReader:
    """Reads the bodies of one document's operations."""

    def __init__(
        self,
        references: References,
        schemas: SchemaReader,
        fields: FieldMaker,
        findings: Findings,
    ) -> None:
        self._references, self._schemas = references, schemas
        self._fields, self._findings = fields, findings

    def read(self, operation: Place, taken: Collection[str]) -> Body | None:
        """The body; None where the operation has none that can be sent.

        Args:
            taken: keys of fields that the parameters have; one of the same name gets ``body_``.
        """
        if operation.get("requestBody") is None:
            return None
        place = self._references.object_at(operation.at("requestBody"))
        if place is None:
            return None
        media = self._media_type(place)
        if media is None:
            return None
        chosen = place.at("content", media)
        shape = self._schemas.read(chosen.at("schema")) if "schema" in chosen.value else None
        body = self._of_shape(shape or Shape(pointer=chosen.pointer), taken)
        if _essence(media) == FORM:
            body.body_format = "form"
            self._keep_what_forms_take(body, chosen)
        elif _essence(media) not in (_JSON, "*/*"):
            body.content_type = media
        return body

    def _media_type(self, place: Place) -> str | None:
        """Of the media types that a body may have, the first that can be written."""
        content = place.get("content")
        if not isinstance(content, dict) or not content:
            self._findings.refuse(f"{place.pointer}/content", "Expected a media type.", "required")
            return None
        known: list[str] = [name for name in content if isinstance(content[name], dict)]
        media = next((name for name in known if _is_json(name)), None)
        media = media or next((name for name in known if _essence(name) == FORM), None)
        if media is None:
            found = shortened(", ".join(content), 100)
            message = f"Found {found}; expected JSON or a form. Nothing else can be sent."
            self._findings.refuse(f"{place.pointer}/content", message, "media_type")
            return None
        others = [name for name in content if name != media]
        if others:
            message = f"The body is sent as {media}, not as {shortened(', '.join(others), 100)}."
            self._findings.note(f"{place.pointer}/content", message)
        return media

    def _of_shape(self, shape: Shape, taken: Collection[str]) -> Body:
        if shape.is_object:
            return self._object(shape, taken)
        items = shape.items
        if shape.types == {"array"} and items is not None and not isinstance(items.value, list):
            inner = self._schemas.read(items)
            if inner is not None and inner.is_object:
                body = self._object(inner, taken)
                body.is_list = True
                body.max_items = _max_items(shape)
                return body
        if not shape.types:
            return Body(config=WHOLE_PAYLOAD, allows_extra=True)
        return self._whole(shape)

    def _object(self, shape: Shape, taken: Collection[str]) -> Body:
        fields = self._fields.fields_of(shape)
        if not fields and not taken:
            return Body(config=WHOLE_PAYLOAD, allows_extra=True)
        known = [one["key"] for one in fields]
        groups = [list(one) for one in shape.one_of_groups if set(known).issuperset(one)]
        if not taken:
            return Body(
                fields, WHOLE_PAYLOAD, allows_extra=shape.is_open or not fields, groups=groups
            )
        if shape.is_open:
            message = "Keys of people's own are not carried over beside parameters."
            self._findings.note(shape.pointer, message)
        own = _own_keys(known, taken)
        config = {
            one["key"]: {"@path": f"$.{format_path(['payload', own[one['key']]])}"}
            for one in fields
        }
        renamed = [{**one, "key": own[one["key"]]} for one in fields]
        return Body(renamed, config, groups=[[own[key] for key in group] for group in groups])

    def _whole(self, shape: Shape) -> Body:
        """A body that is no object: one field that is the whole of it."""
        place = Place(dict(shape.words) | {"type": sorted(shape.types)}, shape.pointer)
        if shape.items is not None:
            listed = {**place.value, "items": shape.items.value}
            place = Place(listed, shape.pointer, shape.items.passed)
        made = self._fields.field_of(_WHOLE_BODY, place, is_required=True)
        if made is None:
            return Body()
        return Body([made], {"@path": f"$.payload.{_WHOLE_BODY}"})

    def _keep_what_forms_take(self, body: Body, place: Place) -> None:
        if body.is_list or body.config is None:
            self._findings.refuse(place.pointer, "A form is an object; this is a list.", "type")
        kept = [one for one in body.fields if one["type"] != "object"]
        for one in body.fields:
            if one["type"] == "object":
                message = f'"{one["key"]}" is left out: a form holds texts and lists of them.'
                self._findings.note(place.pointer, message)
        if "encoding" in place.value:
            message = "How parts of the form are written is not carried over."
            self._findings.note(f"{place.pointer}/encoding", message)
        body.fields = kept
        if isinstance(body.config, dict) and body.config != WHOLE_PAYLOAD:
            keys = {one["key"] for one in kept}
            body.config = {key: path for key, path in body.config.items() if key in keys}


def _essence(media: str) -> str:
    return media.partition(";")[0].strip().lower()


def _is_json(media: str) -> bool:
    essence = _essence(media)
    return essence in (_JSON, "*/*", "text/json") or essence.endswith("+json")


def _max_items(shape: Shape) -> int | None:
    given = shape.words.get("maxItems")
    return given if isinstance(given, int) and not isinstance(given, bool) and given >= 1 else None


def _own_keys(known: Collection[str], taken: Collection[str]) -> dict[str, str]:
    """The key of each field; one that a parameter has already gets ``body_`` in front of it."""
    own: dict[str, str] = {}
    for key in known:
        free = key
        while free in taken or free in own.values() or (free != key and free in known):
            free = f"{_WHOLE_BODY}_{free}"
        own[key] = free
    return own
