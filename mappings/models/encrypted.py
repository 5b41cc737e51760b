"""Secrets of destinations: encrypted before they reach the database, decrypted only to be used.

The key ring is `conf.encryption_keys()`: the newest key encrypts, every key decrypts.
"""

import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from mappings import conf


class SecretsUnreadableError(Exception):
    """The stored secrets were encrypted with a key that is not in the key ring."""


def seal(secrets: Mapping[str, str]) -> str:
    """The secrets as one encrypted text; an empty mapping is an empty text.

    Shape:
        secrets: ``{"api_key": "abc"}``
        result: ``"gAAAAAB…"``
    """
    if not secrets:
        return ""
    return _key_ring().encrypt(json.dumps(dict(secrets)).encode()).decode("ascii")


def unseal(sealed: str) -> dict[str, str]:
    """The secrets in a text that `seal` made.

    Raises:
        SecretsUnreadableError: no key of the ring opens it.
    """
    if not sealed:
        return {}
    try:
        text = _key_ring().decrypt(sealed.encode("ascii"))
    except (InvalidToken, UnicodeEncodeError) as err:
        raise SecretsUnreadableError(
            "The stored secrets cannot be decrypted with the configured encryption keys. Put the "
            "key they were encrypted with back into the key ring, or enter the secrets again."
        ) from err
    return {str(key): str(value) for key, value in json.loads(text).items()}


def reseal(sealed: str) -> str:
    """The same secrets, encrypted with the newest key."""
    return seal(unseal(sealed))


def _key_ring() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in conf.encryption_keys()])
