"""Values as HCL."""

import json
import re

from mappings.engine.json_types import Json

_ESCAPED = re.compile(r'[\\"\x00-\x1f\x7f\u2028\u2029]')
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_MARKS = re.compile(r"([$%])\{")
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


def hcl_text(text: str) -> str:
    """A text in quotes, in which Terraform works nothing out."""
    escaped = _ESCAPED.sub(lambda m: _ESCAPES.get(m[0]) or f"\\u{ord(m[0]):04x}", text)
    return '"' + _MARKS.sub(r"\1\1{", escaped) + '"'


def hcl_value(value: Json, indent: str = "") -> str:
    """A value, its lines behind the first one indented."""
    if isinstance(value, str):
        return hcl_text(value)
    inner = indent + "  "
    if isinstance(value, dict) and value:
        members = [f"{inner}{hcl_text(key)} : {hcl_value(v, inner)}" for key, v in value.items()]
        return "{\n" + ",\n".join(members) + f"\n{indent}}}"
    if isinstance(value, list) and value:
        items = [f"{inner}{hcl_value(item, inner)}" for item in value]
        return "[\n" + ",\n".join(items) + f"\n{indent}]"
    return json.dumps(value, allow_nan=False)


def hcl_name(*words: str) -> str:
    """A name for a block, made of some words: ``acme_crm_audience_entered``."""
    name = _NOT_IN_NAMES.sub("_", "_".join(words).lower()).strip("_")
    return name if name[:1].isalpha() else f"mapping_{name}".rstrip("_")
