"""API tokens: 8 clear characters to find one by, and a keyed digest that leads nowhere."""

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from mappings import conf
from mappings.models.base import WorkspaceQuerySet, WorkspaceRow

TOKEN_MARK = "emt_"  # noqa: S105  (how every token starts; not a password)
PREFIX_CHARS = 8


def new_token_text() -> str:
    """A fresh token: the mark, 8 characters to find it by, and 256 random bits.

    Shape:
        result: ``"emt_3f9a1c07_Zk0…"``
    """
    return f"{TOKEN_MARK}{secrets.token_hex(PREFIX_CHARS // 2)}_{secrets.token_urlsafe(32)}"


def token_prefix(text: str) -> str:
    """The characters a token is found by; "" for a text that cannot be a token."""
    mark, prefix, secret = text[:4], text[4 : 4 + PREFIX_CHARS], text[5 + PREFIX_CHARS :]
    if mark != TOKEN_MARK or len(prefix) < PREFIX_CHARS or not secret:
        return ""
    return prefix


def token_digest(text: str, key: str) -> str:
    """HMAC-SHA256 of the token: without the key a stolen table cannot be tried out offline."""
    return hmac.new(f"mappings.token:{key}".encode(), text.encode(), hashlib.sha256).hexdigest()


class TokenScope(models.TextChoices):
    READ = "read"
    WRITE = "write"


class ApiTokenQuerySet(WorkspaceQuerySet["ApiToken"]):
    def active(self, now: datetime) -> Self:
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None, created_by__is_active=True
        )

    def newest_first(self) -> Self:
        return self.order_by("-id")


class ApiToken(WorkspaceRow):
    """A program's way in. It may do no more than the person who made it."""

    name = models.CharField(max_length=conf.MAX_NAME_CHARS)
    prefix = models.CharField(max_length=PREFIX_CHARS, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    scope = models.CharField(max_length=5, choices=TokenScope, default=TokenScope.READ)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens"
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="token_has_a_name"),
            models.CheckConstraint(condition=Q(scope__in=TokenScope.values), name="token_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def can_write(self) -> bool:
        return self.scope == TokenScope.WRITE

    def matches(self, text: str) -> bool:
        """True when `text` is this token, compared in constant time with every accepted key."""
        return any(
            hmac.compare_digest(token_digest(text, key), self.digest) for key in conf.signing_keys()
        )
