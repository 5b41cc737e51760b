"""Tokens: `Authorization: Bearer <token>`. A request that carries one is judged by it alone."""

from typing import Any

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from mappings.services.access import Access, find_token_access

_MAX_TOKEN_CHARS = 200


class TokenAuthentication(BaseAuthentication):
    """The user is the one who made the token; `request.auth` is the token's access."""

    def authenticate(self, request: Request) -> tuple[Any, Access] | None:
        scheme, _, text = request.META.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
        if scheme.lower() != "bearer":
            return None
        text = text.strip()
        access = None
        if len(text) <= _MAX_TOKEN_CHARS and text.isascii():
            access = find_token_access(text=text, now=timezone.now())
        if access is None:
            raise AuthenticationFailed(
                "This token is not known, has expired or was revoked.", "token_invalid"
            )
        return access.member.user, access

    def authenticate_header(self, _request: Request) -> str:
        return 'Bearer realm="Engage Mapper"'
