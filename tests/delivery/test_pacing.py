"""Rate limits: a bucket of tokens that fills as time goes."""

from datetime import UTC, datetime, timedelta

from mappings.catalog.registry import get_definition
from mappings.delivery.options import DeliveryOptions
from mappings.delivery.pacing import Bucket, refilled, requests_per_s

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_new_bucket_holds_what_a_second_allows() -> None:
    assert refilled(None, rate=10, now=NOW) == Bucket(10, NOW)
    assert refilled(None, rate=0.1, now=NOW) == Bucket(1, NOW)


def test_tokens_come_with_time_and_never_more_than_a_second_allows() -> None:
    assert refilled(Bucket(0, NOW), rate=10, now=_after(0.5)).tokens == 5
    assert refilled(Bucket(9, NOW), rate=10, now=_after(60)).tokens == 10


def test_a_clock_that_was_set_back_takes_nothing_away() -> None:
    assert refilled(Bucket(3, NOW), rate=10, now=_after(-3600)) == Bucket(3, _after(-3600))


def test_a_person_s_limit_counts_more_than_the_definition_s() -> None:
    definition = get_definition("webhook")
    assert definition is not None
    assert requests_per_s(definition, DeliveryOptions(requests_per_s=3)) == 3
    assert requests_per_s(definition, DeliveryOptions()) is None
