"""Documents that people write, as JSON or as YAML: their text becomes a JSON value, safely."""

from mappings.catalog.yaml_text import read_yaml
from mappings.engine.errors import JsonTextError, Problem
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_JSON_BYTES
from mappings.engine.strict_json import parse_json

_JSON_STARTS = ("{", "[")
_BYTE_ORDER_MARK = "\ufeff"


def read_document(text: str | bytes, *, max_bytes: int = MAX_JSON_BYTES) -> Json:
    """The value of a JSON or a YAML text; what starts like JSON is read as JSON.

    Args:
        max_bytes: longest text, in bytes of UTF-8.

    Raises:
        JsonTextError: what was found, its line and column, what to do.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else bytes(text)
    if len(data) > max_bytes:
        message = f"This is {len(data):,} bytes; the limit is {max_bytes:,}."
        raise JsonTextError(Problem("", message, "too_large"))
    try:
        told = data.decode().removeprefix(_BYTE_ORDER_MARK)
    except UnicodeDecodeError as err:
        message = "This is not UTF-8 text. Save it as UTF-8 and try again."
        raise JsonTextError(Problem("", message, "encoding")) from err
    if not told.strip():
        raise JsonTextError(Problem("", "This is empty.", "empty"))
    if told.lstrip().startswith(_JSON_STARTS):
        return parse_json(told, max_bytes=max_bytes)
    return read_yaml(told)
