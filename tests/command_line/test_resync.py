"""`engage-mapper resync` on real files: parts, what is done after a kill, and what is refused."""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time

import pyarrow
import pytest
from pyarrow import parquet

from tests.command_line.commands import EXAMPLES, PROJECT_DIR, environment, lines, run, start
from tests.event_files.resync.examples import (
    AUDIENCE,
    IDENTIFY,
    SETUP,
    TRACK,
    event_lines,
    profile,
    profile_lines,
)

MAPPING = EXAMPLES / "mapping.json"
LINES = 25

# Runs the command, and kills its process as soon as so many parts are named. The manifest is
# written again after so many seconds.
DYING = """
import os, signal, sys
from mappings.command_line.main import main
from mappings.event_files.resync import folder
from mappings.event_files.resync.folder import Folder

folder._MANIFEST_EVERY_S = int(sys.argv[2])
finish = Folder.finish

def finish_or_die(self, *given):
    record = finish(self, *given)
    if len(self.manifest.parts) == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
    return record

Folder.finish = finish_or_die
sys.exit(main(sys.argv[3:]))
"""


@pytest.fixture
def files(tmp_path):
    """The mappings, the audience, its connection's setup, and inputs."""
    for mapping in (IDENTIFY, TRACK):
        document = {"trigger": mapping.trigger, "config": mapping.config}
        (tmp_path / mapping.name).write_text(json.dumps(document))
    (tmp_path / "audience.json").write_text(json.dumps(AUDIENCE))
    (tmp_path / "setup.json").write_text(json.dumps(SETUP))
    (tmp_path / "events.ndjson").write_bytes(event_lines(LINES))
    (tmp_path / "more.ndjson").write_bytes(event_lines(LINES, first=LINES))
    (tmp_path / "profiles.ndjson").write_bytes(profile_lines(LINES))
    return tmp_path


def resync(files, *words, inputs=("events.ndjson",), out="out"):
    given = [files / name for name in inputs]
    mapping = [] if "--mapping" in words else ["--mapping", files / "track.json"]
    return run("resync", *mapping, *given, "--out", files / out, *words, cwd=files)


def part_names(folder):
    return sorted(path.name for path in folder.glob("part-*"))


def payloads(folder):
    return [one for path in sorted(folder.glob("part-*")) for one in lines(path.read_text())]


def manifest(folder):
    return json.loads((folder / "manifest.json").read_bytes())


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def numbers(folder):
    return [int(one["email_address"].partition("@")[0]) for one in payloads(folder)]


def test_events_become_payloads_in_parts_with_a_manifest(files):
    done = resync(files, "--part-lines", 10, inputs=("events.ndjson", "more.ndjson"))

    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("50 events read, 50 payloads, 0 unmatched, 0 failed in ")
    assert done.stderr.endswith(" 6 parts.\n")
    assert part_names(files / "out") == [f"part-0000{at}.ndjson" for at in range(6)]
    assert numbers(files / "out") == list(range(50))
    told = manifest(files / "out")
    assert told["is_complete"]
    assert [one["lines"] for one in told["parts"]] == [10, 10, 5, 10, 10, 5]
    assert [one["input"] for one in told["parts"]] == [0, 0, 0, 1, 1, 1]
    assert told["inputs"][0]["size_bytes"] == (files / "events.ndjson").stat().st_size


