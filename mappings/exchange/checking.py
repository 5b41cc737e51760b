"""What is wrong with mappings whatever their destination is."""

from collections.abc import Iterable, Iterator

from mappings.engine.compiler import compile_mapping
from mappings.engine.errors import MappingError, Problem, TriggerError
from mappings.engine.fql import parse_trigger, read_trigger
from mappings.exchange.bundle import Bundle, MappingItem


def bundle_problems(bundle: Bundle) -> list[Problem]:
    """Everything that is wrong with the mappings of a bundle; pointers are into its document."""
    inside = (item for destination in bundle.destinations for item in destination.mappings)
    return [*item_problems(bundle.mappings), *item_problems(inside)]


def item_problems(items: Iterable[MappingItem]) -> Iterator[Problem]:
    for item in items:
        trigger, config = item.pointer + "/trigger", item.pointer + "/config"
        try:
            if isinstance(item.trigger, str):
                parse_trigger(item.trigger)
            else:
                read_trigger(item.trigger)
        except TriggerError as err:
            # Line and column would be those of the trigger, not of the document.
            yield from (Problem(trigger + p.pointer, p.message, p.code) for p in err.problems)
        try:
            compile_mapping(dict(item.config))
        except MappingError as err:
            yield from (Problem(config + p.pointer, p.message, p.code) for p in err.problems)
