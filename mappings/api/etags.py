"""ETags of mappings, of own definitions and of connections: the version in quotes."""

import re

from rest_framework.request import Request

from mappings.api.errors import ApiError
from mappings.models import Connection, Mapping, OwnDefinition
from mappings.services.errors import ServiceError, StaleConnection, StaleDefinition, StaleVersion

_ETAG = re.compile(r'(?:W/)?"[^"\x00-\x1f]*"')


def etag_of(version: int) -> str:
    """Shape: ``3`` → ``'"3"'``"""
    return f'"{version}"'


def expected_version(request: Request, row: Mapping | OwnDefinition | Connection) -> int | None:
    """The version that If-Match asks for; None when it does not ask.

    Raises:
        StaleVersion, StaleDefinition, StaleConnection: it is at none of the versions asked for.
        ApiError: 400, the header is not a list of ETags.

    Source:
        RFC 9110 §13.1.1: a weak ETag never matches.
    """
    header = request.META.get("HTTP_IF_MATCH", "").strip()
    if not header or header == "*":
        return None
    tags = [tag.strip() for tag in header.split(",")]
    if not all(_ETAG.fullmatch(tag) for tag in tags):
        raise ApiError(400, "bad_request", 'If-Match takes an ETag as it was sent, like "3".')
    if etag_of(row.version) not in tags:
        raise _stale(row)
    return row.version


def _stale(row: Mapping | OwnDefinition | Connection) -> ServiceError:
    if isinstance(row, Mapping):
        return StaleVersion(row)
    return StaleConnection(row) if isinstance(row, Connection) else StaleDefinition(row)
