"""FQL, the trigger language: text and Segment's JSON tree in and out, predicate, explanation."""

from mappings.engine.fql.audience import audience_flag_of, event_trait_trigger, event_type_of
from mappings.engine.fql.compatibility import (
    Compatibility,
    Difference,
    explain_compatibility,
)
from mappings.engine.fql.compiler import compile_trigger
from mappings.engine.fql.difference_texts import DIFFERENCE_TEXTS
from mappings.engine.fql.explanation import ConditionVerdict, Verdict, explain_trigger
from mappings.engine.fql.formatter import format_trigger
from mappings.engine.fql.json_tree import read_trigger, trigger_to_json
from mappings.engine.fql.other_audience import (
    audience_key_of,
    key_condition_problems,
    other_trigger,
)
from mappings.engine.fql.parser import parse_trigger
from mappings.engine.fql.satisfying import satisfying_values
from mappings.engine.fql.tree import Condition, Group, Trigger
from mappings.engine.fql.words import describe_trigger

__all__ = [
    "DIFFERENCE_TEXTS",
    "Compatibility",
    "Condition",
    "ConditionVerdict",
    "Difference",
    "Group",
    "Trigger",
    "Verdict",
    "audience_flag_of",
    "audience_key_of",
    "compile_trigger",
    "describe_trigger",
    "event_trait_trigger",
    "event_type_of",
    "explain_compatibility",
    "explain_trigger",
    "format_trigger",
    "key_condition_problems",
    "other_trigger",
    "parse_trigger",
    "read_trigger",
    "satisfying_values",
    "trigger_to_json",
]
