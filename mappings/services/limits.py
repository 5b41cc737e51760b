"""Every limit a client may want to know, from where it is set."""

from mappings import conf
from mappings.catalog import limits as catalog_limits
from mappings.engine import limits as engine_limits
from mappings.exchange import limits as exchange_limits


def all_limits() -> dict[str, int]:
    """The limits of rows and requests, of settings, of events and configs, and of imports.

    They stand in `conf`, `catalog.limits`, `engine.limits` and `exchange.limits`.

    Shape:
        ``{"max_enabled_mappings_per_destination": 50, "max_event_bytes": …, …}``
    """
    return {
        name.lower(): value
        for module in (conf, catalog_limits, engine_limits, exchange_limits)
        for name, value in vars(module).items()
        if name.startswith(("MAX_", "MIN_")) and isinstance(value, int)
    }
