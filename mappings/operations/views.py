"""What machines ask: does it live, may it be sent events, how is it doing."""

import hmac

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mappings import conf
from mappings.operations.health import readiness
from mappings.operations.metrics import metrics_text


@require_safe
@never_cache
def live(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    """503 while events had better be sent elsewhere, with what is wrong."""
    found = readiness()
    is_ready = all(told == "ok" for told in found.values())
    return JsonResponse({"ready": is_ready, **found}, status=200 if is_ready else 503)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures, for who has the token; without one in the settings there is no such page."""
    token = conf.metrics_token()
    given = request.headers.get("Authorization", "").encode()
    if not token or not hmac.compare_digest(given, f"Bearer {token}".encode()):
        return HttpResponse(status=401 if token else 404)
    return HttpResponse(metrics_text(), content_type="text/plain; version=0.0.4; charset=utf-8")
