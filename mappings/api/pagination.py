"""Pages of a list: a cursor names the row that a page starts after.

So rows that come or go meanwhile shift nothing.
"""

import base64
import binascii
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.db import models
from rest_framework.request import Request

from mappings import conf
from mappings.api.errors import ApiError
from mappings.api.fields import PageSize, StrictQuery, Text
from mappings.engine.errors import Problem

_Row = TypeVar("_Row", bound=models.Model)

_FORWARDS, _BACKWARDS = "a", "b"  # after this row, before this row


class PageQuery(StrictQuery):
    cursor = Text(required=False, help_text="From `next` or `previous` of another page.")
    limit = PageSize(required=False, help_text="Rows of a page.")


def page_json(
    request: Request,
    query: dict[str, Any],
    rows: models.QuerySet[_Row],
    show: Callable[[_Row], dict[str, Any]],
) -> dict[str, Any]:
    """One page of rows in order of creation.

    Ids are ordered by time and unique, so they alone are the order.

    Shape:
        ``{"results": […], "next": "https://…?cursor=…", "previous": null}``
    """
    limit = query.get("limit", conf.DEFAULT_PAGE_SIZE)
    way, edge = _read_cursor(query.get("cursor", ""))
    if way == _BACKWARDS:
        found = list(rows.filter(pk__lt=edge).order_by("-pk")[: limit + 1])
        has_before, has_after = len(found) > limit, True
        page = found[:limit][::-1]
    else:
        rows = rows.filter(pk__gt=edge) if edge else rows
        found = list(rows.order_by("pk")[: limit + 1])
        has_before, has_after = edge is not None, len(found) > limit
        page = found[:limit]
    return {
        "results": [show(row) for row in page],
        "next": _link(request, _FORWARDS, page[-1].pk) if page and has_after else None,
        "previous": _link(request, _BACKWARDS, page[0].pk) if page and has_before else None,
    }


def _read_cursor(text: str) -> tuple[str, UUID | None]:
    if not text:
        return _FORWARDS, None
    try:
        data = base64.urlsafe_b64decode(text.encode("ascii"))
        way, edge = data[:1].decode("ascii"), UUID(bytes=data[1:])
        if way not in (_FORWARDS, _BACKWARDS):
            raise ValueError(way)
    except (ValueError, binascii.Error) as err:
        problem = Problem("", '"cursor": This is no cursor of ours.', "query")
        raise ApiError(400, "invalid_query", problem.message, problems=[problem]) from err
    return way, edge


def _link(request: Request, way: str, edge: UUID) -> str:
    cursor = base64.urlsafe_b64encode(way.encode() + edge.bytes).decode()
    query = {**request.query_params.dict(), "cursor": cursor}
    return request.build_absolute_uri(f"{request.path}?{urlencode(query)}")
