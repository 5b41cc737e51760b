"""Estimates and trials of resyncs as JSON. What tells who people are is null for some."""

from collections.abc import Sequence
from typing import Any

from mappings import conf
from mappings.engine.paths import MISSING
from mappings.models import Mapping
from mappings.services.field_states import TOO_LARGE_TEXT
from mappings.services.incoming_events import IncomingEvent
from mappings.services.reason_words import reason_words
from mappings.services.representation import JSONObject
from mappings.services.resync_choice import ResyncChoice
from mappings.services.resync_outlook import SENT_STATES, Prospect
from mappings.services.resync_trials import ResyncEstimate, TriedEvent, TriedProfile
from mappings.services.sizes import is_larger_than


def estimate_json(made: ResyncEstimate) -> JSONObject:
    return {
        "members": made.members,
        "looked_at": made.looked_at,
        "is_exact": made.is_exact,
        "profiles": made.profiles,
        "events": made.events,
        "deliveries": made.deliveries,
        "requests": made.requests,
        "requests_per_s": made.requests_per_s,
        "duration_s": made.duration_s,
        "held_reason": made.held_reason,
        "held_text": reason_words(made.held_reason) if made.held_reason else "",
        "mappings": [
            {
                "mapping": str(one.mapping_id),
                "name": one.name,
                "deliveries": one.deliveries,
                "payloads_per_request": one.payloads_per_request,
                "requests": one.requests,
            }
            for one in made.mappings
        ],
    }


def trial_json(
    choice: ResyncChoice, tried: Sequence[TriedProfile], *, with_contents: bool
) -> JSONObject:
    """
    Args:
        with_contents: whether events and payloads may be seen.
    """
    mappings = Mapping.objects.for_destination(choice.connection.destination)
    names = {str(pk): name for pk, name in mappings.values_list("pk", "name")}
    return {"profiles": [_profile_json(one, names, with_contents) for one in tried]}


def _profile_json(tried: TriedProfile, names: dict[str, str], with_contents: bool) -> JSONObject:
    return {
        "profile": str(tried.profile_id) if tried.profile_id else None,
        "has_changed": tried.has_changed,
        "event_count": tried.event_count,
        "events": [_event_json(one, names, with_contents) for one in tried.events],
    }


def _event_json(tried: TriedEvent, names: dict[str, str], with_contents: bool) -> JSONObject:
    event = tried.event
    if not isinstance(event, IncomingEvent):
        text = event.message if with_contents else "The event cannot be stored."
        return {"type": None, "name": "", "event": None, "refused": text, "mappings": []}
    return {
        "type": event.type,
        "name": event.name,
        "event": event.event if with_contents else None,
        "refused": "",
        "mappings": [_prospect_json(one, names, with_contents) for one in tried.prospects],
    }


def _prospect_json(one: Prospect, names: dict[str, str], with_contents: bool) -> JSONObject:
    mapping_id = str(one.verdict.route.mapping_id)
    is_large = is_larger_than(one.payload, conf.MAX_PAYLOAD_CHARS)
    is_shown = with_contents and one.payload is not MISSING and not is_large
    problems: list[Any] = [problem.message for problem in one.problems]
    return {
        "mapping": mapping_id,
        "name": names.get(mapping_id, ""),
        "is_sent": one.payload is not MISSING and one.verdict.state in SENT_STATES,
        "reason": one.reason,
        "reason_text": reason_words(one.reason) if one.reason else "",
        "payload": one.payload if is_shown else None,
        "problems": [*problems, *([TOO_LARGE_TEXT] if is_large else [])] if with_contents else [],
    }
