"""How many of the guide's events a second does the command line map, file to file?

Everything counts: starting, reading, trigger, mapping, writing. Node runs the same as a script of
ours around the reference; its two processes have half of the events each. The processor's time is
what is left of it on a busy machine, where the rate says little.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import guide
from benchmarks.rounds import IS_QUICK
from scripts.reference import reference_dir, why_absent

HERE = Path(__file__).resolve().parent
EVENTS = 200 if IS_QUICK else 100_000
ROUNDS = 1 if IS_QUICK else 3


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_files(folder)
        contenders: dict[str, Callable[[], None]] = {
            f"engage-mapper map --jobs {jobs}": lambda jobs=jobs: _run_ours(folder, jobs)  # type: ignore[misc]
            for jobs in (1, 2)
        }
        if reason := why_absent():
            print(f"{reason} Only ours is measured.")
        else:
            contenders["node, one process"] = lambda: _run_node(folder, ["all"])
            contenders["node, two processes"] = lambda: _run_node(folder, ["one", "two"])
        _print_rates(contenders)
        mapped = (folder / "payloads.ndjson").read_bytes().splitlines()
    assert len(mapped) == EVENTS
    assert json.loads(mapped[-1]) == guide.PAYLOAD


def _write_files(folder: Path) -> None:
    line = json.dumps(guide.EVENT, separators=(",", ":")) + "\n"
    for name, count in (("all", EVENTS), ("one", EVENTS // 2), ("two", EVENTS - EVENTS // 2)):
        (folder / f"{name}.ndjson").write_text(line * count, encoding="utf-8")
    mapping = {"config": guide.CONFIG, "trigger": guide.TRIGGER}
    (folder / "mapping.json").write_text(json.dumps(mapping), encoding="utf-8")


def _run_ours(folder: Path, jobs: int) -> None:
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "mappings.command_line",
        "map",
        "--quiet",
        "--jobs",
        str(jobs),
    ]
    files: list[str | Path] = [
        "--mapping",
        folder / "mapping.json",
        "--output",
        folder / "payloads.ndjson",
    ]
    subprocess.run([*command, *files, folder / "all.ndjson"], cwd=HERE.parent, check=True)


def _run_node(folder: Path, names: list[str]) -> None:
    command: list[str | Path] = [
        "node",
        HERE / "files.cjs",
        reference_dir(),
        folder / "mapping.json",
    ]
    running = [
        subprocess.Popen([*command, folder / f"{name}.ndjson", folder / f"{name}.payloads"])
        for name in names
    ]
    assert [process.wait() for process in running] == [0] * len(names)


def _print_rates(contenders: dict[str, Callable[[], None]]) -> None:
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, run in contenders.items():
            began, used = time.perf_counter(), _processor_seconds()
            run()
            seconds[name].append((time.perf_counter() - began, _processor_seconds() - used))
    print(f"{EVENTS:,} of the guide's events, file to file (aim: 1 M events/s with two processes)")
    for name, values in seconds.items():
        elapsed, used = (statistics.median(times) for times in zip(*values, strict=True))
        rate, cost = EVENTS / elapsed / 1e6, used / EVENTS * 1e6
        print(f"  {name:<28}  {rate:6.3f} M events/s  {cost:7.2f} µs of a processor an event")


def _processor_seconds() -> float:
    """What the processes that have ended have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
