"""The deliberate differences of Liquid templates. What errors say is not compared."""

import json
import random
import re
from typing import Any

from tests.differential.answers import Answer
from tests.differential.drawing import Draw
from tests.differential.liquid_templates import draw_case

Case = dict[str, Any]

WRONG = "Wrong template, disabled tag"
HALF_EMOJI = "Half of an emoji in the text"

_SEEDS = 10**12
_OUR_LIMITS = re.compile(r"(Line \d+: )?(A template may do |.* longer than|.*the limit is)")


def draw_liquid_case(draw: Draw) -> Case:
    template, event = draw_case(random.Random(draw.count(0, _SEEDS)))
    return {"kind": "liquid", "template": template, "event": event}


def is_too_much_work(_: Case, ours: Answer, theirs: Answer) -> bool:
    return "value" in theirs and bool(_OUR_LIMITS.match(ours.get("error", [""])[0]))


def is_too_deep(case: Case, ours: Answer, theirs: Answer) -> bool:
    return "value" in theirs and "nested deeper than 32 levels" in ours.get("error", [""])[0]


def is_another_zone(case: Case, _ours: Answer, _theirs: Answer) -> bool:
    return case.get("zone", "UTC") != "UTC"


def has_counter(case: Case, _ours: Answer, _theirs: Answer) -> bool:
    """In another place than the one that counts."""
    return case["kind"] == "mapping" and "crement " in json.dumps(case["config"])


def has_sample(case: Case, ours: Answer, theirs: Answer) -> bool:
    return "sample" in case.get("template", "") and "value" in ours and "value" in theirs


def has_odd_base64(case: Case, ours: Answer, theirs: Answer) -> bool:
    return "base64_decode" in case.get("template", "") and "value" in ours and "value" in theirs


def has_inherited(case: Case, _ours: Answer, _theirs: Answer) -> bool:
    text = json.dumps([case.get("template", ""), case.get("event")])
    return bool(re.search(r'"length"|\.(constructor|toString|length)', text))


def has_nameless_argument(case: Case, ours: Answer, theirs: Answer) -> bool:
    is_default = bool(re.search(r"default: *[^|}%]*,", case.get("template", "")))
    return is_default and "value" in ours and "error" in theirs
