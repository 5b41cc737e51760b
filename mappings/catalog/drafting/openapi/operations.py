"""The operations of an OpenAPI document: what can be picked to become an action."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from mappings.catalog.drafting.naming import label_of, shortened
from mappings.catalog.drafting.references import Place, References
from mappings.catalog.drafting.results import Findings
from mappings.catalog.limits import MAX_LABEL_CHARS
from mappings.catalog.wording import named_type
from mappings.engine.json_types import Json

METHODS = ("post", "put", "patch", "delete")
_VERSIONS = ("3.0", "3.1")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `id` is its operationId, or method and path where it has none of its own.

    `place` is the operation's object, `item` the path's, which holds what its operations share.
    """

    id: str
    method: str
    path: str
    name: str
    description: str
    is_deprecated: bool
    place: Place
    item: Place


def list_operations(document: Json) -> tuple[Operation, ...]:
    """The operations of a document that send something, in its order.

    Shape:
        ``(Operation("createContact", "POST", "/contacts", "Create a contact", …), …)``

    Source:
        OpenAPI 3.0.4 and 3.1.1, "Paths Object" and "Operation Object", read 2026-11.

    Raises:
        DraftError: this is no OpenAPI 3 document, or it has no such operation.
    """
    findings = Findings()
    found = read_operations(document, References(document, findings), findings)
    findings.stop_if_wrong()
    return found


def read_operations(
    document: Json, references: References, findings: Findings
) -> tuple[Operation, ...]:
    """The same, with what is wrong kept in `findings`."""
    if not _is_openapi(document, findings):
        return ()
    paths = Place(document).at("paths") if "paths" in document else Place({}, "/paths")
    if not isinstance(paths.value, dict):
        message = f"Found {named_type(paths.value)}; expected an object with paths."
        findings.refuse("/paths", message, "type")
        return ()
    found = [one for path in paths.value for one in _of_path(paths, path, references, findings)]
    if not found and not findings.problems:
        message = f"No path has one of: {', '.join(METHODS)}. Only those can carry a payload."
        findings.refuse("/paths", message, "no_operation")
    return _with_own_ids(found)


def _is_openapi(document: Json, findings: Findings) -> bool:
    if not isinstance(document, dict):
        findings.refuse("", f"Found {named_type(document)}; expected an OpenAPI document.", "type")
        return False
    version = document.get("openapi")
    if str(version).startswith(_VERSIONS):
        return True
    if "swagger" in document:
        message = f"Found Swagger {document['swagger']}; expected OpenAPI 3.0 or 3.1. Convert it."
        findings.refuse("/swagger", message, "version")
        return False
    found = f"version {shortened(str(version), 20)}" if version is not None else "no version"
    findings.refuse("/openapi", f"Found {found}; expected OpenAPI 3.0 or 3.1.", "version")
    return False


def _of_path(
    paths: Place, path: str, references: References, findings: Findings
) -> Iterator[Operation]:
    if path.startswith("x-"):
        return
    if not path.startswith("/"):
        findings.refuse(paths.at(path).pointer, "A path starts with a slash.", "format")
        return
    item = references.object_at(paths.at(path))
    if item is None:
        return
    for method in METHODS:
        if method in item.value:
            place = references.object_at(item.at(method))
            if place is not None:
                yield _operation(method, path, place, item)


def _operation(method: str, path: str, place: Place, item: Place) -> Operation:
    given = place.get("operationId")
    named = given if isinstance(given, str) and given.strip() else ""
    line = f"{method.upper()} {path}"
    summary = _text(place, "summary") or _text(item, "summary")
    name = summary or label_of(named) or line
    description = _text(place, "description") or _text(item, "description") or summary
    return Operation(
        id=named or line,
        method=method.upper(),
        path=path,
        name=shortened(name, MAX_LABEL_CHARS),
        description=shortened(description or line),
        is_deprecated=place.get("deprecated") is True,
        place=place,
        item=item,
    )


def _text(place: Place, key: str) -> str:
    value = place.get(key)
    return value.strip() if isinstance(value, str) else ""


def _with_own_ids(found: list[Operation]) -> tuple[Operation, ...]:
    """Ids are unique by the specification; where a document breaks that, method and path are."""
    counts: dict[str, int] = {}
    for one in found:
        counts[one.id] = counts.get(one.id, 0) + 1
    return tuple(
        replace(one, id=f"{one.method} {one.path}") if counts[one.id] > 1 else one for one in found
    )
