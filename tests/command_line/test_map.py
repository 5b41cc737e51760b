"""`engage-mapper map` on real files, pipes and signals."""

import gzip
import json
import os
import signal
import subprocess
import time

import pytest

from tests.command_line.commands import COMMAND, EXAMPLES, environment, lines, run, start

MAPPING = EXAMPLES / "mapping.json"
STORED = EXAMPLES / "stored-mapping.json"
EVENTS = EXAMPLES / "events.ndjson"
TRIGGER = 'type = "track" and properties.browse_abandoners = true'
PAYLOAD = {
    "email_address": "user@example.com",
    "audience_status": True,
    "first_name": "Jane",
    "last_name": "Doe",
}
ENTERED = EVENTS.read_bytes().splitlines()[0]


def numbered(count, first=0):
    return b"".join(
        b'{"type":"track","properties":{"first_name":"%d"}}\n' % number
        for number in range(first, first + count)
    )


def first_names(text):
    return [int(payload["first_name"]) for payload in lines(text)]


@pytest.mark.parametrize(
    "options",
    [
        ["--mapping", MAPPING, "--trigger", TRIGGER],
        ["--mapping", STORED],
        ["--mapping", STORED, "--destination", "crm"],
        ["--mapping", MAPPING, "--trigger", TRIGGER, "--fields", EXAMPLES / "fields.json"],
        [
            "--mapping",
            MAPPING,
            "--trigger",
            TRIGGER,
            "--destination=crm",
            "--action=upsert_contact",
        ],
    ],
)
def test_the_guides_event_gives_the_guides_payload(options):
    done = run("map", *options, EVENTS)

    assert lines(done.stdout) == [PAYLOAD]
    assert done.stderr.startswith("3 read, 1 mapped, 2 unmatched, 0 failed in ")
    assert done.returncode == 0


@pytest.mark.parametrize("words", [[], ["-"]])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize(
    "text",
    [
        ENTERED + b"\n" + ENTERED,
        b"\xef\xbb\xbf\r\n" + ENTERED + b"\r\n\r\n" + ENTERED + b"\r\n",
        b"[" + ENTERED + b",\n" + ENTERED + b"]\n",
        json.dumps([json.loads(ENTERED)] * 2, indent=2).encode(),
        json.dumps(json.loads(ENTERED), indent=2).encode() * 2,
    ],
)
def test_standard_input_is_read_in_every_form(text, pack, words):
    done = run("map", "--mapping", MAPPING, *words, stdin=pack(text))

    assert lines(done.stdout) == [PAYLOAD, PAYLOAD]
    assert (done.returncode, done.stderr[:7]) == (0, "2 read,")


@pytest.mark.parametrize("jobs", [1, 2])
def test_payloads_come_in_the_order_of_the_events_of_several_files(tmp_path, jobs):
    (tmp_path / "a.ndjson").write_bytes(numbered(20_000))
    (tmp_path / "b.gz").write_bytes(gzip.compress(numbered(20_000, 20_000)))

    done = run(
        "map", "--mapping", MAPPING, "--jobs", jobs, tmp_path / "a.ndjson", tmp_path / "b.gz",
        "--output", tmp_path / "out",
    )  # fmt: skip

    assert first_names((tmp_path / "out").read_text()) == list(range(40_000))
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_bad_line_is_told_and_the_rest_is_mapped(tmp_path, jobs):
    path = tmp_path / "events.ndjson"
    bad = [b'{"a": nope}', b"[1]", b"\xff\xfe", b'{"a": "' + b"x" * 2_000_000 + b'"}']
    path.write_bytes(b"\n".join([numbered(1).strip(), *bad, numbered(1, 1)]))

    done = run("map", "--mapping", MAPPING, "--jobs", jobs, path)

    assert first_names(done.stdout) == [0, 1]
    assert done.returncode == 1
    told = done.stderr.splitlines()
    assert told[0].startswith(f"{path}:2:7: /event: A value is missing its quotes.")
    assert told[1].startswith(f"{path}:3: /event: An event is one JSON object; this is a list")
    assert told[2] == f"{path}:4: /event: This is not UTF-8 text. Save it as UTF-8 and try again."
    assert told[3].startswith(f"{path}:5: /event: This line is longer than an event may be")
    assert told[4].startswith("6 read, 2 mapped, 0 unmatched, 4 failed in ")


