"""How many of the guide's events a second does the command line map, file to file?

The rate counts everything but starting: reading, trigger, mapping, writing. Node runs the same as a
script of ours around the reference; its two processes have half of the events each. On a busy
machine the rate says little. The processor's time, of all processes and without what they take to
start, says what an event costs there, too.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import guide
from benchmarks.commands import medians, seconds
from benchmarks.rounds import IS_QUICK
from scripts.reference import reference_dir, why_absent

Run = Callable[[str], None]  # maps the file of that name

HERE = Path(__file__).resolve().parent
EVENTS = 200 if IS_QUICK else 500_000
ROUNDS = 1 if IS_QUICK else 3
_ALL, _FIRST, _SECOND, _NONE = "all", "first", "second", "none"  # files of events


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_files(folder)
        contenders: dict[str, Run] = {
            f"engage-mapper map --jobs {jobs}": partial(_run_ours, folder, jobs) for jobs in (1, 2)
        }
        if reason := why_absent():
            print(f"{reason} Only ours is measured.")
        else:
            contenders["node, one process"] = partial(_run_node, folder, 1)
            contenders["node, two processes"] = partial(_run_node, folder, 2)
        _print_rates(contenders)
        _run_ours(folder, 2, _SECOND)
        mapped = (folder / "payloads.ndjson").read_bytes().splitlines()
    assert len(mapped) == EVENTS - EVENTS // 2
    assert json.loads(mapped[-1]) == guide.PAYLOAD


def _write_files(folder: Path) -> None:
    line = json.dumps(guide.EVENT, separators=(",", ":")) + "\n"
    counts = {_ALL: EVENTS, _FIRST: EVENTS // 2, _SECOND: EVENTS - EVENTS // 2, _NONE: 0}
    for name, count in counts.items():
        (folder / f"{name}.ndjson").write_text(line * count, encoding="utf-8")
    mapping = {"config": guide.CONFIG, "trigger": guide.TRIGGER}
    (folder / "mapping.json").write_text(json.dumps(mapping), encoding="utf-8")


def _run_ours(folder: Path, jobs: int, name: str) -> None:
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
    subprocess.run([*command, *files, folder / f"{name}.ndjson"], cwd=HERE.parent, check=True)


def _run_node(folder: Path, processes: int, name: str) -> None:
    names = [_FIRST, _SECOND] if name == _ALL and processes == 2 else [name] * processes
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


def _print_rates(contenders: dict[str, Run]) -> None:
    names = [(who, name) for who in contenders for name in (_ALL, _NONE)]
    times: dict[tuple[str, str], list[tuple[float, float]]] = {each: [] for each in names}
    for _ in range(ROUNDS):
        for who, name in names:
            times[who, name].append(seconds(partial(contenders[who], name)))
    print(f"{EVENTS:,} of the guide's events, file to file (aim: 1 M events/s with two processes)")
    for who in contenders:
        elapsed, used = medians(times[who, _ALL])
        start_elapsed, start = medians(times[who, _NONE])
        rate, cost = EVENTS / (elapsed - start_elapsed) / 1e6, (used - start) / EVENTS * 1e6
        print(
            f"  {who:<28}  {rate:6.3f} M events/s  {cost:6.2f} µs of a processor an event,"
            f" {start_elapsed:.2f} s to start"
        )


if __name__ == "__main__":
    main()
