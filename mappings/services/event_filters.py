"""What is searched for, read from the query of an address: the same for pages and programs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from mappings import conf
from mappings.engine.errors import Problem
from mappings.models import DeliveryState
from mappings.services.errors import InvalidInput, NotAllowed
from mappings.services.event_search import FAILED, RETRYING, UNMATCHED, EventFilter
from mappings.services.time_ranges import TimeRange, read_range

STATES = (*DeliveryState.values, FAILED, RETRYING, UNMATCHED)
EVENT_TYPES = ("identify", "track", "page", "screen", "group", "alias")
TIMES = ("received", "ended")
FILTER_KEYS = (
    "user",
    "anonymous",
    "message",
    "name",
    "type",
    "source",
    "destination",
    "mapping",
    "state",
    "reason",
    "time",
    "range",
    "from",
    "to",
)
_Value = TypeVar("_Value")


def read_event_filter(
    given: Mapping[str, str], *, now: datetime, can_view_payloads: bool
) -> EventFilter:
    """The filter in the parameters `FILTER_KEYS`; an empty one is not asked for.

    Shape:
        ``{"user": "user-123", "state": "failed", "range": "24h", "time": "ended"}``

    Raises:
        InvalidInput: every parameter that cannot be read.
        NotAllowed: who somebody is was asked by one who may not see it.
    """
    reading = _Reading(given)
    asked = EventFilter(
        user_id=reading.text("user"),
        anonymous_id=reading.text("anonymous"),
        message_id=reading.text("message"),
        name=reading.text("name"),
        event_type=reading.choice("type", EVENT_TYPES),
        source_id=reading.id("source"),
        destination_id=reading.id("destination"),
        mapping_id=reading.id("mapping"),
        state=reading.choice("state", STATES),
        reason=reading.text("reason") or None,
        during=reading.during(now),
        is_by_end=reading.choice("time", TIMES) == "ended",
    )
    if reading.problems:
        raise InvalidInput(reading.problems)
    if asked.asks_for_people and not can_view_payloads:
        raise NotAllowed(SEARCH_REFUSED)
    return asked


SEARCH_REFUSED = "Your role does not see who users are, so it cannot search for them."


@dataclass
class _Reading:
    """Parameters being read; each problem is noted, and reading goes on."""

    given: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def text(self, name: str) -> str:
        value = self.given.get(name, "").strip()
        if len(value) > conf.MAX_SEARCH_CHARS:
            text = f"This has {len(value)} characters; the limit is {conf.MAX_SEARCH_CHARS}."
            self.problems.append(Problem(f"/{name}", text, "too_long"))
        if "\0" in value:
            text = "This contains a character that cannot be searched for."
            self.problems.append(Problem(f"/{name}", text, "characters"))
        return value

    def choice(self, name: str, known: tuple[str, ...]) -> str:
        value = self.given.get(name, "").strip()
        if value and value not in known:
            text = f"This is not one of: {', '.join(known)}."
            self.problems.append(Problem(f"/{name}", text, "choice"))
        return value

    def id(self, name: str) -> UUID | None:
        value = self.given.get(name, "").strip()
        try:
            return UUID(value) if value else None
        except ValueError:
            self.problems.append(Problem(f"/{name}", "Expected an id.", "invalid"))
            return None

    def during(self, now: datetime) -> TimeRange | None:
        named, start, end = (self.given.get(key, "").strip() for key in ("range", "from", "to"))
        if not (named or start or end):
            return None
        return self._try(
            lambda: read_range(name=named, start=start, end=end, now=now, is_exact=True)
        )

    def _try(self, read: Callable[[], _Value]) -> _Value | None:
        try:
            return read()
        except InvalidInput as err:
            self.problems.extend(err.problems)
            return None
