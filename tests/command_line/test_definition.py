"""`engage-mapper definition check` tells what is wrong with definitions, with its place."""

import json

import pytest

from tests.command_line.commands import PROJECT_DIR, run

DESTINATIONS = PROJECT_DIR / "mappings" / "catalog" / "destinations"
YAML = """\
format_version: 1
slug: tool
name: Tool
description: A tool.
category: CRM
settings: []
authentication: {scheme: bearer, setting: key}
actions:
- slug: send
  name: Send
  description: Sends.
  fields: []
  request:
    method: GET
    url: https://example.com
presets: []
"""


def test_what_ships_with_the_product_passes():
    done = run("definition", "check", *sorted(DESTINATIONS.iterdir()))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "No problems.\n")


def test_problems_of_json_and_yaml_have_their_line(tmp_path):
    crm = json.loads((DESTINATIONS / "crm.json").read_text())
    crm["settings"][0]["type"] = "uri"
    del crm["name"]
    (tmp_path / "crm.json").write_text(json.dumps(crm, indent=1))
    (tmp_path / "tool.yaml").write_text(YAML)
    done = run("definition", "check", "crm.json", "tool.yaml", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "crm.json:1:1: /name: This is missing.",
        'crm.json:10:12: /settings/0/type: Found "uri"; expected one of: '
        '"string", "url", "choice", "boolean", "number".',
        "crm.json:12:15: /settings/0/is_base: This has no effect here. Remove it.",
        "crm.json:14:19: /settings/0/placeholder: This has no effect here. Remove it.",
        'tool.yaml:7:43: /authentication/setting: There is no setting "key".',
        "tool.yaml:14:13: /actions/0/request/method: "
        "Expected a config or one of: POST, PUT, PATCH, DELETE.",
    ]
    assert done.stderr == "6 problems in 2 files.\n"


def test_a_missing_place_of_yaml_is_told_at_what_is_around_it(tmp_path):
    (tmp_path / "tool.yaml").write_text(YAML.replace("  name: Send\n", ""))
    done = run("definition", "check", "tool.yaml", cwd=tmp_path)
    assert done.stdout == "tool.yaml:9:3: /actions/0/name: This is missing.\n"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.json", '{"slug": }', "a.json:1:10: "),
        ("a.yaml", "slug: [", "a.yaml:2:1: This is not YAML"),
        ("a.yaml", "", "a.yaml: This is empty."),
    ],
)
def test_a_text_that_cannot_be_read_says_where(tmp_path, name, text, expected):
    (tmp_path / name).write_text(text)
    done = run("definition", "check", name, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith(expected)
    assert done.stderr == "1 problem in 1 file.\n"


def test_a_file_that_is_not_there_is_told(tmp_path):
    done = run("definition", "check", "none.json", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "none.json: There is no such file.\n")


def test_scripts_get_json(tmp_path):
    (tmp_path / "tool.yaml").write_text(YAML.replace("GET", "POST"))
    done = run("definition", "check", "tool.yaml", "--format", "json", cwd=tmp_path)
    answer = json.loads(done.stdout)
    assert (answer["ok"], len(answer["problems"])) == (False, 1)
    assert answer["problems"][0]["pointer"] == "/authentication/setting"
    assert answer["problems"][0]["line"] == 7


@pytest.mark.parametrize("words", [["definition"], ["definition", "lint"], ["definition", "check"]])
def test_wrong_use_is_told(words):
    assert run(*words).returncode == 2
