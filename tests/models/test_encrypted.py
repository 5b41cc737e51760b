"""Secrets are stored encrypted, and only the key ring opens them."""

from typing import Any

import pytest
from cryptography.fernet import Fernet

from mappings.models.encrypted import SecretsUnreadableError, reseal, seal, unseal

OLD, NEW, FOREIGN = (Fernet.generate_key().decode() for _ in range(3))
SECRETS = {"api_key": "secret-0123456789", "password": "pässword"}


@pytest.fixture(autouse=True)
def old_key(settings: Any) -> None:
    settings.ENCRYPTION_KEYS = [OLD]


def test_what_was_sealed_can_be_unsealed() -> None:
    assert unseal(seal(SECRETS)) == SECRETS


def test_sealed_text_shows_nothing() -> None:
    sealed = seal(SECRETS)

    assert "api_key" not in sealed
    assert "secret" not in sealed
    assert seal(SECRETS) != sealed


def test_nothing_is_sealed_as_nothing() -> None:
    assert seal({}) == ""
    assert unseal("") == {}


def test_an_older_key_of_the_ring_still_opens(settings: Any) -> None:
    sealed = seal(SECRETS)
    settings.ENCRYPTION_KEYS = [NEW, OLD]

    assert unseal(sealed) == SECRETS


def test_the_newest_key_seals(settings: Any) -> None:
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    sealed = seal(SECRETS)
    settings.ENCRYPTION_KEYS = [NEW]

    assert unseal(sealed) == SECRETS


def test_resealing_frees_an_old_key(settings: Any) -> None:
    sealed = seal(SECRETS)
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    resealed = reseal(sealed)
    settings.ENCRYPTION_KEYS = [NEW]

    assert unseal(resealed) == SECRETS


def test_another_key_is_a_clear_error(settings: Any) -> None:
    sealed = seal(SECRETS)
    settings.ENCRYPTION_KEYS = [FOREIGN]

    with pytest.raises(SecretsUnreadableError, match="configured encryption keys"):
        unseal(sealed)


@pytest.mark.parametrize("change", ["x", "gAAAA", "é"])
def test_altered_text_is_not_opened(change: str) -> None:
    with pytest.raises(SecretsUnreadableError):
        unseal(change + seal(SECRETS))
