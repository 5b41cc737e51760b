"""Posts one body again and again over some connections that stay open, and times each answer."""

import asyncio
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a round: answers a second, and how long each took, sorted."""

    per_s: float
    latencies_ms: list[float]

    def percentile_ms(self, share: float) -> float:
        return self.latencies_ms[
            min(len(self.latencies_ms) - 1, int(share * len(self.latencies_ms)))
        ]


def post_for(port: int, request: bytes, *, seconds: float, connections: int) -> Load:
    """Send the request as fast as answers come.

    Raises:
        RuntimeError: an answer was not a 200.
    """
    return asyncio.run(_post_all(port, request, seconds, connections))


def http_post(path: str, body: bytes, *, headers: str = "") -> bytes:
    """The bytes of a request: its head, and the body."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"{headers}Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _post_all(port: int, request: bytes, seconds: float, connections: int) -> Load:
    started_s = time.perf_counter()
    ends_s = started_s + seconds
    runs = [_post_on_one(port, request, ends_s) for _ in range(connections)]
    latencies = sorted(ms for found in await asyncio.gather(*runs) for ms in found)
    return Load(len(latencies) / (time.perf_counter() - started_s), latencies)


async def _post_on_one(port: int, request: bytes, ends_s: float) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    latencies = []
    while (began_s := time.perf_counter()) < ends_s:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        body = await reader.readexactly(length)
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError((head + body).decode())
        latencies.append((time.perf_counter() - began_s) * 1_000)
    writer.close()
    return latencies
