"""States and reasons of deliveries in plain words. A reason without words is shown as it is."""

import re
from http import HTTPStatus

STATE_WORDS = {
    "pending": "Waiting",
    "sending": "Being sent",
    "held": "Held",
    "delivered": "Delivered",
    "filtered": "Filtered",
    "dead": "Failed",
    "internal_error": "Internal error",
}
# What a state is to its reader: good, bad, a stop, on its way; "" is neither.
STATE_KINDS = {
    "delivered": "success",
    "dead": "error",
    "internal_error": "error",
    "held": "warning",
    "pending": "event",
    "sending": "event",
    "filtered": "",
}
REASON_WORDS = {
    # nobody answered
    "dns": "The host name was not found",
    "refused": "The connection was refused",
    "reset": "The connection was closed early",
    "timeout": "No answer in time",
    "tls": "No secure connection",
    "bad_http": "The answer was not HTTP",
    "proxy": "The proxy did not answer",
    # nothing was sent
    "blocked_address": "The address is not allowed",
    "bad_url": "The URL cannot be used",
    "bad_request": "The request cannot be sent",
    "mapping_error": "The mapping could not use the event",
    "invalid_payload": "The destination's fields refuse the payload",
    "action_gone": "The action has left the catalog",
    "definition_gone": "The destination has left the catalog",
    "invalid_request": "The request could not be made",
    "secrets_unreadable": "The secrets cannot be read",
    "settings": "The settings are not complete",
    "filters": "The filters cannot be read",
    # what the destination said
    "redirect_not_followed": "Redirected; redirects are not followed",
    "retries_exhausted": "Tried to the end of its schedule",
    "credentials": "The destination refuses the credentials",
    # why nothing is sent for now
    "destination_disabled": "The destination is off",
    "no_success": "No success for three days",
    # what the rules leave out
    "filter_drop": "Dropped by a filter",
    "filter_sample": "Left out by a filter's sample",
    # our own mistakes
    "mapping": "The mapping failed inside",
    "filter_failed": "The filters failed inside",
    "trigger_failed": "The trigger failed inside",
    "unexpected": "Something failed inside",
}
_HTTP = re.compile(r"http_(\d{3})")


def reason_words(reason: str) -> str:
    """Shape: ``"http_503"`` -> ``"Answered 503 Service Unavailable"``"""
    if match := _HTTP.fullmatch(reason):
        return f"Answered {_status_words(int(match[1]))}"
    if not reason:
        return "No reason given"
    return REASON_WORDS.get(reason) or reason.replace("_", " ").capitalize()


def _status_words(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
