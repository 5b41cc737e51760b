"""Slow, huge and broken answers: every attempt ends in time, and the memory stays flat."""

import gzip
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from mappings.delivery.answer_reading import Limits
from mappings.delivery.messages import Answer, Failure, OutgoingRequest
from tests.delivery.clients import local_client
from tests.receiver import Receiver, Step

LIMITS = Limits(connect_s=0.5, attempt_s=1.0)
SLACK_S = 1.0  # for a machine that is busy
PROJECT_DIR = Path(__file__).resolve().parents[2]
CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
BOMB = gzip.compress(b"\0" * 20_000_000).decode("latin-1")


def attempt(step, limits=LIMITS):
    with Receiver(default=[step]) as receiver:
        client = local_client(receiver.port, limits=limits)
        started_s = time.monotonic()
        result = client.send(OutgoingRequest("POST", receiver.url, {}, b"{}"))
        took_s = time.monotonic() - started_s
        client.close()
    assert took_s <= limits.attempt_s + SLACK_S
    return result


def raw(text):
    return Step(do="raw", raw=text)


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (Step(do="hang"), "timeout"),
        (Step(do="drip"), "timeout"),
        (Step(do="drip_head"), "timeout"),
        (Step(do="endless_headers"), "bad_http"),
        (Step(do="endless_100"), "bad_http"),
        (raw("HTTP/1.1 200 OK\r\nX-Long: " + "x" * 200_000 + "\r\n\r\n"), "bad_http"),
        (raw("HTTP/1.1 200 OK\r\n" + "X-More: 1\r\n" * 1_000 + "\r\n"), "bad_http"),
        (raw("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"), "bad_http"),
        (raw("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"), "bad_http"),
        (raw(CHUNKED + "zz\r\nhello\r\n0\r\n\r\n"), "bad_http"),
        (raw(CHUNKED + "5\r\nhelloXX0\r\n\r\n"), "bad_http"),
        (raw(CHUNKED + "fffffffffffffffffff\r\nhello"), "bad_http"),
        (raw(CHUNKED + "5\r\nhel"), "reset"),
        (raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"), "reset"),
        (raw(""), "reset"),
        (raw("\0\1\2\3"), "bad_http"),
        (raw("<html>no HTTP</html>"), "bad_http"),
        (raw("HTTP/9.9 200 OK\r\n\r\n"), "bad_http"),
        (Step(do="reset"), "reset"),
    ],
    ids=lambda value: (value.raw[:40] or value.do) if isinstance(value, Step) else value,
)
def test_an_odd_answer_is_a_failure_in_time(step, kind):
    failure = attempt(step)
    assert isinstance(failure, Failure)
    assert failure.kind == kind


@pytest.mark.parametrize(
    "step",
    [
        Step(do="flood"),
        raw("HTTP/1.1 200 OK\r\n\r\n" + "x" * 300_000),
        raw(CHUNKED + "186a0\r\n" + "x" * 100_000 + "\r\n0\r\n\r\n"),
    ],
    ids=["length", "until closed", "chunked"],
)
def test_of_a_huge_answer_only_the_beginning_is_read(step):
    answer = attempt(step)
    assert isinstance(answer, Answer)
    assert (answer.status, len(answer.body), answer.is_cut) == (200, LIMITS.body_bytes, True)


def test_a_body_of_just_the_limit_is_whole():
    answer = attempt(Step(body="x" * LIMITS.body_bytes))
    assert (len(answer.body), answer.is_cut) == (LIMITS.body_bytes, False)


def test_a_compressed_answer_is_not_unpacked():
    head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
    answer = attempt(raw(f"{head}{len(BOMB)}\r\n\r\n{BOMB}"))
    assert answer.body.startswith(b"\x1f\x8b")
    assert len(answer.body) <= LIMITS.body_bytes


def test_the_headers_of_interim_answers_are_not_those_of_the_answer():
    early = "HTTP/1.1 103 Early Hints\r\nRetry-After: 9\r\n\r\n"
    answer = attempt(raw(early + "HTTP/1.1 204 No Content\r\n\r\n"))
    assert (answer.status, answer.headers) == (204, {})


def test_a_client_goes_on_after_every_mischief():
    steps = [Step(do=do) for do in ("reset", "close", "flood", "endless_headers")]
    with Receiver(default=[*steps, Step()]) as receiver:
        client = local_client(receiver.port, limits=LIMITS)
        results = [client.send(OutgoingRequest("POST", receiver.url)) for _ in range(6)]
    assert [getattr(result, "status", 0) for result in results] == [0, 0, 200, 0, 200, 200]


# --- memory, with the receiver in a process of its own --------------------------------------------


def resident_bytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_floods_bombs_and_endless_headers_leave_the_memory_flat(tmp_path):
    script = {
        "flood": [{"do": "flood"}],
        "headers": [{"do": "endless_headers"}],
        "bomb": [{"headers": {"Content-Encoding": "gzip"}, "body": "\x1f" * 300_000}],
    }
    (tmp_path / "script.json").write_text(json.dumps(script))
    command = [sys.executable, "-m", "tests.receiver", "--script", str(tmp_path / "script.json")]
    process = subprocess.Popen(  # noqa: S603
        command, cwd=PROJECT_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        port = int(process.stdout.readline())
        client = local_client(port, limits=LIMITS)

        def mischief():
            for key in script:
                client.send(
                    OutgoingRequest("POST", f"http://127.0.0.1:{port}/", {"webhook-id": key})
                )

        mischief()
        before = resident_bytes()
        threads = [threading.Thread(target=mischief) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        grown = resident_bytes() - before
        client.close()
        process.stdin.close()
    assert grown < 5_000_000
