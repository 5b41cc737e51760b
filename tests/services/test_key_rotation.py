"""After a rotation the newest key alone opens every secret that could be read."""

from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from mappings.models import Destination, Source
from mappings.models.encrypted import seal
from mappings.services.key_rotation import rotate_encryption_keys
from tests.factories import SECRET, make_destination, make_webhook

pytestmark = pytest.mark.django_db

OLD, NEW, LOST = (Fernet.generate_key().decode() for _ in range(3))


@pytest.fixture
def rows(source: Source, settings: Any) -> list[Destination]:
    """Two destinations with secrets under the old key, one without any."""
    settings.ENCRYPTION_KEYS = [OLD]
    made = [make_destination(source, name) for name in ("One", "Two")]
    made.append(make_webhook(source))
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    return made


def test_the_old_key_is_needed_no_longer(rows: list[Destination], settings: Any) -> None:
    before = dict(Destination.objects.values_list("pk", "updated_at"))

    rotation = rotate_encryption_keys()

    settings.ENCRYPTION_KEYS = [NEW]
    opened = [row.open_secrets() for row in Destination.objects.oldest_first()]
    assert opened == [{"api_key": SECRET}, {"api_key": SECRET}, {}]
    assert (rotation.count, rotation.unreadable) == (2, ())
    assert dict(Destination.objects.values_list("pk", "updated_at")) == before


def test_what_no_key_opens_stays_and_is_named_with_all_others(
    rows: list[Destination], settings: Any, capsys: Any
) -> None:
    settings.ENCRYPTION_KEYS = [LOST]
    lost = seal({"api_key": SECRET})
    Destination.objects.exclude(name="Two").update(sealed_secrets=lost)
    settings.ENCRYPTION_KEYS = [NEW, OLD]

    with pytest.raises(CommandError) as caught:
        call_command("rotate_encryption_keys")

    assert "1 destination uses the newest key now." in capsys.readouterr().out
    assert "acme: One" in str(caught.value)
    assert "acme: Webhook" in str(caught.value)
    assert "Two" not in str(caught.value)
    assert SECRET not in str(caught.value)
    assert Destination.objects.get(name="One").sealed_secrets == lost
    settings.ENCRYPTION_KEYS = [NEW]
    assert Destination.objects.get(name="Two").open_secrets() == {"api_key": SECRET}


def test_the_command_tells_how_many(rows: list[Destination], capsys: Any) -> None:
    call_command("rotate_encryption_keys")
    call_command("rotate_encryption_keys")

    told = capsys.readouterr().out
    assert told.count("2 destinations use the newest key now.") == 2
