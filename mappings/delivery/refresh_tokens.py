"""Storing a refresh token that took the place of another: without it the destination is lost."""

import uuid

from django.db import transaction
from django.utils import timezone

from mappings.models import Destination
from mappings.models.encrypted import seal


def keep_refresh_token(destination_id: uuid.UUID, key: str, *, used: str, new: str) -> None:
    """Put `new` where `used` is stored. What a person entered in the meantime stays.

    Args:
        key: the setting that holds the refresh token.

    Raises:
        SecretsUnreadableError: the stored secrets cannot be read.
    """
    with transaction.atomic():
        row = Destination.objects.select_for_update().filter(pk=destination_id).first()
        if row is None:
            return
        secrets = row.open_secrets()
        if secrets.get(key) != used:
            return
        now = timezone.now().isoformat(timespec="seconds")
        Destination.objects.filter(pk=row.pk).update(
            sealed_secrets=seal({**secrets, key: new}),
            secrets_set_at={**row.secrets_set_at, key: now},
        )
