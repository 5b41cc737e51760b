"""Requests and answers as they are kept to look at: secrets masked, long bodies cut."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from mappings.catalog.masking import mask_request, mask_text
from mappings.catalog.schema import Request
from mappings.delivery.messages import SHOWN_HEADERS, Answer, Failure
from mappings.engine.strict_json import write_json_text

MAX_BODY_CHARS = 64_000
MAX_ANSWER_CHARS = 8_000


def shown_request(request: Request, secrets: Iterable[str]) -> dict[str, Any]:
    """Shape: ``{"method": "POST", "url": "https://…", "headers": {…}, "body": {…}}``; of a body
    that is too long the text's beginning, with ``"is_cut": true``.
    """
    shown = asdict(mask_request(request, secrets=secrets))
    text = write_json_text(shown["body"])
    if len(text) > MAX_BODY_CHARS:
        shown |= {"body": text[:MAX_BODY_CHARS], "is_cut": True}
    return shown


def shown_answer(answer: Answer | Failure, secrets: Iterable[str]) -> dict[str, Any]:
    """Shape: ``{"status": 200, "headers": {…}, "body": "…"}``, or ``{"failure": "timeout", "text":
    "…"}`` where nobody answered.
    """
    if isinstance(answer, Failure):
        return {"failure": answer.kind, "text": answer.text}
    secrets = tuple(secrets)
    body = answer.body[:MAX_ANSWER_CHARS].decode(errors="replace").replace("\0", "\ufffd")
    return {
        "status": answer.status,
        "headers": {
            name: mask_text(value, secrets=secrets)
            for name, value in answer.headers.items()
            if name in SHOWN_HEADERS
        },
        "body": mask_text(body, secrets=secrets),
        "is_cut": answer.is_cut or len(answer.body) > MAX_ANSWER_CHARS,
    }
