"""A template, compiled: what a text with ``{{ }}`` and ``{% %}`` gives for an event."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mappings.engine.liquid.errors import LiquidError
from mappings.engine.liquid.parser import parse_template
from mappings.engine.liquid.reads import paths_read
from mappings.engine.liquid.rendering import compile_nodes
from mappings.engine.liquid.run import Run
from mappings.engine.liquid.tree import Text
from mappings.engine.liquid.units import well_formed


@dataclass(frozen=True, slots=True)
class LiquidTemplate:
    """Ready to run; safe to share between threads.

    `render` takes an event, which it does not change, and a clock that gives the seconds since
    1970. It raises LiquidError where the event makes the template fail or exceed a limit. `paths`
    are what the template reads of an event. `is_constant`: it is text only.
    """

    render: Callable[[Any, Callable[[], float]], str] = field(repr=False)
    paths: tuple[tuple[str, ...], ...]
    is_constant: bool


def compile_template(text: str) -> tuple[LiquidTemplate | None, list[LiquidError]]:
    """The template of a text, or what is wrong with it, in the order of the text."""
    nodes, errors = parse_template(text)
    if errors:
        return None, errors
    write = compile_nodes(nodes)

    def render(event: Any, clock: Callable[[], float]) -> str:
        run = Run(event, clock)
        write(run)
        return well_formed("".join(run.parts))

    is_constant = all(isinstance(node, Text) for node in nodes)
    return LiquidTemplate(render, tuple(paths_read(nodes)), is_constant), []
