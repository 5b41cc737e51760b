"""`engage-mapper convert`: from one form to another, and what differs told."""

import json

import pytest

from mappings.exchange.texts import read_text
from tests.command_line.commands import EXAMPLES, run
from tests.exchange.documents import DESTINATION, MAPPING, MAPPINGS, WORKSPACE, changed

SUBSCRIPTIONS = EXAMPLES / "subscriptions.json"
WEBHOOK = changed(DESTINATION, name="Hook", definition="webhook", mappings=[])


@pytest.fixture
def bundle(tmp_path):
    path = tmp_path / "mappings.json"
    path.write_text(json.dumps(MAPPINGS), encoding="utf-8")
    return path


@pytest.mark.parametrize("form", ["segment", "terraform"])
def test_what_goes_to_segment_comes_back(form, bundle):
    there = run("convert", bundle, "--to", form)
    back = run(
        "convert", "-", "--to", "engage-mapper", "--as", "json", "--destination", "crm",
        stdin=there.stdout.encode(),
    )  # fmt: skip

    assert (there.returncode, back.returncode) == (0, 0)
    assert json.loads(back.stdout)["mappings"] == MAPPINGS["mappings"]
    assert back.stderr == (
        "<stdin>: 2 other blocks are passed over: only segment_destination_subscription is read.\n"
        if form == "terraform"
        else ""
    )


def test_a_document_of_ours_is_written_in_its_usual_form(bundle):
    done = run("convert", bundle, "--to", "engage-mapper")
    assert read_text(done.stdout) == MAPPINGS
    assert done.stderr == ""


def test_it_is_written_to_a_file(bundle, tmp_path):
    done = run("convert", bundle, "--to", "terraform", "--output", tmp_path / "mappings.tf")
    assert done.stdout == ""
    assert (tmp_path / "mappings.tf").read_text(encoding="utf-8").startswith("variable ")


def test_a_file_that_cannot_be_written_is_told(bundle, tmp_path):
    done = run("convert", bundle, "--to", "segment", "--output", tmp_path / "no" / "such")
    assert done.returncode == 2
    assert "It cannot be written: No such file or directory." in done.stderr


def test_of_several_destinations_one_is_named(tmp_path):
    path = tmp_path / "workspace.json"
    path.write_text(
        json.dumps(changed(WORKSPACE, destinations=[DESTINATION, WEBHOOK])), encoding="utf-8"
    )

    refused = run("convert", path, "--to", "segment")
    assert refused.returncode == 2
    assert "for one destination; this has 2: Acme CRM, Hook." in refused.stderr

    done = run("convert", path, "--to", "segment", "--only", "Acme CRM")
    assert [one["name"] for one in json.loads(done.stdout)] == ["Audience entered"]

    unknown = run("convert", path, "--to", "segment", "--only", "Acme")
    assert 'There is no destination called "Acme". There is: Acme CRM, Hook.' in unknown.stderr


def test_everything_that_is_wrong_is_told_with_its_line(tmp_path):
    bad = changed(MAPPING, trigger="type = ", config={"a": {"@pathh": "$.b"}}, extra=1)
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(changed(MAPPINGS, mappings=[bad]), indent=1), encoding="utf-8")

    done = run("convert", path, "--to", "segment")

    assert done.returncode == 2
    assert done.stdout == ""
    told = [line.removeprefix(f"{path}:").split(": ")[:2] for line in done.stderr.splitlines()]
    assert told == [
        ["17:13", "/mappings/0/extra"],
        ["11:15", "/mappings/0/trigger"],
        ["13:10", "/mappings/0/config/a"],
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--destination", "crn"], 'There is no destination "crn". Did you mean crm?'),
        (["--destination", "klaviyo"], "is not known to Klaviyo. Choose one of:"),
    ],
)
def test_a_destination_that_does_not_fit_is_told(words, told):
    done = run("convert", SUBSCRIPTIONS, "--to", "engage-mapper", *words)
    assert done.returncode == 2
    assert told in done.stderr


def test_the_action_of_unknown_ones_may_be_named():
    done = run(
        "convert", SUBSCRIPTIONS, "--to", "engage-mapper", "--destination", "webhook",
        "--action", "send_event",
    )  # fmt: skip
    assert read_text(done.stdout)["mappings"][0]["action"] == "send_event"
    assert 'Segment\'s action "upsertContact" is taken for send_event' in done.stderr


@pytest.mark.parametrize("text", [b"", b"\xff", b"a: [", b"a: 1", b"resource {", b"\x00"])
def test_what_cannot_be_read_is_refused(text):
    done = run("convert", "-", "--to", "segment", stdin=text)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("<stdin>")


def test_a_mapping_for_every_audience_becomes_one_for_each_that_is_named(tmp_path):
    path = tmp_path / "mappings.json"
    everyone = changed(MAPPING, other_audience_keys=["*"])
    path.write_text(json.dumps(changed(MAPPINGS, mappings=[everyone])), encoding="utf-8")

    done = run("convert", path, "--to", "segment", "--audience", "vip", "--audience", "lapsed")

    names = [one["name"] for one in json.loads(done.stdout)]
    assert names == [MAPPING["name"], f"{MAPPING['name']} – vip", f"{MAPPING['name']} – lapsed"]
    assert "for the 2 that are known now" in done.stderr


def test_the_keys_of_a_mapping_become_mappings(tmp_path):
    path = tmp_path / "workspace.json"
    mapping = changed(MAPPING, other_audience_keys=["vip"])
    destination = changed(DESTINATION, mappings=[mapping])
    path.write_text(json.dumps(changed(WORKSPACE, destinations=[destination])), encoding="utf-8")

    done = run("convert", path, "--to", "terraform")

    assert done.stdout.count('resource "segment_destination_subscription"') == 2
