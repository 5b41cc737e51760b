"""How fast does `engage-mapper resync` map a file of events, beside plain Python in two processes?

Plain Python is the same compiled trigger and mapping in a loop, over half of the lines in each of
two processes, without checks of what is read, parts that can be gone on with, or anything else. The
rate leaves out what a run over an empty file takes. On a busy machine the rate says little; the
processor's time, of all processes, says what an event costs there, too. Of Spark it does not have
what Java uses.

``--events N`` takes so many instead of 2 M.
"""

import multiprocessing
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import orjson

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import guide
from benchmarks.commands import medians, seconds
from benchmarks.rounds import IS_QUICK, print_ratio
from mappings.engine.compiler import compile_mapping
from mappings.engine.fql import compile_trigger, parse_trigger

ROOT = Path(__file__).resolve().parent.parent
EVENTS = 200 if IS_QUICK else 2_000_000
if "--events" in sys.argv:
    EVENTS = int(sys.argv[sys.argv.index("--events") + 1])
ROUNDS = 1 if IS_QUICK else 3
_ALL, _NONE = "all", "none"  # files of events

Run = Callable[[str], None]  # maps the file of that name


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_files(folder)
        contenders: dict[str, Run] = {
            "resync --jobs 1": partial(_run_ours, folder, ["--jobs", "1"]),
            "resync --jobs 2": partial(_run_ours, folder, ["--jobs", "2"]),
            "plain Python, 2 processes": partial(_run_plain, folder),
        }
        spark = "resync --spark local[2]"
        if reason := _why_no_spark():
            print(f"{reason} Spark is not measured.")
        elif not IS_QUICK:
            contenders[spark] = partial(_run_ours, folder, ["--spark", "local[2]"])
        rates, costs = _measure(contenders)
        _print_ratios(rates, costs, spark)
        _check_output(folder)
        _print_memory(folder)


def _write_files(folder: Path) -> None:
    line = orjson.dumps(guide.EVENT, option=orjson.OPT_APPEND_NEWLINE)
    with (folder / f"{_ALL}.ndjson").open("wb") as file:
        for start in range(0, EVENTS, 10_000):
            file.write(line * min(10_000, EVENTS - start))
    (folder / f"{_NONE}.ndjson").write_bytes(b"")
    mapping = {"config": guide.CONFIG, "trigger": guide.TRIGGER}
    (folder / "mapping.json").write_bytes(orjson.dumps(mapping))


def _command(folder: Path, options: list[str], name: str) -> list[str | Path]:
    files: list[str | Path] = [
        "--mapping",
        folder / "mapping.json",
        "--out",
        folder / "parts",
        "--restart",
    ]
    given = [sys.executable, "-m", "mappings.command_line", "resync", "--quiet", *options]
    return [*given, *files, folder / f"{name}.ndjson"]


def _run_ours(folder: Path, options: list[str], name: str) -> None:
    subprocess.run(_command(folder, options, name), cwd=ROOT, check=True, stderr=subprocess.DEVNULL)


