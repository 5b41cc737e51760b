"""A destination to talk to in tests: it answers each id as a script says, and writes ids down.

In a test, in a thread of its own:

    with Receiver(default=[Step(status=503), Step()]) as receiver:
        …                       # the first request of each id gets 503, every later one 200
        receiver.received       # what came: ids, headers, bodies

Or as a process that survives what is tested, with its port on the first line of its output:

    python -m tests.receiver --ids FILE --script FILE [--port 0] [--default JSON]

The id of a request is its ``webhook-id`` header, else its path. It is in the file before the first
byte of the answer goes out. A script is JSON: ``{"the-id": [{"status": 503}, {"do": "hang"}]}``;
the last step of a list goes on for ever.
"""

import argparse
import asyncio
import contextlib
import json
import ssl
import struct
import sys
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET
from typing import IO, Any

BOMB_BYTES = 50_000_000


@dataclass(frozen=True)
class Step:
    """How one request is answered.

    Shape:
        do: answer | echo | one of `_MISCHIEF`: hang, drip, reset, …
        raw: bytes to write as they are, then the connection closes (``do="raw"``)
    """

    status: int = 200
    body: str = '{"ok": true}'
    headers: Mapping[str, str] = field(default_factory=dict)
    do: str = "answer"
    delay_s: float = 0.0
    raw: str = ""


@dataclass(frozen=True)
class Received:
    id: str
    method: str
    path: str
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    raw_headers: tuple[tuple[str, str], ...]

    def json(self) -> Any:
        return json.loads(self.body)


OK = (Step(),)


class Receiver:
    """A scripted HTTP server in a thread."""

    def __init__(
        self,
        script: Mapping[str, Sequence[Step]] | None = None,
        *,
        default: Sequence[Step] = OK,
        ids_file: Path | None = None,
        tls: ssl.SSLContext | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        keeps: bool = True,
    ) -> None:
        self.script = dict(script or {})
        self.default = default
        self.received: list[Received] = []
        self.connection_count = 0
        self._counts: Counter[str] = Counter()
        self._ids: IO[str] | None = ids_file.open("a") if ids_file else None
        self._keeps = keeps
        self._tls = tls
        self.host = host
        self.port = port
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http{'s' if self._tls else ''}://{self.host}:{self.port}"

    @property
    def ids(self) -> list[str]:
        return [one.id for one in self.received]

    def __enter__(self) -> "Receiver":
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(self, *_exc: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        if self._ids:
            self._ids.close()

    async def _start(self) -> None:
        self._server = await asyncio.start_server(
            self._serve, self.host, self.port, ssl=self._tls, backlog=512
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        self.connection_count += 1
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
                while request := await _read(reader):
                    step = self._step(request)
                    await asyncio.sleep(step.delay_s)
                    if not await _answer(step, request, writer):
                        break
        except asyncio.CancelledError:
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    def _step(self, request: Received) -> Step:
        if self._ids:
            self._ids.write(request.id + "\n")
            self._ids.flush()
        if self._keeps:
            self.received.append(request)
        steps = self.script.get(request.id, self.default)
        number = self._counts[request.id]
        self._counts[request.id] += 1
        return steps[min(number, len(steps) - 1)]


async def _read(reader: asyncio.StreamReader) -> Received | None:
    """The next request of a connection; None when the other side is done."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, path, _version = first.split(" ", 2)
    pairs = tuple(
        (name, value.strip()) for name, _, value in (line.partition(":") for line in lines)
    )
    headers = {name.lower(): value for name, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Received(headers.get("webhook-id", path), method, path, headers, body, pairs)


async def _answer(step: Step, request: Received, writer: asyncio.StreamWriter) -> bool:
    """Do what the step says; whether the connection can go on."""
    if step.do in ("answer", "echo"):
        body = step.body.encode()
        if step.do == "echo":
            body = json.dumps({"headers": request.raw_headers, "path": request.path}).encode()
        writer.write(_head(step, {"Content-Length": str(len(body))}) + body)
        await writer.drain()
        return True
    await _MISCHIEF[step.do](step, writer)
    return False


def _head(step: Step, more: Mapping[str, str] | None = None) -> bytes:
    headers = {"Content-Type": "application/json", **(more or {}), **step.headers}
    lines = [f"HTTP/1.1 {step.status} Answer", *(f"{k}: {v}" for k, v in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


async def _hang(_step: Step, _writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3_600)


async def _drip(step: Step, writer: asyncio.StreamWriter) -> None:
    """A byte now and then, for ever."""
    writer.write(_head(step, {"Content-Length": "100000"}))
    await _drip_on(writer)


async def _drip_head(_step: Step, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    await _drip_on(writer)


async def _drip_on(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def _reset(_step: Step, writer: asyncio.StreamWriter) -> None:
    connection = writer.get_extra_info("socket")
    connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _close(_step: Step, _writer: asyncio.StreamWriter) -> None:
    return


async def _raw(step: Step, writer: asyncio.StreamWriter) -> None:
    writer.write(step.raw.encode("latin-1"))
    await writer.drain()


async def _flood(step: Step, writer: asyncio.StreamWriter) -> None:
    """A body of many megabytes."""
    writer.write(_head(step, {"Content-Length": str(BOMB_BYTES)}))
    for _ in range(BOMB_BYTES // 100_000):
        writer.write(b"\0" * 100_000)
        await writer.drain()


async def _endless_headers(_step: Step, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-More: " + b"x" * 1_000 + b"\r\n")
        await writer.drain()


async def _endless_100(_step: Step, writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(0)


_MISCHIEF = {
    "hang": _hang,
    "drip": _drip,
    "drip_head": _drip_head,
    "reset": _reset,
    "close": _close,
    "raw": _raw,
    "flood": _flood,
    "endless_headers": _endless_headers,
    "endless_100": _endless_100,
}


def read_script(text: str) -> dict[str, list[Step]]:
    return {key: [Step(**step) for step in steps] for key, steps in json.loads(text).items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--ids", type=Path, help="file to which each id is added")
    parser.add_argument("--script", type=Path, help="file: JSON of id to list of steps")
    parser.add_argument("--default", default="[{}]", help="JSON list of steps for other ids")
    given = parser.parse_args()
    receiver = Receiver(
        read_script(given.script.read_text()) if given.script else {},
        default=[Step(**step) for step in json.loads(given.default)],
        ids_file=given.ids,
        port=given.port,
        keeps=False,
    )
    with receiver:
        print(receiver.port, flush=True)  # noqa: T201 - whoever started this reads it
        with contextlib.suppress(KeyboardInterrupt):
            sys.stdin.read()  # until whoever started this goes away


if __name__ == "__main__":
    main()
