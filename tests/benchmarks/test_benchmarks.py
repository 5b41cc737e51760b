"""The benchmarks run; how fast anything is, no test says."""

import json
import subprocess
import sys

import pytest

from benchmarks.orders import CONFIG, EVENT, map_by_hand
from mappings.engine.compiler import compile_mapping
from scripts.write_docs import PROJECT_DIR

IN_A_BROWSER = "bench_editor.py"
FOLDER = PROJECT_DIR / "benchmarks"
FILES = sorted(path.name for path in FOLDER.glob("bench_*.py") if path.name != IN_A_BROWSER)


def run_quickly(name, *options):
    command = [sys.executable, FOLDER / name, "--quick", *options]
    return subprocess.run(  # noqa: S603
        command, cwd=PROJECT_DIR, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize("name", FILES)
def test_a_benchmark_runs_and_prints_its_figures(name):
    run = run_quickly(name)
    assert run.returncode == 0, run.stderr
    assert any(char.isdigit() for char in run.stdout)


def test_a_table_comes_as_json_too():
    run = run_quickly("bench_real_mapping.py", "--json")
    rows = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    assert [row["row"] for row in rows] == ["an order, 25 fields"]
    assert rows[0]["ours"] > 0


def test_the_mapping_of_an_order_is_what_is_written_by_hand():
    assert len(CONFIG) == 25
    assert compile_mapping(CONFIG).run(EVENT) == map_by_hand(EVENT)
