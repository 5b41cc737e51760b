"""`engage-mapper explain` says what a mapping does and did."""

import json
import os
import pty

import pytest

from tests.command_line.commands import EXAMPLES, run, start

EVENTS = EXAMPLES / "events.ndjson"
STORED = EXAMPLES / "stored-mapping.json"


def write(path, config):
    path.write_text(json.dumps(config))
    return path


def test_a_mapping_is_told_in_words():
    done = run("explain", "--mapping", STORED)
    assert done.returncode == 0
    assert done.stdout.startswith("Trigger  Track event and browse_abandoners is true\n")
    assert "  email_address    Takes context.traits.email.\n" in done.stdout


def test_without_a_trigger_every_event_is_mapped(tmp_path):
    path = write(tmp_path / "mapping.json", {"plan": "free"})
    told = run("explain", "--mapping", path).stdout.splitlines()
    assert told[0] == "Trigger  none, so that every event is mapped"
    assert told[2] == '  plan  Always sends the text "free".'


def test_an_event_is_followed_field_by_field(tmp_path):
    config = {
        "email": {"@case": {"operator": "upper", "value": {"@path": "$.context.traits.email"}}},
        "phone": {"@path": "$.traits.phone"},
        "text": {"@template": {"@path": "$.nothing"}},
    }
    path = write(tmp_path / "mapping.json", config)

    told = run("explain", "--mapping", path, "--event", EVENTS).stdout

    assert 'email  "USER@EXAMPLE.COM"\n' in told
    assert 'context.traits.email = "user@example.com"' in told
    assert "phone  left out: nothing was found\n" in told
    assert "text  failed: " in told
    assert "Payload\nnone\n" in told


def test_scripts_get_the_same_as_json():
    told = json.loads(
        run("explain", "--mapping", STORED, "--event", EVENTS, "--format", "json").stdout
    )
    assert told["event"] == f"{EVENTS}:1"
    assert told["verdict"]["matches"] is True
    assert told["reads"][0] == "context.traits.email"
    assert told["fields"]["first_name"]["outcome"] == "kept"
    assert told["fields"]["first_name"]["steps"][0]["directive"] == "@path"
    assert told["payload"]["first_name"] == "Jane"
    assert told["problems"] == []


def test_what_a_destination_would_refuse_is_told(tmp_path):
    path = write(tmp_path / "mapping.json", {"email_address": {"@path": "$.userId"}})
    words = ["--mapping", path, "--fields", EXAMPLES / "fields.json", "--event", EVENTS]

    assert (
        '/payload/email_address: "user-123" does not look like an e-mail'
        in run("explain", *words).stdout
    )
    problems = json.loads(run("explain", *words, "--format", "json").stdout)["problems"]
    assert {one["pointer"] for one in problems} == {
        "/payload/email_address",
        "/payload/audience_status",
    }


@pytest.mark.parametrize("event", [EVENTS, None])
def test_a_config_that_is_one_directive_is_told_as_a_whole(tmp_path, event):
    path = write(tmp_path / "mapping.json", {"@path": "$.properties"})
    words = ["--event", event] if event else []
    told = run("explain", "--mapping", path, *words).stdout
    assert "  payload  Takes properties.\n" in told


def test_what_the_payload_check_changes_is_told(tmp_path):
    path = write(tmp_path / "mapping.json", {"audience_status": "true", "email_address": "a@b.co"})
    words = ["--mapping", path, "--fields", EXAMPLES / "fields.json", "--event", EVENTS]

    assert 'the text "true" became true.' in run("explain", *words).stdout
    told = json.loads(run("explain", *words, "--format", "json").stdout)
    assert (told["payload"]["audience_status"], len(told["changes"])) == (True, 1)
    told = json.loads(run("explain", *words, "--strict", "--format", "json").stdout)
    assert [one["pointer"] for one in told["problems"]] == ["/payload/audience_status"]


def test_what_cannot_be_used_is_told(tmp_path):
    path = write(tmp_path / "mapping.json", {"a": {"@pth": 1}})
    done = run("explain", "--mapping", path, "--trigger", "type =")
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.parametrize(("variables", "is_coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colours_are_for_terminals_that_want_them(variables, is_coloured, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    told = run_on_terminal("trigger", 'type = "track"', "--event", EVENTS)
    assert (b"\x1b[32m" in told) == is_coloured
    assert "\x1b" not in run("trigger", 'type = "track"', "--event", EVENTS).stdout


def test_a_run_shows_its_progress_on_a_terminal(tmp_path):
    path = tmp_path / "events.ndjson"
    path.write_bytes(EVENTS.read_bytes() * 40_000)
    told = run_on_terminal("map", "--mapping", STORED, path, "--output", tmp_path / "out")
    assert b"[#" in told
    assert b"120,000 read, 40,000 mapped" in told.split(b"\x1b[K")[-1]


def run_on_terminal(*words):
    """What a command shows when both its output and its errors are a terminal."""
    ours, theirs = pty.openpty()
    process = start(*words, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    told = b""
    try:
        while block := os.read(ours, 65536):
            told += block
    except OSError:  # Linux says so when the other side is closed
        pass
    os.close(ours)
    assert process.wait(20) == 0
    return told
