"""Answers whose meaning a definition knows better than their status says."""

from datetime import UTC, datetime
from typing import Any

from mappings.catalog.registry import get_definition
from mappings.catalog.schema import DestinationDefinition
from mappings.delivery.judging import judge_answer, judge_items, words_of
from mappings.delivery.messages import Answer, Failure
from mappings.delivery.outcomes import Outcome

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _definition(slug: str) -> DestinationDefinition:
    definition = get_definition(slug)
    assert definition is not None
    return definition


def _judge(slug: str, answer: Answer | Failure) -> Outcome:
    definition = _definition(slug)
    return judge_answer(answer, definition=definition, action=definition.actions[0], now=NOW)


def test_a_200_that_says_no_is_no_success() -> None:
    """TikTok's: the status is 200 whatever happened."""
    refused = _judge("tiktok_events", Answer(200, body=b'{"code": 40105}'))
    assert (refused.verdict, refused.health) == ("credentials", "up")


def test_a_tool_that_asks_to_come_back_is_down() -> None:
    busy = _judge("tiktok_events", Answer(200, body=b'{"code": 40100}'))
    assert (busy.verdict, busy.health) == ("retry", "down")


def test_where_the_definition_says_nothing_the_status_counts() -> None:
    assert _judge("webhook", Answer(200, body=b"no")).verdict == "delivered"
    assert _judge("webhook", Answer(404)).verdict == "dead"
    assert _judge("webhook", Failure("timeout", "late")).verdict == "retry"


def test_an_answer_to_a_batch_may_tell_of_each_payload() -> None:
    definition, payloads = _definition("webhook"), [{"a": 1}, {"a": 2}]
    assert judge_items(Answer(200), definition.actions[0], payloads) is None
    assert judge_items(Failure("dns", ""), definition.actions[0], payloads) is None


def test_words_for_people_come_from_the_answer_or_the_failure() -> None:
    action: Any = _definition("webhook").actions[0]
    assert words_of(Failure("dns", "The name is unknown."), action) == "The name is unknown."
    assert words_of(Answer(500, body=b"out of\n order"), action) == "out of order"
