"""Whose tries to sign in are counted: the connection's, or what a trusted proxy says."""

import pytest
from django.test import RequestFactory, override_settings

from engage_mapper.client_address import client_address


@pytest.mark.parametrize(
    ("trusts_proxy", "forwarded", "address"),
    [
        (False, "203.0.113.7", "192.0.2.1"),
        (True, "203.0.113.7", "203.0.113.7"),
        (True, "forged, 198.51.100.9, 203.0.113.7", "203.0.113.7"),
        (True, "", "192.0.2.1"),
    ],
)
def test_only_a_trusted_proxy_is_believed(trusts_proxy, forwarded, address):
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)
    with override_settings(TRUSTS_PROXY=trusts_proxy):
        assert client_address(request) == address
