"""What a destination gets of an event, by its filters as they are now."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from mappings.engine.filters import Dropped, Filters, compile_filters
from mappings.engine.json_types import Json
from mappings.engine.strict_json import dump_json, parse_json
from mappings.models import Destination


class DroppedError(Exception):
    """A filter drops this event. `reason` is a delivery's reason, `title` the filter's."""

    def __init__(self, dropped: Dropped) -> None:
        super().__init__(dropped.title)
        self.reason, self.title = dropped.reason, dropped.title


def filtered_event(destination: Destination, event: Json) -> Json:
    """The event as the destination gets it.

    Raises:
        DroppedError: it does not get it at all.
        FilterError: what is stored is no list of filters.
    """
    return event_filter(destination)(event)


def event_filter(destination: Destination) -> Callable[[Json], Json]:
    """The same for many events: a function that threads may share."""
    filters = kept_filters(dump_json(destination.live_filters))

    def apply(event: Json) -> Json:
        left: Any = filters(event) if isinstance(event, dict) else event
        if isinstance(left, Dropped):
            raise DroppedError(left)
        return left

    return apply


@lru_cache(maxsize=1_000)
def kept_filters(text: str) -> Filters:
    """Compiled filters, from memory where the same text was seen before.

    Raises:
        FilterError: the text is no list of filters.
    """
    return compile_filters(parse_json(text))
