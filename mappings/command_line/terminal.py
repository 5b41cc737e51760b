"""What is shown to a person at a terminal: the progress of a run, and colours."""

import os
import time
from typing import IO

_INTERVAL_S = 0.1
_BAR_CHARS = 24


def is_terminal(stream: IO[str] | None) -> bool:
    return stream is not None and stream.isatty()


class ProgressBar:
    """One line that is written again and again; nothing where the stream is no terminal.

    Shape:
        ``[#######.................]  30 %  1,250,000 events  480,000/s``
    """

    def __init__(
        self,
        stream: IO[str] | None,
        *,
        total_bytes: int | None,
        is_shown: bool,
        noun: str = "events",
    ) -> None:
        self._noun = noun
        self._stream = stream if is_shown and is_terminal(stream) else None
        self._total_bytes = total_bytes
        self._started_at = self._shown_at = time.monotonic()
        self._is_on_screen = False

    def show(self, done_bytes: int, events: int, note: str = "") -> None:
        now = time.monotonic()
        if self._stream is None or now - self._shown_at < _INTERVAL_S:
            return
        self._shown_at = now
        rate = events / max(now - self._started_at, _INTERVAL_S)
        text = f"{self._bar(done_bytes)}{events:,} {self._noun}  {rate:,.0f}/s{note}"
        self._stream.write(f"\r\x1b[K{text}")
        self._stream.flush()
        self._is_on_screen = True

    def clear(self) -> None:
        """Take the line away, for other lines to be written in its place."""
        if self._stream is not None and self._is_on_screen:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._is_on_screen = False

    def _bar(self, done_bytes: int) -> str:
        if not self._total_bytes:
            return f"{done_bytes / 1e6:,.0f} MB  "
        share = min(done_bytes / self._total_bytes, 1)
        filled = round(share * _BAR_CHARS)
        return f"[{'#' * filled}{'.' * (_BAR_CHARS - filled)}] {share:4.0%}  "


class Paint:
    """Colours a text on a terminal, unless NO_COLOR is set (no-color.org); else leaves it."""

    def __init__(self, stream: IO[str] | None) -> None:
        self._is_on = is_terminal(stream) and not os.environ.get("NO_COLOR")

    def good(self, text: str) -> str:
        return self._colour(text, "32")

    def bad(self, text: str) -> str:
        return self._colour(text, "31")

    def strong(self, text: str) -> str:
        return self._colour(text, "1")

    def faint(self, text: str) -> str:
        return self._colour(text, "2")

    def _colour(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._is_on else text