def _run_plain(folder: Path, name: str) -> None:
    context = multiprocessing.get_context("fork")
    size = (folder / f"{name}.ndjson").stat().st_size
    lines = EVENTS if name == _ALL else 0
    middle = size // lines * (lines // 2) if lines else 0
    spans = [(0, middle), (middle, size)]
    processes = [
        context.Process(target=_map_plainly, args=(folder, name, number, *span))
        for number, span in enumerate(spans)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0


def _map_plainly(folder: Path, name: str, number: int, start: int, end: int) -> None:
    """What one would write in a quarter of an hour, with care for speed."""
    matches = compile_trigger(parse_trigger(guide.TRIGGER))
    run, loads, dumps = compile_mapping(guide.CONFIG).run, orjson.loads, orjson.dumps
    with (
        (folder / f"{name}.ndjson").open("rb") as events,
        (folder / f"plain-{number}.ndjson").open("wb") as payloads,
    ):
        events.seek(start)
        while start < end:
            lines = events.readlines(256 * 1024)
            start += sum(map(len, lines))
            found = [dumps(run(event)) for line in lines if matches(event := loads(line))]
            payloads.write(b"\n".join([*found, b""]))


def _measure(contenders: dict[str, Run]) -> tuple[dict[str, float], dict[str, float]]:
    """Of each: events a second, and microseconds of processors an event; start-up apart."""
    times: dict[tuple[str, str], list[tuple[float, float]]] = {
        (who, name): [] for who in contenders for name in (_ALL, _NONE)
    }
    for _ in range(ROUNDS):
        for who, name in times:
            times[who, name].append(seconds(partial(contenders[who], name)))
    rates, costs = {}, {}
    print(f"{EVENTS:,} of the guide's events, file to parts")
    for who in contenders:
        elapsed, used = medians(times[who, _ALL])
        start, start_used = medians(times[who, _NONE])
        rates[who] = EVENTS / max(elapsed - start, 1e-9)
        costs[who] = (used - start_used) / EVENTS * 1e6
        print(
            f"  {who:<26}  {rates[who] / 1e6:6.3f} M events/s  {costs[who]:6.2f} µs of a"
            f" processor an event, {start:.2f} s to start"
        )
    return rates, costs


def _print_ratios(rates: dict[str, float], costs: dict[str, float], spark: str) -> None:
    plain, one, two = "plain Python, 2 processes", "resync --jobs 1", "resync --jobs 2"
    print_ratio("rate ÷ plain Python's", rates[two] / rates[plain], "0.5 or more")
    print_ratio("the same by processor time", costs[plain] / costs[two], "0.5 or more")
    print_ratio("rate of 2 jobs ÷ 1 job", rates[two] / rates[one], "2 on idle cores")
    if spark in rates:
        print_ratio("rate ÷ Spark's", rates[two] / rates[spark], "none")


def _check_output(folder: Path) -> None:
    _run_ours(folder, ["--jobs", "2"], _ALL)
    count = 0
    for path in sorted((folder / "parts").glob("part-*")):
        lines = path.read_bytes().splitlines()
        count += len(lines)
        assert orjson.loads(lines[-1]) == guide.PAYLOAD
    assert count == EVENTS


def _print_memory(folder: Path) -> None:
    """The most memory that the processes of a run take, as the system counts each."""
    for name, lines in (("a tenth of the events", EVENTS // 10), ("all events", EVENTS)):
        part = folder / "some.ndjson"
        with (folder / f"{_ALL}.ndjson").open("rb") as file, part.open("wb") as some:
            size = (folder / f"{_ALL}.ndjson").stat().st_size // EVENTS * lines
            for block in _blocks(file.read, size):
                some.write(block)
        process = subprocess.Popen(_command(folder, ["--jobs", "2"], "some"), cwd=ROOT)
        peak = _Peak(process.pid)
        assert process.wait() == 0
        print(f"  most memory of 2 jobs and their parent, {name}: {peak.end() / 1e6:,.0f} MB")


def _blocks(read: Callable[[int], bytes], size: int) -> Iterator[bytes]:
    while size and (block := read(min(1 << 20, size))):
        size -= len(block)
        yield block


class _Peak:
    """Looks at the resident memory of a process and its children until it is told to end.

    What processes share, such as Python's own code, is counted in each of them.
    """

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._is_over = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def end(self) -> int:
        self._is_over.set()
        self._thread.join()
        return self._most

    def _watch(self) -> None:
        while not self._is_over.wait(0.02):
            children = Path(f"/proc/{self._pid}/task/{self._pid}/children")
            try:
                pids = [self._pid, *map(int, children.read_text().split())]
                resident = sum(
                    int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids
                )
            except (OSError, IndexError):
                continue  # it has ended in between
            self._most = max(self._most, resident * resource.getpagesize())


def _why_no_spark() -> str:
    try:
        import pandas  # noqa: F401
        import pyspark  # noqa: F401
    except ImportError as err:
        return f"{err.name} is not installed (the extra [spark])."
    has_java = os.environ.get("JAVA_HOME") or shutil.which("java")
    return "" if has_java else "There is no Java."


if __name__ == "__main__":
    main()
