"""What is known around a field: what its mapping is for, and the test event if there is one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING, Missing, places_in, walk

MAX_PLACES = 3  # of the same key, shallow ones first

Keys = tuple[str, ...]


@dataclass(frozen=True)
class Situation:
    """A mapping's event type, the audience flag that its trigger asks for, and a test event.

    `flag` are the keys of the flag inside its container. An event of another type than the
    mapping's tells nothing of where the mapping's events keep their values.
    """

    event_type: str  # "" where the trigger asks for none
    flag: Keys = ()
    is_entering: bool | None = None
    event: Json | Missing = MISSING

    @cached_property
    def known_event(self) -> Json | Missing:
        """The test event, MISSING where it is none of the mapping's."""
        if not isinstance(self.event, dict):
            return MISSING
        is_of_type = self.event.get("type") == self.event_type
        return self.event if is_of_type or not self.event_type else MISSING

    def has(self, keys: Sequence[str]) -> bool:
        """Whether the event is known to have something at a path."""
        return self.known_event is not MISSING and walk(keys, self.known_event) is not MISSING

    @cached_property
    def places(self) -> Mapping[str, Sequence[Keys]]:
        """Where the event has each of its keys: ``{"email": [("context", "traits", "email")]}``."""
        places: dict[str, list[Keys]] = {}
        if self.known_event is not MISSING:
            for keys in places_in(self.known_event):
                same = places.setdefault(keys[-1], [])
                if len(same) < MAX_PLACES:
                    same.append(keys)
        return places
