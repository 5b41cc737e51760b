"""How much faster than the reference is a trigger, and how far from Python written by hand?"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import guide
from benchmarks.contests import Contest, hold_contests
from benchmarks.rounds import events_of
from mappings.engine.fql import compile_trigger, explain_compatibility, parse_trigger

EVENTS = events_of(1_000)
LARGE = (
    'type = "track" and (event = "Order Completed" or event = "Order Updated") and userId != null '
    "and properties.total >= 20 and (properties.is_gift = true or properties.coupon != null) "
    'and match(context.page.path, "/checkout*")'
)
ORDER: dict[str, Any] = {
    "type": "track",
    "event": "Order Updated",
    "userId": "user-123",
    "context": {"page": {"path": "/checkout/done"}},
    "properties": {"total": 54.5, "currency": "EUR", "is_gift": False, "coupon": "WELCOME"},
}
SMALL_ORDER = {**ORDER, "properties": {**ORDER["properties"], "total": 5}}
OTHER_TYPE = {**guide.EVENT, "type": "identify"}


def is_guide_match(event: Any) -> bool:
    return event["type"] == "track" and event["properties"]["browse_abandoners"] is True


def is_order_match(event: Any) -> bool:
    properties = event["properties"]
    return (
        event["type"] == "track"
        and event["event"] in ("Order Completed", "Order Updated")
        and event["userId"] is not None
        and properties["total"] >= 20
        and (properties["is_gift"] is True or properties["coupon"] is not None)
        and event["context"]["page"]["path"].startswith("/checkout")
    )


def contest(name: str, fql: str, event: Any, by_hand: Callable[[Any], bool]) -> Contest:
    events = [json.loads(json.dumps(event)) for _ in range(EVENTS)]
    matches = compile_trigger(parse_trigger(fql))
    assert explain_compatibility(fql).is_same
    assert matches(event) is by_hand(event)
    return Contest(
        name,
        EVENTS,
        lambda: [each for each in events if matches(each)],
        {"kind": "trigger", "fql": fql, "event": event, "count": EVENTS},
        lambda: [each for each in events if by_hand(each)],
    )


def main() -> None:
    contests = [
        contest("the guide's, which matches", guide.TRIGGER, guide.EVENT, is_guide_match),
        contest("the guide's, another type", guide.TRIGGER, OTHER_TYPE, is_guide_match),
        contest("8 conditions, which match", LARGE, ORDER, is_order_match),
        contest("8 conditions, the fourth fails", LARGE, SMALL_ORDER, is_order_match),
    ]
    hold_contests("Does an event match?", contests, aim="5 or more")


if __name__ == "__main__":
    main()
