"""What is told of each place where Segment reads a trigger otherwise, by code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class DifferenceTexts:
    """`ours` is what we do where we read it; where we refuse it, the refusal says why."""

    segment: str
    ours: str
    instead: str


_GIVES_UP = "Cannot read this and gives the whole trigger up: it never matches."
_NEVER = "Knows no such operator: the condition never matches."
_REFUSED = "Refused."

DIFFERENCE_TEXTS: Final[Mapping[str, DifferenceTexts]] = {
    "mixed_and_or": DifferenceTexts(
        'The last "and" or "or" holds for all conditions beside one another.',
        '"and" binds before "or".',
        "Put parentheses around the conditions that belong together.",
    ),
    "missing_and_or": DifferenceTexts(
        'Joins these conditions by the "and" or "or" of their neighbours.',
        _REFUSED,
        'Write "and" or "or" between the conditions.',
    ),
    "keyword": DifferenceTexts(
        'Skips this word: it knows "and" and "or" in small letters, with a blank behind.',
        'Reads it as "and" or "or".',
        "Write it in small letters, and a blank behind it.",
    ),
    "nested_parentheses": DifferenceTexts(
        "Cannot nest parentheses and gives the whole trigger up: it never matches.",
        "Parentheses nest.",
        "Use parentheses of one level.",
    ),
    "function_in_parentheses": DifferenceTexts(
        "Ends the parentheses where the function ends; what follows belongs to the level outside.",
        "The parentheses end where they are closed.",
        "Put the function last in its parentheses, and one function only.",
    ),
    "parenthesis": DifferenceTexts(
        "Finds no end of the parentheses and gives the whole trigger up: it never matches.",
        _REFUSED,
        "Close the parentheses.",
    ),
    "empty_parentheses": DifferenceTexts(
        "Puts a hole into the trigger, on which it fails.",
        _REFUSED,
        "Write a condition between the parentheses, or leave them out.",
    ),
    "negation": DifferenceTexts(
        "Ignores the negation; it knows it before contains and match only.",
        "The negation turns what follows round.",
        'Write each condition the other way round: != for =, "or" for "and".',
    ),
    "unknown_field": DifferenceTexts(
        "Leaves the condition out.",
        _REFUSED,
        "Use type, event, name, userId, properties.…, traits.… or context.….",
    ),
    "deep_field": DifferenceTexts(
        "Reads the first part of the name only.", _REFUSED, "Write the field alone."
    ),
    "whole_object": DifferenceTexts(
        "Looks for a key of this name inside the object.", _REFUSED, "Name a key of the object."
    ),
    "unknown_function": DifferenceTexts(
        "Ignores the name, and reads what is in the parentheses as a condition that never matches.",
        "Reads our function, which goes beyond Segment.",
        "Use contains, match or comparisons.",
    ),
    "function": DifferenceTexts(
        "Takes the next four words or signs for the parts of the function, whatever they are.",
        _REFUSED,
        'Write contains(field, "text") or match(field, "text*").',
    ),
    "function_field": DifferenceTexts(
        "Leaves the function out: this is no field that functions know.",
        "Asks the field.",
        "Use event, name, userId, properties.…, traits.… or context.… in functions.",
    ),
    "pattern": DifferenceTexts(
        "Looks for an asterisk at the very end; otherwise it drops the first character, whatever "
        "it is, and asks for the rest at the end.",
        "Reads one asterisk at the start or the end; [*] is an asterisk of the text.",
        'Write "text*" or "*text" in double quotes, without further asterisks.',
    ),
    "single_quotes": DifferenceTexts(
        "The single quotes are part of the text.", "Single quotes are quotes.", "Use double quotes."
    ),
    "closing_quote": DifferenceTexts(
        "Finds no end of a text and gives the whole trigger up: it never matches. A closing quote "
        "needs a blank, a comma or a closing parenthesis after it.",
        "A quote written twice is a quote of the text; nothing has to follow a closing one.",
        "Write a blank after the closing quote, and no quotes in texts.",
    ),
    "quotes": DifferenceTexts(
        "Ends the text elsewhere: a quote ends it only where a blank, a comma or a closing "
        "parenthesis follows, and there are no quotes inside.",
        "A quote written twice is a quote of the text; nothing has to follow a closing one.",
        "Write a blank after the closing quote, and no quotes in texts.",
    ),
    "null_as_text": DifferenceTexts(
        'Compares type and event with the text "null".',
        "Asks whether the field is there.",
        'Nothing says the same to Segment; contains(event, "") asks for any text.',
    ),
    "truth_as_text": DifferenceTexts(
        "Compares with the text, so that true and false both match.",
        _REFUSED,
        "Write = true or = false.",
    ),
    "no_number": DifferenceTexts(
        "Compares with what JavaScript makes of it, mostly no number: then it never matches.",
        "Reads a number that is written as a text; anything else is refused.",
        "Write a number without quotes.",
    ),
    "number": DifferenceTexts(_GIVES_UP, _REFUSED, "Write a number as 5, -5 or 0.5."),
    "exponent": DifferenceTexts(
        "Reads the digits before the exponent only.",
        "Reads the whole number.",
        "Write the number without an exponent.",
    ),
    "large_number": DifferenceTexts(
        "Writes the number as JavaScript does, rounded to 17 digits, and compares that text.",
        "Writes every digit.",
        "Put the digits into quotes.",
    ),
    "beyond_segment": DifferenceTexts(
        _NEVER, "Reads it; it goes beyond Segment.", "Use = != < <= > >=, contains or match."
    ),
    "operator": DifferenceTexts(_NEVER, _REFUSED, "Write one of = != < <= > >= after the field."),
    "value": DifferenceTexts(
        "Takes this word or sign for the value.", _REFUSED, "Write a value after the operator."
    ),
    "missing_blank": DifferenceTexts(
        "Needs a blank behind != <= >= and around < and >: otherwise it takes the operator apart, "
        "or gives the whole trigger up, which never matches.",
        "Blanks do not matter.",
        "Write blanks around the operator.",
    ),
    "brackets": DifferenceTexts(
        "Cannot read brackets in a name and gives the whole trigger up: it never matches.",
        "Reads the item of a list, or the key in quotes.",
        "Put a backslash before brackets, and before a number. Nothing stands for a key in quotes; "
        "give the value a plain key.",
    ),
    "index": DifferenceTexts(
        "Ends the name before the number: the condition never matches.",
        "Reads the item of a list.",
        "Put a backslash before brackets, and before a number. Nothing stands for a key in quotes; "
        "give the value a plain key.",
    ),
    "quoted_name": DifferenceTexts(
        "The quotes are part of the key.",
        "The literal key in the quotes, dots included.",
        "Nothing says the same to Segment; give the value a plain key of its own.",
    ),
    "inherited_key": DifferenceTexts(
        "Finds what every JavaScript value has under this key.",
        "Finds what the event has.",
        "Give the value another key.",
    ),
    "character": DifferenceTexts(
        _GIVES_UP,
        "Reads letters of every script, and every kind of blank.",
        "Use plain letters, digits, _ and - in names, with a backslash before any other character, "
        "and simple blanks.",
    ),
    "skipped": DifferenceTexts("Skips this.", _REFUSED, "Leave it out."),
    "no_condition": DifferenceTexts(
        "Finds no condition and gives the trigger up: it never matches.",
        _REFUSED,
        'Write a condition, for example type = "track".',
    ),
    "refused": DifferenceTexts(
        "Reads the trigger as {reading}.", _REFUSED, "Write what the refusal asks for."
    ),
    "refused_by_both": DifferenceTexts(
        "Does not get here: it gives the whole trigger up, which never matches.",
        _REFUSED,
        "Write what the refusal asks for.",
    ),
    "read_otherwise": DifferenceTexts(
        "Reads the trigger as {reading}.",
        "Reads it as {ours}.",
        "Write one condition after another, with blanks between all words and signs.",
    ),
}