def test_profiles_become_the_payloads_of_an_audience(files):
    done = resync(
        files,
        "--mapping", files / "identify.json", "--audience", files / "audience.json",
        "--setup", files / "setup.json", inputs=("profiles.ndjson",),
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert payloads(files / "out")[3] == {
        "email_address": "3@example.com",
        "audience_status": True,
        "first_name": "Jane",
    }
    assert done.stderr.startswith("25 profiles read, 25 payloads, 0 unmatched, 0 failed")


def test_the_guides_payload_comes_out_for_both_types_and_false_on_leaving(files):
    for name, words in (("entered", []), ("left", ["--exited"])):
        resync(
            files, "--mapping", files / "identify.json", "--mapping", files / "track.json",
            "--audience", files / "audience.json", *words, inputs=("profiles.ndjson",), out=name,
        )  # fmt: skip

    first, second, *_ = payloads(files / "entered")
    assert first["mapping"] == str(files / "identify.json")
    assert second == {
        "mapping": str(files / "track.json"),
        "payload": {"email_address": "0@example.com", "audience_status": True},
    }
    assert {one["payload"]["audience_status"] for one in payloads(files / "left")} == {False}


@pytest.mark.parametrize("form", ["lines", "gzip", "list", "parquet"])
@pytest.mark.parametrize("part_format", ["ndjson", "parquet"])
def test_two_jobs_write_the_same_bytes_as_one(files, form, part_format):
    path = files / "input"
    values = [profile(number) for number in range(400)]
    if form == "parquet":
        rows = {name: [json.dumps(one[name]) for one in values] for name in values[0]}
        parquet.write_table(pyarrow.table(rows), path, row_group_size=90)
    elif form == "list":
        path.write_text(json.dumps(values))
    else:
        path.write_bytes((gzip.compress if form == "gzip" else bytes)(profile_lines(400)))
    words = [
        "--mapping", files / "identify.json", "--mapping", files / "track.json",
        "--audience", files / "audience.json", "--part-lines", 33, "--format", part_format,
    ]  # fmt: skip

    for out, jobs in (("one", 1), ("two", 2)):
        done = resync(files, *words, "--jobs", jobs, inputs=("input",), out=out)
        assert done.returncode == 0, done.stderr

    assert contents(files / "one") == contents(files / "two")
    assert len(part_names(files / "one")) == 13
    if part_format == "parquet":
        rows = parquet.read_table(files / "one" / "part-00000.parquet").to_pylist()
        assert len(rows) == 66
        assert rows[1]["mapping"] == str(files / "track.json")
        assert json.loads(rows[1]["payload"])["email_address"] == "0@example.com"
    else:
        assert len(payloads(files / "one")) == 800


@pytest.mark.parametrize(
    ("form", "jobs", "every_s"),
    [
        ("lines", 1, 0),
        ("lines", 2, 0),
        ("lines", 2, 1000),  # parts that have their names and are not counted
        ("gzip", 2, 0),
        ("gzip", 1, 1000),
        ("parquet", 2, 0),
    ],
)
def test_after_a_kill_nothing_is_left_out_or_there_twice(files, form, jobs, every_s):
    events = [json.loads(line) for line in event_lines(LINES).splitlines()]
    bad = b"not JSON\n"
    (files / "more.ndjson").write_bytes(bad + event_lines(LINES, first=LINES) + bad)
    if form == "gzip":
        (files / "events.ndjson").write_bytes(gzip.compress(event_lines(LINES)))
    if form == "parquet":
        parquet.write_table(pyarrow.Table.from_pylist(events), files / "events.ndjson")
    words = ["--part-lines", 4, "--jobs", jobs]
    inputs = ("more.ndjson", "events.ndjson")
    given = ["resync", "--mapping", files / "track.json", *(files / name for name in inputs)]

    killed = subprocess.run(  # noqa: S603
        [
            sys.executable,
            "-c",
            DYING,
            *map(str, [9, every_s, *given, "--out", files / "out", *words]),
        ],
        cwd=PROJECT_DIR,
        env=environment(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    counted = [one["name"] for one in manifest(files / "out")["parts"]]
    assert part_names(files / "out") == [f"part-0000{at}.ndjson" for at in range(9)]
    assert len(counted) == (0 if every_s else 9)
    kept = {name: (files / "out" / name).stat().st_mtime_ns for name in counted}
    (files / "out" / ".part-00009.0123456789ab.payloads.tmp").write_bytes(b"unfinished")

    done = resync(files, *words, inputs=inputs)
    resync(files, *words, inputs=inputs, out="whole")

    assert done.returncode == 1  # two lines are no events
    assert ("14 parts, 9 of them made before." in done.stderr) == (not every_s)
    assert contents(files / "out") == contents(files / "whole")
    assert {name: (files / "out" / name).stat().st_mtime_ns for name in counted} == kept
    assert numbers(files / "out") == [*range(LINES, 2 * LINES), *range(LINES)]
    assert [one["line"] for one in lines((files / "out" / "problems.ndjson").read_text())] == [
        1,
        LINES + 2,
    ]


def test_a_part_that_is_damaged_or_gone_is_made_again_with_all_after_it(files):
    resync(files, "--part-lines", 10)
    whole = contents(files / "out")
    (files / "out" / "part-00001.ndjson").write_bytes(b"{}\n")

    done = resync(files, "--part-lines", 10)

    assert done.returncode == 0, done.stderr
    assert "3 parts, 1 of them made before." in done.stderr
    assert contents(files / "out") == whole


def test_a_run_that_is_complete_has_nothing_left_to_do(files):
    resync(files)
    done = resync(files)
    assert (done.returncode, done.stderr) == (0, "There is nothing left to do: 1 part complete.\n")


def test_a_changed_input_or_setting_is_refused_until_it_is_to_begin_anew(files):
    resync(files, "--part-lines", 10)
    before = contents(files / "out")
    (files / "events.ndjson").write_bytes(event_lines(LINES + 1))

    done = resync(files, "--part-lines", 9)

    assert done.returncode == 2
    assert "the option --part-lines is another; " in done.stderr
    assert f"{files}/events.ndjson has changed (" in done.stderr
    assert "use --restart to remove them and begin anew." in done.stderr
    assert contents(files / "out") == before
    again = resync(files, "--part-lines", 9, "--restart")
    assert again.returncode == 0, again.stderr
    assert numbers(files / "out") == list(range(LINES + 1))


def test_a_bad_line_is_told_with_its_number_and_the_others_are_mapped(files):
    bad = [b'{"a": nope}', b"[1]", b"\xff", b'"' + b"x" * 1_500_000 + b'"']
    (files / "events.ndjson").write_bytes(b"\n".join([event_lines(1).strip(), *bad]) + b"\n")

    done = resync(files, "--part-lines", 2)

    assert done.returncode == 1
    place = f"{files}/events.ndjson"
    assert done.stderr.startswith(f"{place}:2:7: /event: A value is missing its quotes.")
    assert "1 payloads, 0 unmatched, 4 failed" in done.stderr
    problems = lines((files / "out" / "problems.ndjson").read_text())
    assert [one["line"] for one in problems] == [2, 3, 4, 5]
    assert problems[1]["message"].startswith("An event is one JSON object; this is a list")
    assert [one["failed"] for one in manifest(files / "out")["parts"]] == [1, 2, 1]


def test_of_many_problems_the_terminal_has_the_first(files):
    (files / "events.ndjson").write_bytes(b"x\n" * 30)
    done = resync(files, "--part-lines", 4)
    assert done.stderr.count("/event: ") == 10
    assert f"20 more problems are in {files}/out/problems.ndjson.\n" in done.stderr


@pytest.mark.parametrize("jobs", [1, 2])
def test_of_broken_gzip_the_beginning_is_mapped_and_it_is_told_once(files, jobs):
    packed = gzip.compress(event_lines(50_000))
    (files / "events.ndjson").write_bytes(packed[: len(packed) // 2])

    for _ in range(2):
        done = resync(files, "--jobs", jobs, inputs=("events.ndjson", "more.ndjson"))
        assert done.returncode == 1

    assert numbers(files / "out")[-LINES:] == list(range(LINES, 2 * LINES))
    [problem] = lines((files / "out" / "problems.ndjson").read_text())
    assert "the gzip data ends too early" in problem["message"]


def test_what_is_no_profile_file_is_told(files):
    (files / "events.ndjson").write_bytes(b"PAR1 and nothing else")
    done = resync(files)
    assert done.returncode == 1
    assert f"{files}/events.ndjson: This is no Parquet file." in done.stderr


def test_payloads_are_checked_as_a_definition_of_ones_own_says(files):
    definition = PROJECT_DIR / "mappings" / "catalog" / "destinations" / "crm.json"
    (files / "own.json").write_bytes(definition.read_bytes().replace(b'"slug": "crm"', b'"slug": "own"'))  # fmt: skip  # noqa: E501
    (files / "events.ndjson").write_bytes(b'{"type":"track","properties":{}}\n')

    for destination in ("crm", files / "own.json"):
        done = resync(
            files, "--destination", destination, "--action", "upsert_contact", "--restart"
        )
        assert done.returncode == 1
        assert "/payload/email_address: Email address is required." in done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--setup", "setup.json"], "--setup: This is of profiles, and needs --audience."),
        (["--exited"], "--exited: This is of profiles, and needs --audience."),
        (["--audience", "none.json"], "none.json: There is no such file."),
        (["--audience", "setup.json"], "'traits' is no part of an audience."),
        (
            ["--audience", "audience.json", "--setup", "wrong.json"],
            "wrong.json:1:62: /traits/0/name: 'browse_abandoners' is the audience's key",
        ),
        (["--mapping", "track.json", "--mapping", "track.json"], "This mapping is named twice."),
        (["--destination", "own.json"], "own.json:1:1: /name: This is missing."),
        (["--destination", "cmr"], 'no destination "cmr". Did you mean crm?'),
        (["--part-lines", "0"], "'0' is no number from 1 to 10,000,000"),
        (["-"], "A run that goes on later reads its inputs again; save this to a file first."),
        (["none.ndjson"], "none.ndjson: There is no such file."),
        (["out/part-00000.ndjson"], "This is in the folder that parts are written to"),
    ],
)
def test_what_cannot_be_used_is_told_before_anything_is_written(files, words, message):
    rows = {"is_customized": True, "traits": [{"trait": "plan", "name": AUDIENCE["key"]}]}
    (files / "wrong.json").write_text(json.dumps(rows))
    (files / "own.json").write_text('{"slug": "own"}')
    (files / "out").mkdir()
    (files / "out" / "part-00000.ndjson").write_text("{}\n")

    done = resync(files, *words)

    assert done.returncode == 2
    assert message in done.stderr
    assert list(contents(files / "out")) == ["part-00000.ndjson"]


def test_without_inputs_or_over_parts_of_unknown_origin_nothing_is_done(files):
    done = resync(files, inputs=())
    assert (done.returncode, done.stderr) == (2, "INPUT: Name a file of events or profiles.\n")

    (files / "out").mkdir()
    (files / "out" / "part-00000.ndjson").write_text("kept")
    done = resync(files)
    assert done.returncode == 2
    assert "There are parts in this folder, but no manifest of them." in done.stderr
    assert (files / "out" / "part-00000.ndjson").read_text() == "kept"


def test_a_manifest_that_is_none_is_not_written_over(files):
    (files / "out").mkdir()
    (files / "out" / "manifest.json").write_text('{"format": "other"}')
    done = resync(files)
    assert done.returncode == 2
    assert f"{files}/out/manifest.json: This is no manifest of a resync." in done.stderr


def test_a_folder_that_cannot_be_made_is_told(files):
    (files / "out").write_text("a file")
    done = resync(files)
    assert done.returncode == 2
    assert f"{files}/out: This cannot be written: File exists." in done.stderr


def test_the_example_of_the_docs_gives_what_they_say(tmp_path):
    text = (PROJECT_DIR / "docs" / "command-line.md").read_text(encoding="utf-8")
    [words] = re.findall(r"^\$ engage-mapper (resync .+ profiles\.ndjson)$", text, re.MULTILINE)
    told = text.split(f"{words}\n")[1].partition(" in ")[0]

    done = run(*words.replace(" parts ", f" {tmp_path}/parts ").split(), cwd=EXAMPLES)

    assert done.stderr.startswith(told)
    assert [one["email_address"] for one in payloads(tmp_path / "parts")] == [
        "user@example.com", "second@example.com", "new@example.com",
    ]  # fmt: skip


def test_an_input_without_lines_is_complete_and_told(files):
    (files / "events.ndjson").write_bytes(b"")
    done = resync(files)
    assert (done.returncode, done.stderr) == (0, "There are no events in the input.\n")
    assert manifest(files / "out")["is_complete"]


def held_up(files):
    """A run over far more lines than are mapped before it is stopped."""
    path = files / "many.ndjson"
    path.write_bytes(event_lines(1000) * 2000)
    process = start(
        "resync", "--mapping", files / "track.json", path, "--out", files / "out",
        "--part-lines", "1000", "--jobs", "2", stderr=subprocess.PIPE, process_group=0,
    )  # fmt: skip
    while not part_names(files / "out"):
        assert process.poll() is None
        time.sleep(0.01)
    return process


def test_an_interrupted_run_says_how_far_it_came_and_leaves_nothing_unfinished(files):
    process = held_up(files)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=30)

    assert process.returncode == 130
    assert errors.decode().splitlines()[-1] == "Interrupted."
    assert " events read, " in errors.decode()
    told = manifest(files / "out")
    assert [one["name"] for one in told["parts"]] == part_names(files / "out")
    assert not told["is_complete"]
    assert list((files / "out").glob(".part-*")) == []


def test_a_folder_is_written_by_one_run_at_a_time(files):
    process = held_up(files)
    done = resync(files)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)

    assert done.returncode == 2
    assert done.stderr == f"{files}/out: Another resync is writing to this folder.\n"


def test_a_killed_worker_is_told_and_the_next_run_does_the_rest(files):
    process = held_up(files)
    children = (f"/proc/{process.pid}/task/{process.pid}/children",)
    with open(*children) as file:
        os.kill(int(file.read().split()[0]), signal.SIGKILL)
    _, errors = process.communicate(timeout=30)

    assert process.returncode == 1
    assert b"engage-mapper: A worker process ended too early, with signal 9." in errors
    assert not manifest(files / "out")["is_complete"]


def test_a_full_disk_is_told(files):
    done = subprocess.run(  # noqa: S603
        [  # a limit of the size of files stands for a disk that is full
            "/bin/sh", "-c", 'trap "" XFSZ; ulimit -f 8; exec "$@"', "sh",
            sys.executable, "-m", "mappings.command_line", "resync",
            "--mapping", files / "track.json", files / "large.ndjson", "--out", files / "out",
        ] if (files / "large.ndjson").write_bytes(event_lines(2000)) else [],
        cwd=PROJECT_DIR, env=environment(), capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert b"The output cannot be written any further: File too large." in done.stderr


def test_without_pyspark_it_is_told_how_to_get_it(files):
    code = (
        "import sys; sys.modules['pyspark'] = sys.modules['pandas'] = None; "
        "from mappings.command_line.main import main; sys.exit(main(sys.argv[1:]))"
    )
    words = ["resync", "--mapping", files / "track.json", files / "events.ndjson"]
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code, *words, "--out", files / "out", "--spark", "local[2]"],
        cwd=PROJECT_DIR, env=environment(), capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert b"--spark: Spark needs pandas, which is not installed here. Install" in done.stderr


def test_on_spark_an_input_that_is_packed_is_refused(files):
    (files / "events.ndjson").write_bytes(gzip.compress(event_lines(1)))
    done = resync(files, "--spark", "local[2]")
    assert done.returncode == 2
    assert "On Spark inputs are NDJSON that is not packed, one a line, or Parquet." in done.stderr
