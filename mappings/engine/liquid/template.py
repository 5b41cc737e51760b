"""A template, compiled: what a text with ``{{ }}`` and ``{% %}`` gives for an event."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mappings.engine.liquid.errors import LiquidError
from mappings.engine.liquid.parser import parse_template
from mappings.engine.liquid.reads import paths_read
from mappings.engine.liquid.rendering import compile_nodes
from mappings.engine.liquid.run import Run
from mappings.engine.liquid.tree import Node, Text
from mappings.engine.liquid.units import well_formed


@dataclass(frozen=True, slots=True)
class LiquidTemplate:
    """Ready to run; safe to share between threads.

    `render` takes an event, which it does not change, a clock that gives the seconds since 1970,
    and how many units of work it may do. It gives the text and the units that it took; it raises
    LiquidError where the event makes the template fail or exceed a limit. `paths` are what the
    template reads of an event. `text` is all that it gives where it is text only, else None.
    """

    render: Callable[[Any, Callable[[], float], float], tuple[str, float]] = field(repr=False)
    paths: tuple[tuple[str, ...], ...]
    text: str | None


def compile_template(text: str) -> tuple[LiquidTemplate | None, list[LiquidError]]:
    """The template of a text, or what is wrong with it, in the order of the text."""
    nodes, errors = parse_template(text)
    if errors:
        return None, errors
    write = compile_nodes(nodes)

    def render(event: Any, clock: Callable[[], float], units: float) -> tuple[str, float]:
        run = Run(event, clock, units)
        try:
            write(run)
        except LiquidError as err:
            err.units, err.chars = units - run.units_left, run.chars
            raise
        return well_formed("".join(run.parts)), units - run.units_left

    return LiquidTemplate(render, tuple(paths_read(nodes)), _constant_text(nodes)), []


def _constant_text(nodes: tuple[Node, ...]) -> str | None:
    texts = [node.text for node in nodes if isinstance(node, Text)]
    return "".join(texts) if len(texts) == len(nodes) else None
