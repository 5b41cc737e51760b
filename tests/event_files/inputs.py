"""Files of events for tests, and what is read of them."""

from mappings.event_files.mapping import EventMapper, map_chunk
from mappings.event_files.opening import EventFile
from mappings.event_files.reading import read_chunks
from mappings.event_files.values import cut_values


def read_file(path):
    """The texts of a file with their places, and the problems."""
    with EventFile(str(path)) as file:
        chunks = [chunk for chunk in read_chunks(file) if chunk]
    return texts_of(chunks), problems_of(chunks)


def read_values(data, size):
    """The same for a text that is cut as a list, in blocks of this size."""
    blocks = (data[at : at + size] for at in range(0, len(data), size))
    chunks = list(cut_values("list.json", blocks))
    return texts_of(chunks), problems_of(chunks)


def texts_of(chunks):
    return [
        (*chunk.position(index), text)
        for chunk in chunks
        for index, text in enumerate(chunk.texts())
        if text.strip()
    ]


def problems_of(chunks):
    """All problems, those of single events first in each chunk: line, column, message."""
    found = []
    for chunk in chunks:
        found += [(one.line, one.column, one.message) for one in chunk.refused.values()]
        if chunk.file_problem:
            one = chunk.file_problem
            found.append((one.line, one.column, one.message))
    return found


def map_file(path, mapper=None):
    """Output lines, counts as a tuple, and problems of a file."""
    lines, counts, problems = [], [0, 0, 0, 0], []
    with EventFile(str(path)) as file:
        for chunk in filter(None, read_chunks(file)):
            mapped = map_chunk(mapper or EventMapper(run=lambda event: event), chunk)
            lines += mapped.output.splitlines()
            found = (mapped.read, mapped.mapped, mapped.unmatched, mapped.failed)
            counts = [one + other for one, other in zip(counts, found, strict=True)]
            problems += mapped.problems
    return lines, tuple(counts), problems
