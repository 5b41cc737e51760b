"""What is wrong with mappings whatever their destination is."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mappings.engine.audience_variants import variant_problems
from mappings.engine.compiler import compile_mapping
from mappings.engine.errors import MappingError, Problem, TriggerError
from mappings.exchange.bundle import Bundle, MappingItem
from mappings.exchange.writing import as_trigger


def bundle_problems(bundle: Bundle) -> list[Problem]:
    """Everything that is wrong with the mappings of a bundle; pointers are into its document."""
    inside = (item for destination in bundle.destinations for item in destination.mappings)
    return [*item_problems(bundle.mappings), *item_problems(inside)]


def item_problems(items: Iterable[MappingItem]) -> Iterator[Problem]:
    for item in items:
        found = [*_own_problems(item)] or [*_audience_problems(item)]
        # Line and column would be those of the trigger, not of the document.
        yield from (Problem(item.pointer + p.pointer, p.message, p.code) for p in found)


def _own_problems(item: MappingItem) -> Iterator[Problem]:
    try:
        as_trigger(item.trigger)
    except TriggerError as err:
        yield from (replace(p, pointer="/trigger" + p.pointer) for p in err.problems)
    try:
        compile_mapping(dict(item.config))
    except MappingError as err:
        yield from (replace(p, pointer="/config" + p.pointer) for p in err.problems)


def _audience_problems(item: MappingItem) -> Iterable[Problem]:
    keys = item.other_audience_keys
    return variant_problems(as_trigger(item.trigger), dict(item.config), keys) if keys else ()
