"""`engage-mapper check` tells every problem with its place."""

import json

import pytest

from tests.command_line.commands import EXAMPLES, lines, run

MAPPING = EXAMPLES / "mapping.json"
STORED = EXAMPLES / "stored-mapping.json"
FIELDS = EXAMPLES / "fields.json"


@pytest.mark.parametrize(
    "words",
    [
        [MAPPING],
        [MAPPING, STORED, "--destination", "crm", "--action", "upsert_contact"],
        [STORED, "--destination", "crm"],
        [MAPPING, "--fields", FIELDS],
        ["--fields", FIELDS],
        ["--trigger", 'type = "track"'],
    ],
)
def test_what_is_right_passes(words):
    done = run("check", *words)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "No problems.\n")


def test_every_problem_of_every_file_is_told(tmp_path):
    (tmp_path / "a.json").write_text('{\n  "email": {"@pth": "$.x"},\n  "b": {"@if": 5}\n}')
    (tmp_path / "b.json").write_text('{"trigger": "type =",\n "config": {"c": {"@case": {}}}}')
    (tmp_path / "c.json").write_text('{"a": 1,}')

    done = run(
        "check", "a.json", "b.json", "c.json", "none.json", "--trigger", "type == 5", cwd=tmp_path
    )

    assert done.returncode == 1
    starts = [line.split(" ")[:2] for line in done.stdout.splitlines()]
    assert starts[:2] == [["a.json:2:12:", "/email:"], ["a.json:3:16:", "/b/@if:"]]
    assert ["b.json:1:13:", "/trigger:"] in starts
    assert ["c.json:1:8:", "A"] in starts
    assert ["none.json:", "There"] in starts
    assert starts[-1] == ["--trigger:1:6:", "=="]


def test_a_mapping_is_checked_against_the_fields(tmp_path):
    path = tmp_path / "mapping.json"
    path.write_text('{"email_adress": 5,\n "audience_status": true}')

    done = run("check", path, "--fields", FIELDS)

    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"{path}:1:1: /email_address: Email address is required."
        " Pick an event field or type a value.",
        f'{path}:1:18: /email_adress: Fields has no field "email_adress".'
        " Did you mean email_address?",
    ]


def test_a_constant_is_checked_against_its_field(tmp_path):
    path = tmp_path / "mapping.json"
    path.write_text('{"email_address": "user@example.com",\n "audience_status": "entered"}')

    done = run("check", path, "--fields", FIELDS)

    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"{path}:2:21: /audience_status: Audience status expects true/false;"
        ' this gives text "entered".'
    ]


def test_a_config_that_is_one_directive_may_give_any_field(tmp_path):
    path = tmp_path / "mapping.json"
    path.write_text('{"@path": "$.traits"}')
    assert run("check", path, "--fields", FIELDS).returncode == 0


@pytest.mark.parametrize("is_list", [True, False])
def test_payloads_are_checked_one_by_one(tmp_path, is_list):
    path = tmp_path / "payloads"
    good = '{"email_address": "user@example.com", "audience_status": true}'
    texts = [good, '{"audience_status": "x"}', "{nope}", good]
    path.write_text("[" + ",\n".join(texts) + "]" if is_list else "\n".join(texts))

    done = run("check", "--payloads", path, "--fields", FIELDS, "--format", "json")

    assert done.returncode == 1
    answer = json.loads(done.stdout)
    assert answer["ok"] is False
    assert [(one["line"], one["column"], one["pointer"]) for one in answer["problems"]] == [
        (2, 1, "/email_address"),
        (2, 21, "/audience_status"),
        (3, 2, ""),
    ]


def test_payloads_that_map_wrote_pass():
    mapped = run("map", "--mapping", STORED, EXAMPLES / "events.ndjson")
    assert len(lines(mapped.stdout)) == 1
    done = run("check", "--payloads", "-", "--destination", "crm", stdin=mapped.stdout.encode())
    assert (done.returncode, done.stderr) == (0, "No problems.\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "There is nothing to check. Name a mapping, --trigger, --fields or --payloads."),
        (["--payloads", MAPPING], "Payloads are checked against --destination and --action, or"),
        (["--payloads", "none", "--fields", FIELDS], "none: There is no such file."),
        ([MAPPING, "--destination", "cmr"], 'There is no destination "cmr". Did you mean crm?'),
        ([MAPPING, "--destination", "crm", "--action", "upsert"], 'There is no action of crm "up'),
    ],
)
def test_what_cannot_be_checked_is_a_wrong_use(words, message):
    done = run("check", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
