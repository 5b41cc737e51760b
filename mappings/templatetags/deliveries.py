"""Words and numbers of deliveries in templates."""

from typing import Any

from django import template

from mappings.models import Destination
from mappings.services import received
from mappings.services.reason_words import STATE_KINDS, STATE_WORDS, reason_words

register = template.Library()


@register.filter
def grouped(number: Any) -> str:
    """Shape: 12345 -> "12,345" """
    return f"{number:,}"


@register.filter
def reason(code: str) -> str:
    """Shape: "http_503" -> "Answered 503 Service Unavailable" """
    return reason_words(code)


@register.filter
def state(code: str) -> str:
    """Shape: "dead" -> "Failed" """
    return STATE_WORDS.get(code, code)


@register.filter
def badge_of(code: str) -> str:
    """The look of a state's badge.

    Shape:
        "dead" -> "badge badge--error"
    """
    kind = STATE_KINDS.get(code, "")
    return f"badge badge--{kind}" if kind else "badge"


@register.filter
def uses_receiver(destination: Destination) -> bool:
    """Whether the built-in receiver shows what is sent there."""
    return received.uses_receiver(destination)


@register.filter
def in_time(seconds: float) -> str:
    """A length of time, roughly: ``95`` → ``"2 min"``, ``8000`` → ``"2 h 13 min"``"""
    if seconds < 60:
        return f"{max(round(seconds), 1)} s"
    minutes = round(seconds / 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours:,} h {rest} min" if rest and hours < 100 else f"{hours:,} h"
