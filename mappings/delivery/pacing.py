"""How many requests a destination may get now. Pure: a bucket of tokens, refilled as time goes."""

from dataclasses import dataclass
from datetime import datetime

from mappings.catalog.schema import DestinationDefinition
from mappings.delivery.options import DeliveryOptions


@dataclass(frozen=True, slots=True)
class Bucket:
    """The requests that are left at a moment; below zero when more were made than planned."""

    tokens: float
    refilled_at: datetime


def requests_per_s(definition: DestinationDefinition, options: DeliveryOptions) -> float | None:
    """The rate that a destination is sent to at most: its options' own, or what its kind allows.

    Returns:
        None for no limit.
    """
    if options.requests_per_s:
        return options.requests_per_s
    limit = definition.rate_limit
    return limit.requests / limit.window_s if limit else None


def refilled(bucket: Bucket | None, *, rate: float, now: datetime) -> Bucket:
    """The bucket with what came in since; it holds what one second allows, one at least.

    A clock that was set back takes nothing away.
    """
    most = max(1.0, rate)
    if bucket is None:
        return Bucket(most, now)
    passed_s = max(0.0, (now - bucket.refilled_at).total_seconds())
    return Bucket(min(most, bucket.tokens + passed_s * rate), now)
