"""What senders are told. Any site may ask, without cookies: a write key can only send."""

import json
from typing import Any

from django.http import HttpResponse

from mappings.services.receiving import Receipt
from mappings.tracking.errors import Refused

_FOR_ALL_SITES = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Retry-After",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Content-Encoding, X-Retry-Count",
    "Access-Control-Max-Age": "86400",
}


def receipt_answer(receipt: Receipt) -> HttpResponse:
    """What became of each message: 200, or 400 when every one was refused.

    Shape:
        ``{"success": true, "accepted": 2, "duplicates": 0, "rejected": [{"index": 1, "messageId":
        "…", "code": "no_user_anon_id", "message": "userId or anonymousId is required."}]}``
    """
    told = {
        "success": not receipt.is_refusal,
        "accepted": receipt.accepted,
        "duplicates": receipt.duplicates,
        "rejected": [
            {
                "index": rejection.index,
                "messageId": rejection.message_id,
                "code": rejection.code,
                "message": rejection.message,
            }
            for rejection in receipt.rejected
        ],
    }
    return _as_json(told, status=400 if receipt.is_refusal else 200)


def refusal_answer(refused: Refused) -> HttpResponse:
    """Shape: ``{"success": false, "error": {"code": "invalid_json", "message": "…"}}``"""
    error = {"code": refused.code, "message": refused.message}
    response = _as_json({"success": False, "error": error}, status=refused.status)
    if refused.retry_after_s:
        response["Retry-After"] = str(refused.retry_after_s)
    if refused.status == 405:
        response["Allow"] = "POST, OPTIONS"
    return response


def preflight_answer() -> HttpResponse:
    return HttpResponse(status=204, headers=_FOR_ALL_SITES | _PREFLIGHT)


def taken_answer() -> HttpResponse:
    return _as_json({"success": True}, status=200)


def _as_json(told: dict[str, Any], *, status: int) -> HttpResponse:
    body = json.dumps(told)
    headers = _FOR_ALL_SITES | {"Content-Length": str(len(body))}  # the text is ASCII
    return HttpResponse(body, status=status, content_type="application/json", headers=headers)
