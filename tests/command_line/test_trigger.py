"""`engage-mapper trigger` shows, tries and filters."""

import json

import pytest

from tests.command_line.commands import EXAMPLES, run

EVENTS = EXAMPLES / "events.ndjson"
FQL = 'type = "track" and properties.browse_abandoners = true'
WORDS = "Track event and browse_abandoners is true"
TREE = {
    "type": "group",
    "operator": "and",
    "children": [
        {"type": "event-type", "operator": "=", "value": "track"},
        {"type": "event-property", "name": "browse_abandoners", "operator": "is_true"},
    ],
}


@pytest.fixture(params=["text", "fql file", "tree file"])
def trigger(request, tmp_path):
    (tmp_path / "trigger.fql").write_text(FQL + "\n")
    (tmp_path / "trigger.json").write_text(json.dumps(TREE))
    files = {"fql file": tmp_path / "trigger.fql", "tree file": tmp_path / "trigger.json"}
    return files.get(request.param, FQL)


def test_every_form_gives_every_other(trigger):
    assert run("trigger", trigger, "--show", "fql").stdout == FQL + "\n"
    assert run("trigger", trigger, "--show", "words").stdout == WORDS + "\n"
    assert json.loads(run("trigger", trigger, "--show", "tree").stdout) == TREE
    told = json.loads(run("trigger", trigger, "--format", "json").stdout)
    assert (told["fql"], told["words"], told["tree"]) == (FQL, WORDS, TREE)


def test_all_forms_are_shown_together():
    told = run("trigger", FQL).stdout.splitlines()
    assert told[:2] == [f"fql      {FQL}", f"words    {WORDS}"]
    assert json.loads(told[2].removeprefix("tree")) == TREE
    assert told[3:] == ["segment  reads it the same way"]


def test_where_segment_reads_it_otherwise_is_told():
    mixed = 'type = "track" and event = "a" or event = "b"'

    told = run("trigger", mixed).stdout.splitlines()

    assert told[3] == 'segment  reads type = "track" or event = "a" or event = "b"'
    assert told[4].startswith("         1:32: In Segment: ")
    assert told[-1].endswith(
        'For both to agree, write (type = "track" and event = "a") or event = "b"'
    )
    segment = json.loads(run("trigger", mixed, "--format", "json").stdout)["segment"]
    assert (segment["is_same"], segment["differences"][0]["column"]) == (False, 32)


def test_an_event_is_judged_condition_by_condition():
    done = run("trigger", FQL, "--event", EVENTS, "--line", "3")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        f"{EVENTS}:3",
        "Does not match: properties.browse_abandoners is false.",
        '  yes  type is "track"                       found "track" (text)',
        "  no   properties.browse_abandoners is true  found false (true/false)",
    ]
    assert "Matches.\n" in run("trigger", FQL, "--event", EVENTS).stdout
    told = json.loads(run("trigger", FQL, "--event", EVENTS, "--format", "json").stdout)
    assert (told["matches"], told["conditions"][1]["found"]) == (True, True)


def test_a_value_that_is_elsewhere_is_told():
    done = run("trigger", "traits.browse_abandoners = true", "--event", EVENTS)
    assert "found nothing. Found browse_abandoners at properties.browse_abandoners." in done.stdout


@pytest.mark.parametrize("jobs", [1, 2])
def test_events_that_match_are_written_as_they_are(jobs):
    done = run("trigger", FQL, EVENTS, "--jobs", jobs)
    assert done.stdout == EVENTS.read_text().splitlines()[0] + "\n"
    assert done.stderr.startswith("3 read, 1 matched, 2 unmatched, 0 failed in ")
    assert run("trigger", FQL, "-", stdin=EVENTS.read_bytes()).stdout == done.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["type = "], "TRIGGER:1:8: A value is missing after =."),
        ([FQL, "--event", "none"], "none: There is no such file."),
        ([FQL, "--event", EVENTS, "--line", "9"], "There is no event in this file at line 9 or"),
        ([FQL, "--event", EVENTS, "--line", "0"], "'0' is no line; lines count from 1"),
        ([FQL, "--show", "tee"], "--show"),
        ([FQL, "none"], "none: There is no such file."),
    ],
)
def test_what_cannot_be_used_is_told(words, message):
    done = run("trigger", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "<stdin>: There is no event in this file."),
        (b"[]", "<stdin>: There is no event in this file."),
        (b"\n{\n\n", "<stdin>:2:1: "),
        (b"5", "<stdin>:1:1: An event is one JSON object; this is number 5."),
        (b"[" + b"{", "<stdin>:1:2: The last event is never closed."),
    ],
)
def test_an_event_that_is_none_is_told(text, message):
    done = run("trigger", FQL, "--event", "-", stdin=text)
    assert done.returncode == 2
    assert done.stderr.startswith(message)
