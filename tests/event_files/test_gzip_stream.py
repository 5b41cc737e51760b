"""Gzip comes out as it went in, and as much as can be read of it."""

import gzip

import pytest

from mappings.event_files.gzip_stream import decompress

TEXT = b"".join(b'{"number": %d}\n' % number for number in range(20_000))


def blocks(data, size=1000):
    return (data[at : at + size] for at in range(0, len(data), size))


@pytest.mark.parametrize("size", [1, 997, 1_000_000])
def test_text_comes_out_in_small_blocks(size):
    found = list(decompress(blocks(gzip.compress(TEXT), size), block_bytes=5_000))

    assert b"".join(found) == TEXT
    assert max(map(len, found)) <= 5_000 + 16 * 1024


def test_members_follow_each_other_with_or_without_padding():
    data = gzip.compress(b"a") + b"\0\0" + gzip.compress(b"b") + gzip.compress(b"c")
    assert b"".join(decompress(blocks(data, 7), block_bytes=100)) == b"abc"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data[: len(data) // 2], "ends too early"),
        (lambda data: data[:-4], "ends too early"),
        (lambda data: data[:3000] + b"\xff" * 3000 + data[6000:], "is damaged after"),
        (lambda data: data[:-8] + b"\0" * 8, "is damaged after"),
        (lambda data: data + b"more", "is damaged after"),
    ],
)
def test_what_could_be_read_comes_before_the_mistake(change, message):
    found = []
    with pytest.raises(ValueError, match=message):
        found.extend(decompress(blocks(change(gzip.compress(TEXT))), block_bytes=5_000))

    assert b"".join(found)[:5_000] == TEXT[:5_000]
