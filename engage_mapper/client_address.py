"""Where a request comes from."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of the connection; behind a trusted proxy, the one which that proxy saw.

    Only the last address of ``X-Forwarded-For`` is the proxy's own word: whatever stands before it
    came with the request and may be forged.
    """
    connection = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.TRUSTS_PROXY:
        return connection
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    return forwarded or connection
