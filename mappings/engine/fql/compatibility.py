"""Where Segment reads a trigger otherwise than it says, and what to write so that both agree.

Segment's own reading is modelled (``segment/``) and compared with ours as a whole: where the two
ask the same of an event there is nothing to tell. Otherwise each place that leads there is told.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mappings.engine.errors import Problem, TriggerError, json_pointer
from mappings.engine.fql.difference_texts import DIFFERENCE_TEXTS
from mappings.engine.fql.formatter import format_trigger
from mappings.engine.fql.parser import parse_trigger, parse_with_places
from mappings.engine.fql.segment.meaning import condition_difference
from mappings.engine.fql.segment.parser import Note, read_as_segment
from mappings.engine.fql.segment.places import add_refusal, conditions_of, find_places
from mappings.engine.fql.segment.rewriting import is_read_alike, rewrite_for_segment
from mappings.engine.fql.segment.words import reading_text
from mappings.engine.fql.tree import Condition, Node, Trigger
from mappings.engine.limits import MAX_TRIGGER_CHARS


@dataclass(frozen=True, slots=True)
class Difference:
    """One place. `line` and `column` are in the text; `pointer` is into a tree that was given."""

    code: str  # stable, snake_case, a key of DIFFERENCE_TEXTS
    line: int
    column: int
    segment: str  # what Segment does there
    ours: str  # what we do
    instead: str  # what to write so that both agree
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Compatibility:
    """A trigger, and what Segment makes of it.

    Shape:
        ``type = "a" and event = "b" or event = "c"``: not the same; `segment_reading` is
        ``type = "a" or event = "b" or event = "c"``, and `instead` has parentheses.
    """

    fql: str  # the text that was judged: of a tree, the text that we write for it
    is_same: bool  # Segment gives the same answer for every event
    is_tree_same: bool  # Segment, given our JSON tree instead of the text, does
    differences: tuple[Difference, ...]
    segment_reading: str  # what Segment reads; "" where it gives up and never matches
    instead: str  # a text that both read as the trigger says; "" where there is none or no need


def explain_compatibility(trigger: str | Trigger) -> Compatibility:
    """Every place of a trigger, a text or a tree, where Segment differs from us.

    A text that we refuse is never the same; the refusal is told with the places.
    """
    if isinstance(trigger, str):
        return _judge_text(trigger)
    return _judge(trigger, format_trigger(trigger), tuple(_pointers(trigger)))


def _judge_text(text: str) -> Compatibility:
    try:
        trigger = parse_trigger(text)
    except TriggerError as err:
        return _refused(text, err.problems[0])
    return _judge(trigger, text, ())


def _judge(trigger: Trigger, text: str, pointers: Sequence[str]) -> Compatibility:
    """`pointers`: of a tree, those to its conditions."""
    is_same = is_read_alike(trigger, text)
    told = reading_text(read_as_segment(text).group)
    texts = {"reading": told, "ours": format_trigger(trigger)}
    starts = [start for start, _ in parse_with_places(text)[1]]
    return Compatibility(
        fql=text,
        is_same=is_same,
        is_tree_same=not any(map(condition_difference, conditions_of(trigger))),
        differences=tuple(
            _difference(note, text, texts, pointer=_at_or_after(starts, pointers, note.start))
            for note in ([] if is_same else find_places(trigger, text, is_tree=bool(pointers)))
        ),
        segment_reading=told,
        instead="" if is_same else rewrite_for_segment(trigger),
    )


def _refused(text: str, refusal: Problem) -> Compatibility:
    if len(text) > MAX_TRIGGER_CHARS:
        text = ""  # too much to look at, or to tell
    reading = read_as_segment(text)
    told = reading_text(reading.group)
    notes, own = add_refusal(text, reading, _offset(text, refusal))
    ours = f"Refused: {refusal.message}"
    differences = tuple(
        replace(difference, ours=ours) if note is own else difference
        for note in notes
        for difference in [_difference(note, text, {"reading": told})]
    )
    return Compatibility(text, False, False, differences, told, "")


def _difference(
    note: Note, text: str, texts: Mapping[str, str], *, pointer: str = ""
) -> Difference:
    told = DIFFERENCE_TEXTS[note.code]
    return Difference(
        code=note.code,
        line=text.count("\n", 0, note.start) + 1,
        column=note.start - text.rfind("\n", 0, note.start),
        segment=told.segment.replace("{reading}", texts["reading"]),
        ours=told.ours.replace("{ours}", texts.get("ours", "")),
        instead=told.instead,
        pointer=pointer,
    )


def _offset(text: str, problem: Problem) -> int:
    line, column = problem.line or 1, problem.column or 1
    before = text.split("\n")[: line - 1]
    return sum(len(each) + 1 for each in before) + column - 1


def _pointers(node: Node, keys: tuple[str | int, ...] = ()) -> Iterator[str]:
    """The pointers to the conditions of a tree."""
    if isinstance(node, Condition):
        yield json_pointer(keys)
        return
    for index, child in enumerate(node.children):
        yield from _pointers(child, (*keys, "children", index))


def _at_or_after(starts: Sequence[int], pointers: Sequence[str], start: int) -> str:
    """The condition that a place of the text is in; before the first, the first."""
    return pointers[max(bisect_right(starts, start) - 1, 0)] if pointers else ""
