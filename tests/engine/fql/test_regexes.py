"""Regular expressions of triggers: linear in time, limited, and never anything but RE2."""

import time

import pytest

from mappings.engine.fql.regexes import RegexError, compile_regex
from mappings.engine.limits import MAX_EVENT_BYTES, MAX_REGEX_CHARS, MAX_REGEX_PROGRAM_SIZE

# Patterns on which a backtracking engine takes exponential time, or time squared and worse.
SLOW_ELSEWHERE = [
    ("(a+)+$", "a"),
    ("(a|a)*$", "a"),
    ("(a|aa)+$", "a"),
    ("(.*a){20}$", "a"),
    ("(?:a?){30}a{30}$", "a"),
    (r"^(\w+\s?)*$", "word "),
    (r"(\d+\.?)+x", "1."),
    ("^(([a-z])+.)+[A-Z]([a-z])+$", "a"),
    (r"(x+x+)+y", "x"),
    ("([a-zA-Z]+)*=", "a"),
    (r"\s+$", " "),
    (".*.*.*=.*", "x"),
    (r"[a-q][^u-z]{13}x", "aq"),
    (r"(?:[a-e]|[c-h])*(?:[a-e]|[c-h]){40}z", "cde"),
]
NOISE_S = 1.0  # each takes a few milliseconds on a quiet machine


@pytest.mark.parametrize(("pattern", "piece"), SLOW_ELSEWHERE)
def test_the_largest_text_takes_no_long_time(pattern, piece):
    is_found = compile_regex(pattern)
    text = (piece * MAX_EVENT_BYTES)[: MAX_EVENT_BYTES - 1] + "!"
    started_at = time.thread_time()
    is_found(text)
    assert time.thread_time() - started_at < NOISE_S


@pytest.mark.parametrize(
    "pattern", ["(?=a)b", "(?!a)b", "(?<=a)b", "(?<!a)b", r"(a)\1", "(?>a)b", "a++", "(?P=x)"]
)
def test_what_re2_does_not_know_is_refused(pattern):
    with pytest.raises(RegexError):
        compile_regex(pattern)


@pytest.mark.parametrize(
    ("pattern", "message", "at"),
    [
        ("a(?=b)", "look-around and such groups are not read", 1),
        (r"(a)\1", "this escape is not read; there are no back references", 3),
        ("ab**", "a repetition is repeated", 2),
        ("*a", "nothing stands before this repetition", 0),
        ("a)", "nothing is open that a ) could close", 0),
        ("ab\\", "a backslash is followed by nothing", 0),
        ("x[z-a]", "this range of characters is not read", 2),
        ("a\ud800", "this character cannot be in a text", 1),
        ("(?:(?:a{30}){30}){2}", "at most 1,000 repetitions are read", 17),
    ],
)
def test_a_refusal_says_where(pattern, message, at):
    with pytest.raises(RegexError) as caught:
        compile_regex(pattern)
    assert (str(caught.value), caught.value.at) == (message, at)


def test_a_pattern_has_a_limit_of_length():
    compile_regex("a" * MAX_REGEX_CHARS)
    with pytest.raises(RegexError, match="501 characters; the limit is 500"):
        compile_regex("a" * (MAX_REGEX_CHARS + 1))


def test_a_pattern_has_a_limit_of_what_it_becomes():
    with pytest.raises(RegexError, match=f"the limit is {MAX_REGEX_PROGRAM_SIZE:,}"):
        compile_regex("(?:[éa]{30}){30}")


def test_half_a_pair_in_an_event_is_a_character():
    assert compile_regex("^.$")("\ud83d")