def test_problems_can_be_written_for_scripts(tmp_path):
    done = run(
        "map", "--mapping", MAPPING, "--fields", EXAMPLES / "fields.json",
        "--errors", tmp_path / "errors", "--quiet", stdin=b"{\n",
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")

    run(
        "map", "--mapping", MAPPING, "--fields", EXAMPLES / "fields.json",
        "--errors", tmp_path / "errors", stdin=ENTERED.replace(b"user@example.com", b"x"),
    )  # fmt: skip
    assert lines((tmp_path / "errors").read_text()) == [
        {
            "file": "<stdin>",
            "line": 1,
            "column": None,
            "pointer": "/payload/email_address",
            "code": "format",
            "message": '"x" does not look like an e-mail address.',
        }
    ]


@pytest.mark.parametrize(("options", "code"), [([], 0), (["--strict"], 1)])
def test_a_payload_is_made_to_fit_unless_the_check_is_strict(options, code):
    event = ENTERED.replace(b'"browse_abandoners": true', b'"browse_abandoners": "true"')
    done = run(
        "map", "--mapping", MAPPING, "--fields", EXAMPLES / "fields.json", *options, stdin=event
    )
    assert (lines(done.stdout), done.returncode) == ([PAYLOAD] if not code else [], code)


def test_each_event_can_keep_its_line():
    done = run("map", "--mapping", STORED, "--keep-unmatched", EVENTS)
    assert lines(done.stdout) == [PAYLOAD, None, None]


def test_a_trigger_can_be_a_file(tmp_path):
    (tmp_path / "trigger.fql").write_text(TRIGGER + "\n")
    tree = {"type": "group", "operator": "and", "children": [
        {"type": "event-type", "operator": "=", "value": "track"}]}  # fmt: skip
    (tmp_path / "trigger.json").write_text(json.dumps(tree))

    done = run("map", "--mapping", MAPPING, "--trigger", tmp_path / "trigger.fql", EVENTS)
    assert len(lines(done.stdout)) == 1
    done = run("map", "--mapping", STORED, "--trigger", tmp_path / "trigger.json", EVENTS)
    assert len(lines(done.stdout)) == 2


def test_everything_wrong_with_what_options_name_is_told_at_once(tmp_path):
    (tmp_path / "mapping.json").write_text(
        '{"trigger": "type = ", "config": {"a": {"@pth": "$.x"}, "b": {"@if": 5}}}'
    )
    (tmp_path / "fields.json").write_text('[{"key": "a", "label": "A", "type": "texts"}]')

    done = run(
        "map", "--mapping", tmp_path / "mapping.json", "--trigger", "type == 5",
        "--fields", tmp_path / "fields.json", EVENTS,
    )  # fmt: skip

    assert done.returncode == 2
    told = done.stderr.splitlines()
    starts = [line.partition(" ")[0].removeprefix(f"{tmp_path}/") for line in told]
    assert starts == [
        "mapping.json:1:40:",
        "mapping.json:1:70:",
        "mapping.json:1:13:",
        "--trigger:1:6:",
        "fields.json:1:37:",
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--mapping", "none.json"], "none.json: There is no such file."),
        (["--mapping", "tests"], "tests: This is a directory; name the files in it."),
        (["--mapping", EVENTS], f"{EVENTS}:2:1: Another object starts here."),
        (["--mapping", MAPPING, "none", "tests"], "none: There is no such file.\ntests: This is"),
        (["--mapping", MAPPING, "--destination", "cmr"], 'no destination "cmr". Did you mean crm?'),
        (["--mapping", MAPPING, "--destination", "crm", "--action", "x"], 'no action of crm "x".'),
        (["--mapping", MAPPING, "--output", "none/out"], "none/out: This cannot be written: "),
        (["--mapping", MAPPING, EVENTS, "--output", EVENTS], "This is an input as well"),
        (["--mapping", MAPPING, "--trigger", "no.fql"], "--trigger:1:"),
    ],
)
def test_what_cannot_be_used_is_told_before_anything_is_done(options, message):
    done = run("map", *options)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("jobs", [1, 2])
