"""The partition function on Spark. The extra `[spark]` is loaded where it is asked for, not here.

    df.mapInArrow(map_in_arrow(settings), PAYLOAD_SCHEMA)     of any DataFrame
    map_on_spark(session, settings, folder, "ndjson")         of the parts of files

Executors map and write parts. They never send anything.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

import orjson

from mappings.event_files.errors import FileProblem
from mappings.event_files.problem_lines import problem_json
from mappings.event_files.resync.parquet_lines import chunk_of_batch
from mappings.event_files.resync.part_files import PartFormat, WrittenPart
from mappings.event_files.resync.partition import map_lines
from mappings.event_files.resync.parts import Part
from mappings.event_files.resync.running import MapParts, PartWork
from mappings.event_files.resync.settings import ResyncSettings, compiled_once

PAYLOAD_SCHEMA = "mapping string, payload string, problem string"

_WAVES_PER_CORE = 4  # parts of one job, so that cores do not wait for each other long
_JAVA_HINT = "It needs Java 17 or newer, as the command java or at JAVA_HOME."

ArrowFunction = Callable[[Iterator[Any]], Iterator[Any]]


class SparkError(Exception):
    """Spark cannot be used here. Its text says what is missing."""


def map_in_arrow(settings: ResyncSettings) -> ArrowFunction:
    """A function for ``DataFrame.mapInArrow``: rows of events or profiles in, payloads out.

    A row is read as one of a Parquet file is: an object of its columns, or where `value` is the
    only column, a line of JSON. What comes out has PAYLOAD_SCHEMA: the name of the mapping and the
    payload as a JSON text, or a problem as a JSON text, its line counted in the partition.
    """
    text = settings.dump()

    def map_partition(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow

        mapper = compiled_once(text)
        names, row = mapper.names, 1
        for batch in batches:
            mapped = map_lines(mapper, chunk_of_batch(batch, file="", first_row=row))
            row += batch.num_rows
            payloads = mapped.output.decode().split("\n")[:-1]
            owners = mapped.owners or [0] * len(payloads)
            problems = [problem_json(one).decode().rstrip() for one in mapped.problems]
            yield pyarrow.RecordBatch.from_arrays(
                [
                    _texts(pyarrow, [names[owner] for owner in owners] + [None] * len(problems)),
                    _texts(pyarrow, [*payloads, *[None] * len(problems)]),
                    _texts(pyarrow, [*[None] * len(payloads), *problems]),
                ],
                names=["mapping", "payload", "problem"],
            )

    return map_partition


def start_session(master: str) -> Any:
    """A session on a master, such as ``local[4]`` or ``spark://host:7077``.

    Raises:
        SparkError: pyspark or Java is missing, or the master cannot be reached.
    """
    try:
        import pandas  # noqa: F401 (mapInArrow asks for it)
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as err:
        message = (
            f"Spark needs {err.name}, which is not installed here. Install engage-mapper[spark], "
            "or leave --spark out: --jobs 0 uses all cores of this machine."
        )
        raise SparkError(message) from err
    # Executors on this machine run this Python, whichever is first on the path.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("engage-mapper resync")
    builder = builder.config("spark.ui.enabled", "false")
    if master.startswith("local"):
        builder = builder.config("spark.driver.host", "127.0.0.1")
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    builder = builder.config("spark.log.level", "ERROR")
    try:
        session = builder.getOrCreate()
    except (PySparkException, Py4JError, OSError, RuntimeError) as err:
        reason = _short_reason(err)
        raise SparkError(f"Spark cannot be started on {master}: {reason}. {_JAVA_HINT}") from err
    return session


def map_on_spark(
    session: Any, settings: ResyncSettings, folder: str, part_format: PartFormat
) -> MapParts:
    """Parts as they are mapped by executors, which see the inputs and the folder as we do.

    They come in waves, so that a run that is killed has what came before.
    """
    text, shared = settings.dump(), os.path.abspath(folder)

    def map_parts(parts: Iterable[Part]) -> Iterator[tuple[Part, WrittenPart | OSError]]:
        rest = iter(parts)
        wave = _WAVES_PER_CORE * session.sparkContext.defaultParallelism
        while some := list(islice(rest, wave)):
            work = _part_function(text, shared, part_format, some)
            # A partition for each part: what takes longer does not hold up another's.
            numbers = session.range(0, len(some), 1, len(some))
            rows = _collect(numbers.mapInArrow(work, "id long, result string"))
            results = {row.id: row.result for row in rows}
            yield from ((part, _read_result(results[at])) for at, part in enumerate(some))

    return map_parts


def _collect(frame: Any) -> list[Any]:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        return list(frame.collect())
    except (PySparkException, Py4JError) as err:
        reason = _short_reason(err)
        raise SparkError(f"Spark ended before its work was done: {reason}.") from err


def _short_reason(err: Exception) -> str:
    """What Java says first, which is the name and the message of what was thrown."""
    lines = [line.strip(" :.") for line in str(err).splitlines()]
    return next((line for line in lines if "Exception: " in line), lines[0] if lines else "")


def _part_function(
    text: bytes, folder: str, part_format: PartFormat, parts: list[Part]
) -> ArrowFunction:
    """Writes the parts whose indexes come in; gives what came of each."""

    def write_parts(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow

        work = PartWork(compiled_once(text), folder, part_format)
        for batch in batches:
            results = [_result(work(parts[at])) for at in batch.column(0).to_pylist()]
            yield pyarrow.RecordBatch.from_arrays(
                [batch.column(0), _texts(pyarrow, results)], names=["id", "result"]
            )

    return write_parts


def _result(written: WrittenPart | OSError) -> str:
    if isinstance(written, OSError):
        return orjson.dumps({"errno": written.errno, "strerror": written.strerror}).decode()
    return orjson.dumps(asdict(written)).decode()


def _read_result(text: str) -> WrittenPart | OSError:
    given = orjson.loads(text)
    if "errno" in given:
        return OSError(given["errno"], given["strerror"])
    told = tuple(FileProblem(**one) for one in given.pop("told"))
    return WrittenPart(**given, told=told)


def _texts(pyarrow: Any, values: Sequence[str | None]) -> Any:
    return pyarrow.array(values, pyarrow.string())
