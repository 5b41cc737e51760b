"""A source with a running mapping, and a way to send to it."""

import base64
import json
from typing import Any

import pytest
from django.test import Client

from mappings.models import Destination, Mapping, Source
from mappings.services.mappings import enable_mapping
from tests.factories import make_destination, make_mapping, make_source, make_workspace


@pytest.fixture
def source(db: None) -> Source:
    return make_source(make_workspace())


@pytest.fixture
def destination(source: Source) -> Destination:
    return make_destination(source)


@pytest.fixture
def running(destination: Destination) -> Mapping:
    return enable_mapping(mapping=make_mapping(destination))


class Sender:
    """What an SDK does: JSON, with the write key as the user name of basic authentication."""

    def __init__(self, write_key: str) -> None:
        self.client = Client(raise_request_exception=False)
        self.authorization = basic(write_key)

    def post(self, call: str, body: Any, **headers: str) -> Any:
        return self.post_bytes(call, json.dumps(body).encode(), **headers)

    def post_bytes(
        self, call: str, data: bytes, content_type: str = "application/json", **headers: str
    ) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(
            "POST",
            f"/v1/{call}",
            data,
            content_type,
            headers={"Authorization": self.authorization, **named},
        )


def basic(write_key: str, password: str = "") -> str:
    return "Basic " + base64.b64encode(f"{write_key}:{password}".encode()).decode()


@pytest.fixture
def sender(source: Source) -> Sender:
    return Sender(source.write_key)
