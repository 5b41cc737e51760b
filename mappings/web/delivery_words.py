"""Deliveries as a page tells them: words, badges, and what may be done."""

from collections.abc import Sequence
from dataclasses import dataclass

from mappings.engine.errors import MappingError
from mappings.models import Delivery
from mappings.services.compiled import compiled_mapping
from mappings.services.event_story import AttemptStory, DeliveryStory, Story, pretty
from mappings.services.reason_words import STATE_KINDS, STATE_WORDS, reason_words
from mappings.web.mapping_rows import Sentence, config_sentences

_OUTCOME_WORDS = {
    "delivered": "Delivered",
    "retry": "To be tried again",
    "dead": "Given up",
    "credentials": "Credentials refused",
    "disable_destination": "Destination switched off",
    "internal_error": "Failed inside",
    "hold": "Held",
}
_OUTCOME_KINDS = {"delivered": "success", "retry": "warning"}


@dataclass(frozen=True, slots=True)
class AttemptRow:
    told: AttemptStory
    words: str
    kind: str
    reason: str
    request_text: str
    answer_text: str


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery of the story; texts are empty where there is nothing to show."""

    told: DeliveryStory
    state_words: str
    kind: str
    reason: str
    attempts: Sequence[AttemptRow]
    payload_text: str
    request_text: str
    sentences: tuple[Sentence, ...]


def story_rows(story: Story) -> list[DeliveryRow]:
    return [_delivery_row(told) for told in story.deliveries]


def _delivery_row(told: DeliveryStory) -> DeliveryRow:
    state, reason = told.delivery.state, told.delivery.reason
    remade = told.remade
    return DeliveryRow(
        told=told,
        state_words=STATE_WORDS[state],
        kind=STATE_KINDS[state],
        reason=reason_words(reason) if reason and state != "delivered" else "",
        attempts=[_attempt_row(attempt) for attempt in told.attempts],
        payload_text=pretty(remade.payload) if remade and remade.request is not None else "",
        request_text=pretty(remade.request) if remade and remade.request is not None else "",
        sentences=_sentences(told.delivery),
    )


def _sentences(delivery: Delivery) -> tuple[Sentence, ...]:
    """What the delivery's version of the mapping does; nothing of one that compiles no more."""
    version = delivery.version
    definition = delivery.destination.definition if delivery.destination else None
    try:
        compiled_mapping(version.config)
    except MappingError:
        return ()
    action = definition.action(version.action_slug) if definition else None
    return config_sentences(version.config, action)


def _attempt_row(told: AttemptStory) -> AttemptRow:
    kept = told.kept
    return AttemptRow(
        told=told,
        words=_OUTCOME_WORDS.get(told.outcome, told.outcome),
        kind=_OUTCOME_KINDS.get(told.outcome, "error"),
        reason=reason_words(told.reason) if told.reason else "",
        request_text=pretty(kept.request) if kept and kept.request else "",
        answer_text=pretty(kept.answer) if kept and kept.answer else "",
    )
