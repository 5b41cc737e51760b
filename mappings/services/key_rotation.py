"""Taking an old encryption key out of use."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from mappings.models import Destination, SecretsUnreadableError
from mappings.models.encrypted import reseal


@dataclass(frozen=True, slots=True)
class Rotation:
    """How many destinations use the newest key now, and which ones no key opened."""

    count: int
    unreadable: tuple[Destination, ...]


def rotate_encryption_keys() -> Rotation:
    """Encrypt the secrets of every destination anew, with the newest key.

    Each in a transaction of its own: a run that breaks off loses nothing and can be repeated.
    What cannot be read stays as it is.
    """
    count, unreadable = 0, []
    ids = Destination.objects.exclude(sealed_secrets="").oldest_first().values_list("pk", flat=True)
    for destination_id in list(ids):
        with transaction.atomic():
            row = _locked(destination_id)
            if row is None:
                continue
            try:
                sealed = reseal(row.sealed_secrets)
            except SecretsUnreadableError:
                unreadable.append(row)
                continue
            Destination.objects.filter(pk=row.pk).update(sealed_secrets=sealed)
            count += 1
    return Rotation(count=count, unreadable=tuple(unreadable))


def _locked(destination_id: Any) -> Destination | None:
    """The row as it is now, kept from changing; None when it was deleted or holds no secret."""
    rows = Destination.objects.select_related("workspace").exclude(sealed_secrets="")
    return rows.select_for_update(of=("self",)).filter(pk=destination_id).first()
