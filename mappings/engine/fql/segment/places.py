"""The places of a text that lead to another reading by Segment.

Segment's lexer stops at the first thing that it cannot read. So that all are told, each condition
is also looked at alone, and so is the text with harmless conditions in their places.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from mappings.engine.errors import TriggerError
from mappings.engine.fql.lexer import Token, read_tokens
from mappings.engine.fql.parser import parse_trigger, parse_with_places
from mappings.engine.fql.segment.lexer import SegmentCannotRead, read_segment_tokens
from mappings.engine.fql.segment.meaning import condition_difference
from mappings.engine.fql.segment.parser import Note, SegmentReading, read_as_segment
from mappings.engine.fql.segment.rewriting import is_read_alike
from mappings.engine.fql.tree import Condition, Node, Trigger

# What our tokens are where Segment's begin or end elsewhere.
_LEXICAL_CODES = {"text": "quotes", "number": "exponent", "name": "index"}
# No condition is shorter.
_HARMLESS, _HARMLESS_FUNCTION = "name=x", 'match(name,"*")'
_SEGMENT_FUNCTIONS = ("contains", "match")


def find_places(trigger: Trigger, text: str, *, is_tree: bool) -> list[Note]:
    """Notes in the order of the text, one for each of our tokens at most, and one at least."""
    _, places = parse_with_places(text)
    of_tree = list(_notes_of_tree(trigger, places)) if is_tree else []
    told = [place for place in places if place[0] in {note.start for note in of_tree}]
    notes = [*_notes_of_conditions(text, places)]
    notes += _notes_of_text(text, read_as_segment(text))
    structure = _with_harmless_conditions(text, places)
    if not is_read_alike(parse_trigger(structure), structure):
        notes += _notes_of_text(structure, read_as_segment(structure))
    notes = [note for note in notes if not any(at <= note.start < end for at, end in told)]
    return _one_a_token(text, [*of_tree, *notes]) or [Note("read_otherwise", 0)]


def add_refusal(text: str, reading: SegmentReading, place: int) -> tuple[list[Note], Note]:
    """The notes of a text that we refuse, and which of them is where we do."""
    notes = _one_a_token(text, _notes_of_text(text, reading))
    starts = [token.start for token in _tokens(text)]
    here = _which(starts, place)
    own = next((note for note in notes if _which(starts, note.start) == here), None)
    if own is None:
        own = Note("refused" if reading.group else "refused_by_both", place)
        notes.append(own)
    return sorted(notes, key=lambda note: note.start), own


def conditions_of(node: Node) -> Iterator[Condition]:
    """The conditions of a tree, in the order of its text."""
    if isinstance(node, Condition):
        yield node
        return
    for child in node.children:
        yield from conditions_of(child)


def _notes_of_tree(trigger: Trigger, places: Sequence[tuple[int, int]]) -> Iterator[Note]:
    """What keeps conditions out of Segment's trees, however they are written."""
    for condition, (start, _) in zip(conditions_of(trigger), places, strict=True):
        if code := condition_difference(condition):
            yield Note(code, start)


def _notes_of_conditions(text: str, places: Sequence[tuple[int, int]]) -> Iterator[Note]:
    for start, end in places:
        alone = text[start:end]
        if not is_read_alike(parse_trigger(alone), alone):
            for note in _notes_of_text(alone, read_as_segment(alone)):
                yield Note(note.code, start + note.start)


def _with_harmless_conditions(text: str, places: Sequence[tuple[int, int]]) -> str:
    """The text with every condition replaced, so that only what is between them matters."""
    structure = text
    for start, end in places:
        is_function = text[start:end].partition("(")[0].strip() in _SEGMENT_FUNCTIONS
        harmless = _HARMLESS_FUNCTION if is_function else _HARMLESS
        structure = structure[:start] + harmless.ljust(end - start) + structure[end:]
    return structure


def _notes_of_text(text: str, reading: SegmentReading) -> list[Note]:
    lexical = list(_lexical_notes(text))
    # From a text that ends elsewhere on, nothing is where it seems to be.
    end = min((note.start for note in lexical if note.code == "quotes"), default=len(text))
    return [note for note in (*lexical, *reading.notes) if note.start <= end]


def _lexical_notes(text: str) -> Iterator[Note]:
    """Our tokens that Segment cuts otherwise."""
    try:
        theirs = [token.start for token in read_segment_tokens(text)]
    except SegmentCannotRead:
        return
    for token in _tokens(text):
        end = token.start + len(token.source)
        inside = theirs[bisect_left(theirs, token.start) : bisect_left(theirs, end)]
        if token.kind != "end" and inside != [token.start]:
            yield Note(_LEXICAL_CODES.get(token.kind, "missing_blank"), token.start)


def _one_a_token(text: str, notes: Sequence[Note]) -> list[Note]:
    """The first note of each of our tokens, by their places."""
    starts = [token.start for token in _tokens(text)]
    first: dict[int, Note] = {}
    for note in notes:
        first.setdefault(_which(starts, note.start), note)
    return sorted(first.values(), key=lambda note: note.start)


def _tokens(text: str) -> Sequence[Token]:
    try:
        return read_tokens(text)
    except TriggerError:
        return ()  # then each of Segment's places stands for itself


def _which(starts: Sequence[int], place: int) -> int:
    """Which of the tokens a place is in; the place itself where there are no tokens."""
    return bisect_right(starts, place) if starts else place
