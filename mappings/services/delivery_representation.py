"""Events, deliveries and what is counted of them as JSON, for the REST API.

What events hold, and who they are about, is null for those who may not see it.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from mappings.models import Attempt, Delivery, Event
from mappings.services.balance import Balance
from mappings.services.destination_health import HealthTold
from mappings.services.event_story import DeliveryStory, Story
from mappings.services.overview import Overview
from mappings.services.reason_words import reason_words
from mappings.services.representation import JSONObject, time_json
from mappings.services.test_sends import TestAnswer
from mappings.services.time_ranges import TimeRange


def event_json(event: Event, *, with_contents: bool) -> JSONObject:
    return {
        "id": str(event.pk),
        "source": str(event.source_id),
        "message_id": event.message_id,
        "type": event.type,
        "name": event.name,
        "user_id": event.user_id if with_contents else None,
        "anonymous_id": event.anonymous_id if with_contents else None,
        "received_at": time_json(event.received_at),
        "mapping_count": event.mapping_count,
        "unmatched_count": event.unmatched_count,
    }


def delivery_json(delivery: Delivery, *, with_contents: bool) -> JSONObject:
    """A delivery, read with its `version`."""
    return {
        "id": str(delivery.pk),
        "event": str(delivery.event_id),
        "destination": _id(delivery.destination_id),
        "mapping": _id(delivery.mapping_id),
        "mapping_name": delivery.version.name,
        "mapping_version": delivery.version.number,
        "audience_key": delivery.audience_key,
        "state": delivery.state,
        "reason": delivery.reason,
        "reason_text": reason_words(delivery.reason) if delivery.reason else "",
        "detail": delivery.detail if with_contents else None,
        "created_at": time_json(delivery.created_at),
        "due_at": _time(delivery.due_at),
        "finished_at": _time(delivery.finished_at),
        "attempt_count": delivery.attempt_count,
        "webhook_id": str(delivery.webhook_id),
        "replay_of": _id(delivery.replay_of_id),
    }


def story_json(story: Story, *, with_contents: bool) -> JSONObject:
    return {
        **event_json(story.event, with_contents=with_contents),
        "event": story.event.event if with_contents else None,
        "deliveries": [
            _delivery_story_json(told, with_contents=with_contents) for told in story.deliveries
        ],
        "unmatched": [
            {
                "mapping": str(one.mapping.pk),
                "name": one.mapping.name,
                "matches_now": one.verdict["matches"],
                "reason": one.verdict["reason"] if with_contents else None,
            }
            for one in story.unmatched
        ],
        "untold_deliveries": story.untold,
    }


def overview_json(made: Overview, during: TimeRange) -> JSONObject:
    return {
        "from": time_json(during.start),
        "to": time_json(during.end),
        "step_s": during.step_s,
        "received": asdict(made.received),
        "delivered": made.delivered,
        "filtered": made.filtered,
        "failed": made.failed,
        "open": asdict(made.open),
        "reasons": [
            {
                "destination": _id(one.destination_id),
                "state": one.state,
                "reason": one.reason,
                "reason_text": reason_words(one.reason),
                "count": one.count,
            }
            for one in made.reasons
        ],
        "steps": [
            {
                "from": time_json(step.starts_at),
                "delivered": step.delivered,
                "filtered": step.filtered,
                "failed": step.failed,
            }
            for step in made.steps
        ],
        "mappings": [
            {
                "mapping": _id(one.mapping_id),
                "destination": _id(one.destination_id),
                "delivered": one.delivered,
                "filtered": one.filtered,
                "failed": one.failed,
            }
            for one in made.by_mapping
        ],
    }


def balance_json(counted: Balance) -> JSONObject:
    return {
        "events": counted.events,
        "mappings": counted.mappings,
        "unmatched": counted.unmatched,
        "states": dict(counted.by_state),
        "replays": counted.replays,
        "difference": counted.difference,
        "is_even": counted.is_even,
    }


def health_json(health: HealthTold) -> JSONObject:
    return {
        "is_breaker_open": health.is_breaker_open,
        "next_probe_at": _time(health.next_probe_at),
        "failing_since": _time(health.failing_since),
        "not_before": _time(health.not_before),
        "held_reason": health.held_reason,
        "paused_at": _time(health.paused_at),
        "last_success_at": _time(health.last_success_at),
        "requests_per_minute": health.requests_per_minute,
        "disordered_count": health.disordered_count,
    }


def test_answer_json(told: TestAnswer) -> JSONObject:
    return {
        "mapping": str(told.mapping_id),
        "mapping_name": told.mapping_name,
        "state": told.state,
        "text": told.words,
        "detail": told.detail,
        "trigger": told.trigger,
        "status": told.status,
        "duration_ms": told.duration_ms,
        "request": told.request,
        "answer": told.answer,
    }


def _delivery_story_json(told: DeliveryStory, *, with_contents: bool) -> JSONObject:
    remade = told.remade
    return {
        **delivery_json(told.delivery, with_contents=with_contents),
        "attempts": [
            {
                "number": attempt.number,
                "at": _time(attempt.at),
                "outcome": attempt.outcome,
                "reason": attempt.reason,
                "status": attempt.status,
                **_kept_json(attempt.kept),
            }
            for attempt in told.attempts
        ],
        "payload": remade.payload if remade and remade.request is not None else None,
        "problems": list(remade.problems) if remade else [],
        "changes": list(told.changes),
        "replay": str(told.replay.pk) if told.replay else None,
        "can_replay": told.can_replay,
        "can_retry": told.can_retry,
    }


def _kept_json(kept: Attempt | None) -> JSONObject:
    if kept is None:
        return {"duration_ms": None, "delivery_count": None, "request": None, "answer": None}
    return {
        "duration_ms": kept.duration_ms,
        "delivery_count": kept.delivery_count,
        "request": kept.request,
        "answer": kept.answer,
    }


def _id(value: Any) -> str | None:
    return str(value) if value else None


def _time(at: datetime | None) -> str | None:
    return time_json(at) if at else None
