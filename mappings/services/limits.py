"""Every limit a client may want to know, from where it is set."""

from mappings import conf
from mappings.engine import limits


def all_limits() -> dict[str, int]:
    """The limits of rows and requests (`conf`) and of events and configs (`engine.limits`).

    Shape:
        ``{"max_enabled_mappings_per_destination": 50, "max_event_bytes": …, …}``
    """
    return {
        name.lower(): value
        for module in (conf, limits)
        for name, value in vars(module).items()
        if name.startswith("MAX_") and isinstance(value, int)
    }
