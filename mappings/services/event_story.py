"""One event's whole story: what came in, what each mapping made of it, and what came of that."""

import difflib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime

from mappings.delivery.plans import config_of
from mappings.engine.errors import MappingError, TriggerError
from mappings.engine.paths import MISSING
from mappings.models import Attempt, Delivery, Event, Mapping, MappingVersion
from mappings.services.errors import ServiceError
from mappings.services.preview import PreviewInput, preview_mapping
from mappings.services.replaying import REPLAYABLE_STATES
from mappings.services.trigger_answers import TriggerAnswer, explain_given_trigger

MAX_TOLD_DELIVERIES = 200
MAX_MADE_AGAIN = 20  # deliveries whose payload is made again; more take too long for one page


@dataclass(frozen=True, slots=True)
class AttemptStory:
    """One try of a delivery; `kept` is the request that was made, while it is kept."""

    number: int
    at: datetime | None
    outcome: str
    reason: str
    status: int | None
    kept: Attempt | None


@dataclass(frozen=True, slots=True)
class Remade:
    """What the delivery's version makes of the event, with the destination as it is now."""

    payload: Any
    request: dict[str, Any] | None
    problems: Sequence[str]


@dataclass(frozen=True, slots=True)
class DeliveryStory:
    """`changes` is what of the mapping differs from the version; empty when nothing does."""

    delivery: Delivery
    attempts: Sequence[AttemptStory]
    remade: Remade | None
    changes: Sequence[str]
    replay: Delivery | None
    can_replay: bool
    can_retry: bool


@dataclass(frozen=True, slots=True)
class Unmatched:
    """An enabled mapping without a delivery, and what its trigger says now."""

    mapping: Mapping
    verdict: TriggerAnswer


@dataclass(frozen=True, slots=True)
class Story:
    event: Event
    deliveries: Sequence[DeliveryStory]
    unmatched: Sequence[Unmatched]
    untold: int  # deliveries beyond those that are told


def tell_story(*, event: Event, with_contents: bool, now: datetime) -> Story:
    """The story of an event.

    Args:
        with_contents: also make payloads and requests again, which tell what the event holds.
    """
    rows = list(
        Delivery.objects.filter(event=event)
        .select_related("destination__own_definition", "mapping__live_version", "version")
        .order_by("pk")[: MAX_TOLD_DELIVERIES + 1]
    )
    told = rows[:MAX_TOLD_DELIVERIES]
    kept = _attempts_of(told) if with_contents else {}
    replays = {row.replay_of_id: row for row in rows if row.replay_of_id}
    deliveries = [
        _delivery_story(
            row,
            event if with_contents and place < MAX_MADE_AGAIN else None,
            kept,
            replays.get(row.pk),
            now,
        )
        for place, row in enumerate(told)
    ]
    total = len(told) if len(rows) == len(told) else Delivery.objects.filter(event=event).count()
    return Story(event, deliveries, _unmatched(event, rows), total - len(told))


def pretty(value: Any) -> str:
    """JSON as people read it."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def _attempts_of(deliveries: Sequence[Delivery]) -> dict[str, Attempt]:
    ids = {entry.get("attempt") for row in deliveries for entry in row.history}
    found = Attempt.objects.filter(pk__in=[one for one in map(_id, ids) if one])
    return {str(attempt.pk): attempt for attempt in found}


def _id(text: Any) -> UUID | None:
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _delivery_story(
    delivery: Delivery,
    event: Event | None,
    kept: dict[str, Attempt],
    replay: Delivery | None,
    now: datetime,
) -> DeliveryStory:
    has_place = delivery.destination_id is not None and delivery.mapping_id is not None
    is_waiting = delivery.state == "pending" and bool(delivery.due_at and delivery.due_at > now)
    return DeliveryStory(
        delivery=delivery,
        attempts=[_attempt_story(entry, kept) for entry in delivery.history],
        remade=_remade(delivery, event) if event else None,
        changes=version_changes(delivery.version, delivery.mapping),
        replay=replay,
        can_replay=has_place and replay is None and delivery.state in REPLAYABLE_STATES,
        can_retry=is_waiting,
    )


def _attempt_story(entry: dict[str, Any], kept: dict[str, Attempt]) -> AttemptStory:
    at = entry.get("at")
    return AttemptStory(
        number=entry.get("number", 0),
        at=parse_datetime(at) if isinstance(at, str) else None,
        outcome=str(entry.get("outcome", "")),
        reason=str(entry.get("reason", "")),
        status=entry.get("status"),
        kept=kept.get(str(entry.get("attempt"))),
    )


def _remade(delivery: Delivery, event: Event) -> Remade | None:
    if delivery.destination is None:
        return None
    version = delivery.version
    try:
        answer = preview_mapping(
            given=PreviewInput(
                destination=delivery.destination,
                action_slug=version.action_slug,
                trigger=version.trigger,
                config=config_of(version, delivery.audience_key),
                event=event.event,
            )
        )
    except (MappingError, TriggerError) as err:
        return Remade(None, None, [problem.message for problem in err.problems])
    except ServiceError as err:
        return Remade(None, None, [err.message])
    problems = [problem.message for problem in answer["problems"]]
    payload = MISSING if answer["payload"] is None else answer["payload"]
    return Remade(payload, answer["request"], problems)


def version_changes(version: MappingVersion, mapping: Mapping | None) -> list[str]:
    """The lines by which the mapping as it is now differs from a version of it.

    Shape:
        ``["-  "plan": "free"", "+  "plan": "pro""]``
    """
    if mapping is None or mapping.version == version.number:
        return []
    before, after = _document(version), _document(mapping)
    if before == after:
        return []
    lines = difflib.unified_diff(
        pretty(before).splitlines(), pretty(after).splitlines(), n=2, lineterm=""
    )
    return [line for line in lines if not line.startswith(("---", "+++"))]


def _document(row: MappingVersion | Mapping) -> dict[str, Any]:
    return {
        "name": row.name,
        "action": row.action_slug,
        "trigger": row.trigger,
        "config": row.config,
        **({"other_audience_keys": keys} if (keys := row.other_audience_keys) else {}),
    }


def _unmatched(event: Event, deliveries: Sequence[Delivery]) -> list[Unmatched]:
    """The mappings that are enabled now and have no delivery of the event."""
    met = {row.mapping_id for row in deliveries}
    rows = Mapping.objects.enabled().filter(
        destination__source=event.source_id, destination__is_enabled=True
    )
    told = []
    for mapping in rows.select_related("destination", "live_version").order_by("destination__name"):
        if mapping.pk in met:
            continue
        trigger = mapping.live_version.trigger if mapping.live_version else mapping.trigger
        told.append(Unmatched(mapping, explain_given_trigger(trigger, event.event)[0]))
    return told
