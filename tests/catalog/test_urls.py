"""Which URLs are accepted, by their text."""

import pytest

from mappings.catalog.limits import MAX_URL_CHARS
from mappings.catalog.urls import base_url_fault, url_fault

SCHEME = "needs to start with https:// or http://"
UNSAFE = "holds a space, a line break, a control character or a backslash"
USER = "holds a user name or password in front of an @; use the settings for them"
ASCII = "has a host with letters beyond ASCII; write it in its xn-- form"
HOST = "has no host that could exist"
PORT = "has a port that is not a number from 1 to 65,535"
FRAGMENT = "has a part behind # that is never sent; remove it"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "HTTPS://Example.COM/Path",
        "http://example.com:8080/a/b?c=d&e=f",
        "https://example.com./",
        "https://example.com?x=1",
        "https://example.com/a@b",
        "https://example.com/a%5cb",
        "https://xn--bcher-kva.example/",
        "https://my_host.internal/",
        "http://localhost:9000",
        "http://127.0.0.1/",
        "http://[::1]:8000/",
        "http://[2001:db8::1]/a",
        "https://a.b.c.d.example:65535/",
    ],
)
def test_a_plain_url_has_no_fault(url):
    assert url_fault(url) is None


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("", SCHEME),
        ("example.com", SCHEME),
        ("//example.com", SCHEME),
        ("://example.com", SCHEME),
        ("https:/example.com", SCHEME),
        ("https:example.com", SCHEME),
        ("ftp://example.com", SCHEME),
        ("file:///etc/passwd", SCHEME),
        ("gopher://127.0.0.1:70/_x", SCHEME),
        ("data:text/plain,x", SCHEME),
        ("javascript://example.com/%0aalert(1)", SCHEME),
        ("ws://example.com", SCHEME),
        ("http+unix://%2Fvar%2Frun%2Fdocker.sock/info", SCHEME),
        ("unix:///var/run/docker.sock", SCHEME),
        ("https://", HOST),
        ("https:///path", HOST),
        ("https://?x=1", HOST),
        ("https://:443/", HOST),
        ("https://.example.com/", HOST),
        ("https://example..com/", HOST),
        ("https://-example.com/", HOST),
        ("https://example-.com/", HOST),
        ("https://exa%6dple.com/", HOST),
        ("https://example.com%5c@evil.example/", USER),
        ("https://example.com%5cevil.example/", HOST),
        ("https://exam,ple.com/", HOST),
        ("https://*.example.com/", HOST),
        ("https://" + "a" * 64 + ".com/", HOST),
        ("https://" + "a." * 127 + "a/", HOST),
        ("https://[::1/", HOST),
        ("https://::1]/", HOST),
        ("https://[]/", HOST),
        ("https://[::1%eth0]/", HOST),
        ("https://[::1%25eth0]/", HOST),
        ("https://[example.com]/", HOST),
        ("https://[::1]x/", HOST),
        ("https://[::1][::1]/", HOST),
        ("https://a:b:c/", PORT),
        ("https://example.com:/", PORT),
        ("https://example.com:0/", PORT),
        ("https://example.com:65536/", PORT),
        ("https://example.com:http/", PORT),
        ("https://example.com:+80/", PORT),
        ("https://example.com:-1/", PORT),
        ("https://[::1]:99999/", PORT),
        ("https://user:secret@example.com/", USER),
        ("https://user@example.com/", USER),
        ("https://@example.com/", USER),
        ("http://a@127.0.0.1", USER),
        ("http://example.com@127.0.0.1/", USER),
        ("http://127.0.0.1:80\\@evil.example", UNSAFE),
        ("https:\\\\example.com", UNSAFE),
        ("https://example.com\\", UNSAFE),
        (" https://example.com", UNSAFE),
        ("https://example.com\n", UNSAFE),
        ("https://exam\tple.com", UNSAFE),
        ("https://example.com/\r\nHost: evil.example", UNSAFE),
        ("https://example.com/a b", UNSAFE),
        ("https://example.com/\x00", UNSAFE),
        ("https://example.com/\x7f", UNSAFE),
        ("https://example.com/\u00a0", UNSAFE),
        ("https://example.com/\u2028", UNSAFE),
        ("https://①②⑦.⓪.⓪.①/", ASCII),
        ("https://ｅxample.com/", ASCII),
        ("https://example。com/", ASCII),
        ("https://bücher.example/", ASCII),
        ("https://example.com:８０/", ASCII),
        ("https://example.com/#top", FRAGMENT),
        ("https://example.com#@evil.example/", FRAGMENT),
        ("https://example.com/" + "a" * MAX_URL_CHARS, "has 2,068 characters; the limit is 2,048"),
    ],
)
def test_a_url_that_could_mean_something_else_is_refused(url, fault):
    assert url_fault(url) == fault


def test_a_base_url_has_no_query():
    assert base_url_fault("https://example.com/api/") is None
    assert base_url_fault("ftp://example.com?x=1") == SCHEME
    assert base_url_fault("https://example.com/api?x=1") == (
        "has a part behind ?; paths are appended to it, so remove that part"
    )
