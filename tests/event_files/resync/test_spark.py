"""The same payloads come from Spark. Only where pyspark (the extra `[spark]`) and Java are."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys

import pyarrow
import pytest
from pyarrow import parquet

from mappings.event_files.resync.settings import compile_settings
from mappings.event_files.resync.spark import map_in_arrow
from tests.command_line.commands import COMMAND, PROJECT_DIR, run
from tests.event_files.resync.examples import (
    OF_EVENTS,
    OF_PROFILES,
    TRACK,
    event_lines,
    profile,
    profile_lines,
)
from tests.event_files.resync.test_partition import mapped

# Started in a process of its own: Java, its threads and its warnings stay there.
SCRIPT = """
import json, sys
from mappings.event_files.resync.settings import load_settings
from mappings.event_files.resync.spark import PAYLOAD_SCHEMA, map_in_arrow, start_session

settings = load_settings(open(sys.argv[1], "rb").read())
session = start_session("local[2]")
for frame in (session.read.text(sys.argv[2]), session.read.parquet(sys.argv[3])):
    rows = frame.mapInArrow(map_in_arrow(settings), PAYLOAD_SCHEMA).collect()
    print(json.dumps([row.asDict() for row in rows]))
session.stop()
"""


def why_no_spark():
    missing = [name for name in ("pyspark", "pandas") if not importlib.util.find_spec(name)]
    if missing:
        return f"{' and '.join(missing)} not installed: the extra [spark]"
    has_java = os.environ.get("JAVA_HOME") or shutil.which("java")
    return "" if has_java else "there is no Java here, which Spark needs"


needs_spark = pytest.mark.skipif(bool(why_no_spark()), reason=why_no_spark())


def rows_of(batches):
    return [row for batch in batches for row in batch.to_pylist()]


def test_batches_of_rows_become_batches_of_payloads_and_problems():
    lines = [*profile_lines(2).decode().splitlines(), "nope"]
    batches = [pyarrow.RecordBatch.from_pydict({"value": some}) for some in (lines[:1], lines[1:])]

    rows = rows_of(map_in_arrow(OF_PROFILES)(iter(batches)))

    expected = mapped(OF_PROFILES, profile_lines(2).strip())
    assert [row["payload"] for row in rows][:4] == expected.output.decode().splitlines()
    assert [row["mapping"] for row in rows] == ["identify.json", "track.json"] * 2 + [None]
    assert json.loads(rows[-1]["problem"])["line"] == 3


def test_with_one_mapping_each_payload_is_of_it():
    batch = pyarrow.RecordBatch.from_pydict({"value": event_lines(2).decode().splitlines()})
    rows = rows_of(map_in_arrow(OF_EVENTS)(iter([batch])))
    assert [row["mapping"] for row in rows] == ["track.json"] * 2
    assert compile_settings(OF_EVENTS).names == ("track.json",)


@needs_spark
def test_spark_maps_frames_of_lines_and_of_columns(tmp_path):
    (tmp_path / "settings").write_bytes(OF_PROFILES.dump())
    (tmp_path / "lines").write_bytes(profile_lines(20))
    profiles = [profile(number) for number in range(20)]
    for one in profiles:
        one["identifiers"] = json.dumps(one["identifiers"])
    parquet.write_table(pyarrow.Table.from_pylist(profiles), tmp_path / "columns.parquet")

    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", SCRIPT, tmp_path / "settings", tmp_path / "lines",
         tmp_path / "columns.parquet"],
        cwd=PROJECT_DIR, capture_output=True, check=False, timeout=500,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr.decode()
    expected = mapped(OF_PROFILES, profile_lines(20).strip()).output.decode().splitlines()
    of_lines, of_columns = map(json.loads, done.stdout.splitlines())
    assert [row["payload"] for row in of_lines] == expected
    assert [row["payload"] for row in of_columns] == expected


@needs_spark
def test_on_spark_the_command_writes_the_same_bytes(tmp_path):
    mapping = {"trigger": TRACK.trigger, "config": TRACK.config}
    (tmp_path / "track.json").write_text(json.dumps(mapping))
    (tmp_path / "events.ndjson").write_bytes(event_lines(95) + b"nope\n")
    words = ["resync", "--mapping", "track.json", "events.ndjson", "--part-lines", "7", "--quiet"]

    here = run(*words, "--out", "here", cwd=tmp_path)
    done = subprocess.run(  # noqa: S603
        [*COMMAND, *words, "--out", "there", "--spark", "local[2]"],
        cwd=tmp_path, capture_output=True, check=False, timeout=500,
        env={**os.environ, "PYTHONPATH": str(PROJECT_DIR)},
    )  # fmt: skip

    assert (here.returncode, done.returncode) == (1, 1), done.stderr.decode()
    folders = [
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("here", "there")
    ]
    assert folders[0] == folders[1]
    assert len(folders[0]) == 14 + 3
