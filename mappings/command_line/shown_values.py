"""Values of events and payloads, as commands show them."""

import json
from typing import Any

from mappings.engine.fields import shortened
from mappings.engine.paths import MISSING


def short_text(value: Any) -> str:
    """A value as JSON, cut where it is long."""
    if value is MISSING:
        return "nothing"
    return shortened(json.dumps(plain_value(value), ensure_ascii=False))


def plain_value(value: Any) -> Any:
    """As JSON has it: a member that is missing is left out, an item is null."""
    if isinstance(value, dict):
        return {key: plain_value(inner) for key, inner in value.items() if inner is not MISSING}
    if isinstance(value, list):
        return [None if item is MISSING else plain_value(item) for item in value]
    return value
