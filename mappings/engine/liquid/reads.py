"""Which event paths a template reads, found without running it."""

from collections.abc import Iterator, Sequence

from mappings.engine.js_values import number_text
from mappings.engine.liquid.tree import (
    Assign,
    Capture,
    Choose,
    Count,
    Cycle,
    Group,
    Literal,
    Node,
    Operand,
    Output,
    Path,
    Range,
    Value,
)
from mappings.engine.liquid.values import is_number

Keys = tuple[str, ...]


def paths_read(nodes: Sequence[Node]) -> Iterator[Keys]:
    """The paths, each as far as its keys are written out, in the order of the template.

    What the template itself assigned before is no path of the event.
    """
    return _of_nodes(nodes, set(), is_sure=True)


def _of_nodes(nodes: Sequence[Node], known: set[str], *, is_sure: bool) -> Iterator[Keys]:
    """`known` are the variables assigned so far; in an if it is not sure that they are."""
    for node in nodes:
        for keys in _of_node(node, known, is_sure=is_sure):
            if keys[0] not in known:
                yield keys
        if is_sure and isinstance(node, (Assign, Capture)):
            known.add(node.name)


def _of_node(node: Node, known: set[str], *, is_sure: bool) -> Iterator[Keys]:
    match node:
        case Output(value) | Assign(_, value):
            yield from _of_value(value)
        case Capture(_, body) | Group(body):
            yield from _of_nodes(body, known, is_sure=is_sure)
        case Choose(branches, otherwise):
            for branch in branches:
                yield from _of_value(branch.condition)
                yield from _of_nodes(branch.body, known, is_sure=False)
            yield from _of_nodes(otherwise, known, is_sure=False)
        case Cycle(group, values):
            for operand in (group, *values):
                yield from _of_operand(operand)
        case Count(name) if name:
            yield (name,)


def _of_value(value: Value) -> Iterator[Keys]:
    for step in value.steps:
        if isinstance(step, (Path, Range)):
            yield from _of_operand(step)
    for call in value.filters:
        for argument in call.arguments:
            yield from _of_operand(argument[1] if isinstance(argument, tuple) else argument)


def _of_operand(operand: Operand | None) -> Iterator[Keys]:
    if isinstance(operand, Range):
        yield from _of_operand(operand.low)
        yield from _of_operand(operand.high)
    if isinstance(operand, Path):
        written = tuple(_written(operand.keys)) if operand.base is None else ()
        if written:
            yield written
        for inner in (operand.base, *operand.keys):
            yield from _of_operand(inner)


def _written(keys: Sequence[Operand]) -> Iterator[str]:
    for key in keys:
        value = key.value if isinstance(key, Literal) else None
        if isinstance(value, str):
            yield value
        elif is_number(value) and isinstance(value, float) and value >= 0:
            yield number_text(value)
        else:
            return
