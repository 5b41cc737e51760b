"""All that it takes to send to one destination, read once for many deliveries."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from mappings.catalog.schema import DestinationDefinition
from mappings.catalog.settings import check_settings
from mappings.delivery.access_tokens import AccessTokens
from mappings.delivery.filters import event_filter
from mappings.delivery.options import DeliveryOptions, read_options
from mappings.engine.errors import FilterError
from mappings.engine.json_types import Json
from mappings.models import Destination, SecretsUnreadableError


class UnusableError(Exception):
    """A destination cannot be sent to until a person mends it. `reason` is why it is paused."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason


@dataclass(frozen=True, slots=True, repr=False)
class Connection:
    """A destination, ready to be sent to; safe to share between threads. Holds secrets.

    `access_token` gives the token of a tool with OAuth 2, else None, and `forget_token` is told of
    one that was refused; `filtered` gives the event as this destination's filters leave it.
    """

    destination_id: uuid.UUID
    definition: DestinationDefinition
    settings: Mapping[str, Any]
    secrets: tuple[str, ...]
    options: DeliveryOptions
    access_token: Callable[[], str | None]
    forget_token: Callable[[str], None]
    filtered: Callable[[Json], Json]

    @property
    def concurrency(self) -> int:
        """How many requests may be on their way at once."""
        most = self.definition.concurrency
        return min(self.options.max_concurrency, most) if most else self.options.max_concurrency


def open_connection(destination: Destination, tokens: AccessTokens) -> Connection:
    """The connection to a destination as it is set up now.

    Raises:
        UnusableError: its kind left the catalog, its secrets or filters cannot be read, or its
            settings are not what its kind needs.
    """
    definition = destination.definition
    if definition is None:
        text = "This kind of destination has left the catalog."
        raise UnusableError("definition_gone", text)
    try:
        secrets = destination.open_secrets()
    except SecretsUnreadableError as err:
        raise UnusableError("secrets_unreadable", str(err)) from err
    settings = {**destination.settings, **secrets}
    if problems := check_settings(definition, settings):
        raise UnusableError("settings", problems[0].message)
    try:
        filtered = event_filter(destination)
    except FilterError as err:
        raise UnusableError("filters", str(err)) from err
    return Connection(
        destination_id=destination.pk,
        definition=definition,
        settings=settings,
        secrets=tuple(secrets.values()),
        options=read_options(destination.delivery_options),
        access_token=partial(tokens.get, destination.pk, definition, settings),
        forget_token=partial(tokens.forget, destination.pk),
        filtered=filtered,
    )
