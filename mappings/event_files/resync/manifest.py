"""The manifest of a resync: what it was made from, with what, and which parts are complete."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import orjson

FORMAT = "engage-mapper-resync/1"
_EDGE_BYTES = 64 * 1024


class ManifestError(Exception):
    """There is no manifest to go on with. Its text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class InputIdentity:
    """By what an input is known again, without reading all of it.

    `digest` is of its first and its last bytes.
    """

    file: str
    size_bytes: int
    modified_at_ns: int
    digest: str


@dataclass(frozen=True, slots=True)
class PartRecord:
    """A part that is complete. `problems_end_bytes` is how long the file of problems is then."""

    name: str
    input: int
    first_line: int
    lines: int
    end: int
    read: int
    payloads: int
    unmatched: int
    failed: int
    problems: int
    size_bytes: int
    problems_end_bytes: int
    is_broken: bool = False


@dataclass(slots=True)
class Manifest:
    """Shape: ``{"format": "engage-mapper-resync/1", "is_complete": false, "settings": {"audience":
    "sha256:…"}, "inputs": […], "parts": [{"name": "part-00000.ndjson", "lines": 100000, …}]}``
    """

    settings: dict[str, Any]
    inputs: list[InputIdentity]
    parts: list[PartRecord] = field(default_factory=list)
    is_complete: bool = False

    def dump(self) -> bytes:
        given = {"format": FORMAT, "is_complete": self.is_complete, "settings": self.settings}
        given |= {"inputs": [asdict(one) for one in self.inputs]}
        given |= {"parts": [asdict(one) for one in self.parts]}
        return orjson.dumps(given, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def load_manifest(text: bytes) -> Manifest:
    """Raises:
    ManifestError: this is none.
    """
    try:
        given = orjson.loads(text)
        if given["format"] != FORMAT:
            raise ValueError(given["format"])
        inputs = [InputIdentity(**one) for one in given["inputs"]]
        parts = [PartRecord(**one) for one in given["parts"]]
        return Manifest(dict(given["settings"]), inputs, parts, bool(given["is_complete"]))
    except (ValueError, KeyError, TypeError) as err:
        raise ManifestError("This is no manifest of a resync.") from err


def identify_input(path: str) -> InputIdentity:
    """What an input is known by.

    Raises:
        OSError: it cannot be read.
    """
    with open(path, "rb") as file:
        status = os.fstat(file.fileno())
        digest = hashlib.sha256(file.read(_EDGE_BYTES))
        file.seek(max(status.st_size - _EDGE_BYTES, 0))
        digest.update(file.read(_EDGE_BYTES))
    return InputIdentity(path, status.st_size, status.st_mtime_ns, f"sha256:{digest.hexdigest()}")


def what_changed(before: Manifest, now: Manifest) -> Iterator[str]:
    """What keeps a run from going on with the parts of another, a sentence each."""
    for name in dict.fromkeys([*before.settings, *now.settings]):
        if name not in now.settings:
            yield f"the {name} is not named any more"
        elif name not in before.settings:
            yield f"the {name} was not named then"
        elif before.settings[name] != now.settings[name]:
            yield f"the {name} is another"
    if [one.file for one in before.inputs] != [one.file for one in now.inputs]:
        yield f"the inputs are others: {_names(before.inputs)} before"
        return
    for old, new in zip(before.inputs, now.inputs, strict=True):
        if old != new:
            yield f"{new.file} has changed ({_difference(old, new)})"


def _difference(old: InputIdentity, new: InputIdentity) -> str:
    if old.size_bytes != new.size_bytes:
        return f"{old.size_bytes:,} bytes before, {new.size_bytes:,} now"
    named = {"modified_at_ns": "written again since", "digest": "other bytes"}
    return ", ".join(
        named[one.name]
        for one in fields(InputIdentity)
        if one.name in named and getattr(old, one.name) != getattr(new, one.name)
    )


def _names(inputs: Sequence[InputIdentity]) -> str:
    names = [Path(one.file).name for one in inputs]
    return ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")
