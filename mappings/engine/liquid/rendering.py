"""The nodes of a template as functions that write what they stand for."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from mappings.engine.js_values import is_truthy
from mappings.engine.liquid.evaluation import compile_value
from mappings.engine.liquid.reading import Evaluate, compile_operand
from mappings.engine.liquid.run import Run
from mappings.engine.liquid.tree import (
    Assign,
    Capture,
    Choose,
    Count,
    Cycle,
    Group,
    Node,
    Output,
    Text,
)
from mappings.engine.liquid.units import from_units
from mappings.engine.liquid.values import Word, is_true

Render: TypeAlias = Callable[[Run], None]


def compile_nodes(nodes: Sequence[Node]) -> Render:
    """A function that writes all nodes, one after the other, until one ends the run."""
    renders = [_compile_node(node) for node in nodes]
    return partial(_render_all, renders) if len(renders) != 1 else renders[0]


def _render_all(renders: list[Render], run: Run) -> None:
    for render in renders:
        render(run)
        if run.is_over:
            return


def _compile_node(node: Node) -> Render:
    match node:
        case Text(text):
            return partial(_write_text, text)
        case Output(value):
            return partial(_write_value, compile_value(value))
        case Assign(name, value):
            return partial(_assign, name, compile_value(value))
        case Capture(name, body):
            return partial(_capture, name, compile_nodes(body))
        case Choose():
            return _compile_choice(node)
        case Cycle(group, values):
            return partial(_cycle, compile_operand(group), [*map(compile_operand, values)])
        case Count(name, change):
            return partial(_count, name, change)
        case Group(body, is_block):
            render = compile_nodes(body)
            return partial(_render_block, render) if is_block else render
    return _stop


def _compile_choice(node: Choose) -> Render:
    branches = [
        (compile_value(branch.condition), branch.wants, compile_nodes(branch.body))
        for branch in node.branches
    ]
    return partial(_choose, branches, compile_nodes(node.otherwise))


def _write_text(text: str, run: Run) -> None:
    run.write(text)


def _write_value(evaluate: Evaluate, run: Run) -> None:
    value = evaluate(run)
    run.write(value if isinstance(value, str) else run.text(value))


def _assign(name: str, evaluate: Evaluate, run: Run) -> None:
    run.variables[name] = evaluate(run)


def _capture(name: str, render: Render, run: Run) -> None:
    outside, run.parts = run.parts, []
    render(run)
    captured, run.parts = run.parts, outside
    text = from_units("".join(captured))
    run.spend(len(text))
    run.variables[name] = text


def _choose(branches: list[tuple[Evaluate, bool, Render]], otherwise: Render, run: Run) -> None:
    for evaluate, wants, render in branches:
        if is_true(evaluate(run)) is wants:
            render(run)
            return
    otherwise(run)


def _cycle(group: Evaluate, values: list[Evaluate], run: Run) -> None:
    """Cycles of one group and as many values share their place, as in LiquidJS."""
    value = group(run)
    name = "[object Object]" if isinstance(value, Word) else run.key_text(value)
    index = run.cycles.get((name, len(values)), 0)
    run.cycles[name, len(values)] = (index + 1) % len(values)
    chosen = values[index](run)
    if is_truthy(chosen):  # 0 and false are not written
        run.write(run.text(chosen))


def _count(name: str, change: int, run: Run) -> None:
    before, after = run.set_count(name, change)
    run.write(run.text(before if change > 0 else after))


def _render_block(render: Render, run: Run) -> None:
    run.blocks += 1
    render(run)
    run.blocks -= 1


def _stop(run: Run) -> None:
    run.is_over = True
