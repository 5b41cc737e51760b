"""Where event types keep things: what a field reads from the wrong place, and an event's twin."""

from mappings.engine.places.flag_rules import Slot
from mappings.engine.places.hints import Hint, field_hints
from mappings.engine.places.situation import Situation
from mappings.engine.places.twin import twin_event

__all__ = ["Hint", "Situation", "Slot", "field_hints", "twin_event"]
