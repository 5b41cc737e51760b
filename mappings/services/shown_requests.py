"""Requests as a preview shows them: built with the destination's secrets, which are masked then."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from mappings.catalog.errors import CatalogError
from mappings.catalog.requests import mask_request
from mappings.catalog.schema import Request
from mappings.engine.errors import Problem
from mappings.engine.json_types import Json
from mappings.models import Destination
from mappings.services.destinations import open_secrets
from mappings.services.documents import problems_under
from mappings.services.errors import SecretsLocked

BuildRequest = Callable[[Mapping[str, Json]], Request]


def shown_request(
    destination: Destination, build: BuildRequest
) -> tuple[dict[str, Any] | None, tuple[Problem, ...]]:
    """The request that `build` makes from all settings, or None and why there is none.

    Shape:
        ``{"method": "POST", "url": "https://…", "headers": {"Authorization": "Bearer ••••9f2c"},
        "body": {…}}``
    """
    try:
        secrets = open_secrets(destination)
        request = build({**destination.settings, **secrets})
    except SecretsLocked as err:
        return None, (Problem("/destination", err.message, err.code),)
    except CatalogError as err:
        return None, problems_under("/destination", err.problems)
    return asdict(mask_request(request, secrets=secrets.values())), ()
