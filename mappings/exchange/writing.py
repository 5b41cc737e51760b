"""A bundle as a document: in its own order, the same for the same things."""

from typing import Any

from mappings.engine.errors import TriggerError
from mappings.engine.fql import Trigger, format_trigger, parse_trigger, read_trigger
from mappings.engine.json_types import Json
from mappings.exchange.bundle import FORMAT, Bundle, DestinationItem, FilterItem, MappingItem

_Document = dict[str, Any]


def bundle_document(bundle: Bundle) -> _Document:
    """The document of a bundle; `read_bundle` gives the same bundle back."""
    head: _Document = {"format": FORMAT, "kind": bundle.kind}
    definitions = [dict(item.document) for item in bundle.definitions]
    head_of_all = {**head, "definitions": definitions} if definitions else head
    if bundle.kind == "destination":
        return {**head_of_all, "destination": _destination_document(bundle.destinations[0])}
    if bundle.kind == "mappings":
        told = {"destination": bundle.destination_name, "definition": bundle.definition_slug}
        mappings = [mapping_document(item) for item in bundle.mappings]
        return {**head, **{k: v for k, v in told.items() if v}, "mappings": mappings}
    return {
        **head_of_all,
        "sources": [{"name": source.name} for source in bundle.sources],
        "destinations": [_destination_document(item) for item in bundle.destinations],
    }


def mapping_document(item: MappingItem) -> _Document:
    return {
        "name": item.name,
        "action": item.action,
        "enabled": item.is_enabled,
        "trigger": item.trigger,
        "config": dict(item.config),
        **({"other_audience_keys": list(keys)} if (keys := item.other_audience_keys) else {}),
    }


def written_trigger(trigger: Json) -> Json:
    """A trigger as documents have it: FQL, or the tree where no text says the same.

    What cannot be read stays as it is.
    """
    try:
        tree = as_trigger(trigger)
        text = format_trigger(tree)
        return text if parse_trigger(text) == tree else trigger
    except TriggerError:
        return trigger


def as_trigger(written: Json) -> Trigger:
    """The trigger in a document: FQL, or a tree.

    Raises:
        TriggerError: it is neither.
    """
    return parse_trigger(written) if isinstance(written, str) else read_trigger(written)


def filter_document(item: FilterItem) -> _Document:
    return {
        "title": item.name,
        "action": item.action,
        "enabled": item.is_enabled,
        "condition": item.condition,
        **item.arguments,
    }


def _destination_document(item: DestinationItem) -> _Document:
    filters = [filter_document(one) for one in item.filters or ()]
    return {
        "name": item.name,
        "definition": item.definition,
        "source": item.source,
        "enabled": item.is_enabled,
        "settings": dict(item.settings),
        "to_be_filled_in": list(item.to_be_filled_in),
        **({} if item.delivery is None else {"delivery": dict(item.delivery)}),
        **({} if item.filters is None else {"filters": filters}),
        "mappings": [mapping_document(mapping) for mapping in item.mappings],
    }
