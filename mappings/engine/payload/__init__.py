"""The check between mapping and sending: does the payload fit the action's fields?

Shape:
    compile_payload_check(fields) -> PayloadCheck
    check.check({"plan": "", "seats": "5"}) -> CheckedPayload({"seats": 5}, changes, problems)
"""

from mappings.engine.payload.check import (
    CheckedPayload,
    PayloadCheck,
    check_payload,
    compile_payload_check,
)
from mappings.engine.payload.paths_compared import PathDifference, compare_paths
from mappings.engine.payload.report import Change, ChangeKind, PayloadProblem, reference_text

__all__ = [
    "Change",
    "ChangeKind",
    "CheckedPayload",
    "PathDifference",
    "PayloadCheck",
    "PayloadProblem",
    "check_payload",
    "compare_paths",
    "compile_payload_check",
    "reference_text",
]
