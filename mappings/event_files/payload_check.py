"""The check of payloads against an action, for a whole file of them."""

from collections.abc import Callable
from functools import partial

from mappings.catalog.requirements import check_action_payload
from mappings.catalog.schema import ActionDefinition
from mappings.engine.json_types import Json
from mappings.engine.payload import CheckedPayload, compile_payload_check


def payload_check(action: ActionDefinition, *, is_strict: bool) -> Callable[[Json], CheckedPayload]:
    """A function that gives the payload as it would be sent, and what keeps it from being sent."""
    if not is_strict:
        return partial(check_action_payload, action)
    check = compile_payload_check(
        action.fields, allow_extra=action.allows_extra_fields, strict=True
    )
    return partial(check_action_payload, action, check=check)
