"""Encrypt all stored secrets with the newest key, so that older keys can be thrown away."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mappings.models import Destination
from mappings.services.key_rotation import rotate_encryption_keys


class Command(BaseCommand):
    help = (
        "Encrypt the secrets of every destination anew, with the first of "
        "ENGAGE_MAPPER_ENCRYPTION_KEYS. Running it again does no harm."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        done = rotate_encryption_keys()
        noun = "destination uses" if done.count == 1 else "destinations use"
        self.stdout.write(f"{done.count} {noun} the newest key now.")
        if done.unreadable:
            raise CommandError(_unreadable_text(done.unreadable))


def _unreadable_text(destinations: tuple[Destination, ...]) -> str:
    lines = [f"  {row.workspace.slug}: {row.name} ({row.pk})" for row in destinations]
    return "\n".join(
        [
            "No key of ENGAGE_MAPPER_ENCRYPTION_KEYS opens the secrets of:",
            *lines,
            "Add the key they were encrypted with and run this again, or enter them again.",
        ]
    )
