"""Segment's published engine, which the differential test and the benchmarks run beside ours.

It stands in the folder that ENGAGE_MAPPER_REFERENCE_DIR names, else in ``var/reference``;
`make reference` installs it there. Nothing of it comes into the repository: ``package.json`` pins
what is needed, ``package-lock.json`` the packages below that.
"""

import os
import shutil
import subprocess
from pathlib import Path
from typing import IO, NamedTuple

HERE = Path(__file__).resolve().parent
_DEFAULT = HERE.parent.parent / "var" / "reference"


class ReferenceProcess(NamedTuple):
    """A node process that answers one line for each line."""

    process: subprocess.Popen[str]
    questions: IO[str]
    answers: IO[str]

    def ask(self, line: str) -> str:
        """The line that answers a line.

        Raises:
            RuntimeError: node stopped; it has printed why.
        """
        self.questions.write(line + "\n")
        self.questions.flush()
        answer = self.answers.readline()
        if not answer:
            raise RuntimeError(f"node stopped with status {self.process.wait()}")
        return answer

    def close(self) -> None:
        self.questions.close()
        self.answers.close()
        self.process.wait()


def reference_dir() -> Path:
    return Path(os.environ.get("ENGAGE_MAPPER_REFERENCE_DIR") or _DEFAULT).resolve()


def why_absent() -> str | None:
    """Why the reference cannot run here; None where it can."""
    if not shutil.which("node"):
        return "node is not installed, so there is nothing to compare with."
    if not (reference_dir() / "node_modules" / "@segment" / "actions-core").is_dir():
        return f"The reference is not in {reference_dir()}: run `make reference`."
    return None


def start_script(script: Path) -> ReferenceProcess:
    """A node process that runs a script of ours, with the reference's folder as its argument."""
    process = subprocess.Popen(
        ["node", str(script), str(reference_dir())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "TZ": "UTC"},
        text=True,
        encoding="utf-8",
    )
    assert process.stdin is not None
    assert process.stdout is not None
    return ReferenceProcess(process, process.stdin, process.stdout)