def test_of_broken_gzip_the_beginning_is_mapped(tmp_path, jobs):
    path = tmp_path / "events.gz"
    packed = gzip.compress(numbered(50_000))
    path.write_bytes(packed[: len(packed) // 2])

    done = run("map", "--mapping", MAPPING, "--jobs", jobs, path, EVENTS)

    assert done.returncode == 1
    assert f"{path}: The rest cannot be read: the gzip data ends too early" in done.stderr
    found = lines(done.stdout)
    assert found[0]["first_name"] == "0"
    assert found[-1]["first_name"] == "Jane"
    assert len(found) > 10_000


def test_an_input_without_events_is_told():
    done = run("map", "--mapping", MAPPING, stdin=b"\n")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "There are no events in the input.\n"


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_output_that_is_closed_ends_the_run_in_silence(tmp_path, jobs):
    path = tmp_path / "events.ndjson"
    path.write_bytes(numbered(200_000))

    process = start(
        "map", "--mapping", MAPPING, "--jobs", jobs, "--quiet", path,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    process.stdout.readline()
    process.stdout.close()

    assert process.wait(20) == 141
    assert process.stderr.read() == b""
    process.stderr.close()


@pytest.mark.parametrize("words", [["--output", "/dev/full"], []])
def test_a_full_disk_is_told(words):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(  # noqa: S603
            [*COMMAND, "map", "--mapping", MAPPING, "--quiet", *words, EVENTS],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            env=environment(),
            timeout=20,
        )
    told = b"The output cannot be written any further: No space left on device.\n"
    assert (done.returncode, done.stderr) == (2, told)


@pytest.mark.parametrize("is_there", [False, True])
def test_payloads_and_problems_are_not_mixed_in_one_file(tmp_path, is_there):
    both = tmp_path / "both"
    if is_there:
        both.write_text("kept")
    done = run("map", "--mapping", MAPPING, "--output", both, "--errors", both, EVENTS)

    message = "Payloads and problems cannot go to the same file."
    assert (done.returncode, done.stderr) == (2, f"{both}: {message}\n")
    assert both.exists() == is_there


def test_output_and_problems_can_both_be_thrown_away():
    null = os.devnull
    done = run("map", "--mapping", MAPPING, "--output", null, "--errors", null, EVENTS)
    assert done.returncode == 0


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupted_run_says_how_far_it_came(jobs):
    process = start(
        "map", "--mapping", MAPPING, "--jobs", jobs,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, process_group=0,
    )  # fmt: skip
    process.stdin.write(numbered(2))
    process.stdin.flush()
    assert b'"0"' in process.stdout.readline()  # a pipe that pauses does not hold payloads back
    os.killpg(process.pid, signal.SIGINT)

    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert errors.decode().splitlines()[0].startswith("2 read, 2 mapped, 0 unmatched, 0 failed")
    assert errors.decode().splitlines()[1:] == ["Interrupted."]


def test_a_killed_worker_is_told_and_ends_the_run(tmp_path):
    process = start(
        "map", "--mapping", MAPPING, "--jobs", "2",
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    process.stdin.write(numbered(2))
    process.stdin.flush()
    process.stdout.readline()
    children = (f"/proc/{process.pid}/task/{process.pid}/children",)
    with open(*children) as file:
        worker = int(file.read().split()[0])
    os.kill(worker, signal.SIGKILL)
    time.sleep(0.1)

    _, errors = process.communicate(numbered(200_000), timeout=20)
    assert process.returncode == 1
    assert b"engage-mapper: A worker process ended too early, with signal 9." in errors


def test_closed_standard_streams_are_told():
    code = f"map --mapping {MAPPING}"
    for stream, message in [("<&-", "<stdin>: It is closed."), (">&-", "output is closed")]:
        done = subprocess.run(  # noqa: S602
            f"exec $PYTHON -m mappings.command_line {code} {stream}",
            shell=True,
            check=False,
            capture_output=True,
            env={**os.environ, "PYTHON": os.sys.executable},
            cwd=EXAMPLES.parent.parent,
            timeout=20,
        )
        assert done.returncode == 2
        assert message in done.stderr.decode()
