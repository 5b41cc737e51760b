"""Where event types keep things: what a field reads from the wrong place, and an event's twin."""

from mappings.engine.places.config_paths import event_paths
from mappings.engine.places.flag_rules import Slot
from mappings.engine.places.hints import Hint, field_hints
from mappings.engine.places.locations import place_of_trait
from mappings.engine.places.other_audience import OtherConfig, other_config
from mappings.engine.places.situation import Situation
from mappings.engine.places.twin import twin_event

__all__ = [
    "Hint",
    "OtherConfig",
    "Situation",
    "Slot",
    "event_paths",
    "field_hints",
    "other_config",
    "place_of_trait",
    "twin_event",
]
