"""Events, deliveries, what is counted of them, and tests that are really sent."""
# mypy: disable-error-code="assignment"
# DRF takes declared fields off the class, so a field may be named like an attribute of Field.

from rest_framework import serializers

from mappings.api.fields import (
    AnyJson,
    AnyObject,
    Choice,
    Flag,
    Id,
    StrictQuery,
    StrictSerializer,
    Text,
)
from mappings.api.pagination import PageQuery
from mappings.api.serializers.mappings import ConfigField, TriggerAnswerSerializer, TriggerField
from mappings.services.event_filters import FILTER_KEYS, STATES

_SEEN = "null without the right to see what events hold."
VERSION_CHOICES = [(name, name) for name in ("now", "was")]
TEST_STATES = [
    (name, name) for name in ("delivered", "refused", "not_sent", "filtered", "unmatched")
]


def _time(*, allow_null: bool = False) -> serializers.DateTimeField:
    return serializers.DateTimeField(allow_null=allow_null)


def _count(help_text: str = "") -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, help_text=help_text or None)


_FILTER_HELP = {
    "user": "User id.",
    "anonymous": "Anonymous id.",
    "message": "Message id.",
    "name": "Event name.",
    "type": "identify, track, page, screen, group or alias.",
    "source": "Id of a source.",
    "destination": "Id of a destination.",
    "mapping": "Id of a mapping.",
    "state": f"One of: {', '.join(STATES)}.",
    "reason": "Why a delivery is in its state, like http_503.",
    "time": "What the time is of: received (the event) or ended (the delivery).",
    "range": "1h, 24h, 7d, 30d or custom.",
    "from": "Where a custom range starts; UTC without an offset.",
    "to": "Where it ends; now without one.",
}


def _filter_fields() -> dict[str, Text]:
    """`from` is no name that a class may have, so these are put in by a dict."""
    return {key: Text(required=False, help_text=_FILTER_HELP[key]) for key in FILTER_KEYS}


FilterQuery = type("FilterQuery", (PageQuery,), _filter_fields())
ReplayFilterSerializer = type("ReplayFilterSerializer", (StrictSerializer,), _filter_fields())
RangeQuery = type(
    "RangeQuery",
    (StrictQuery,),
    {
        "destination": Id(required=False, help_text="Only this destination's."),
        "mapping": Id(required=False, help_text="Only this mapping's."),
        **{
            key: Text(required=False, help_text=_FILTER_HELP[key])
            for key in ("range", "from", "to")
        },
    },
)


class ReceivedEventSerializer(StrictSerializer):
    id = Id()
    source = Id()
    message_id = Text()
    type = Text()
    name = Text()
    user_id = Text(allow_null=True, help_text=_SEEN)
    anonymous_id = Text(allow_null=True, help_text=_SEEN)
    received_at = _time()
    mapping_count = _count(
        "Enabled mappings that it met; one that serves several audiences counts for each."
    )
    unmatched_count = _count("Those of them whose trigger did not match.")


class DeliverySerializer(StrictSerializer):
    id = Id()
    event = Id()
    destination = Id(allow_null=True)
    mapping = Id(allow_null=True)
    mapping_name = Text()
    mapping_version = serializers.IntegerField()
    audience_key = Text(
        help_text="Which further audience of the mapping it is for; empty for its trigger's own."
    )
    state = Text()
    reason = Text(help_text="Stable, for programs.")
    reason_text = Text(help_text="For people.")
    detail = Text(allow_null=True, help_text=_SEEN)
    created_at = _time()
    due_at = _time(allow_null=True)
    finished_at = _time(allow_null=True)
    attempt_count = _count()
    webhook_id = Id(help_text="The same for all copies.")
    replay_of = Id(allow_null=True)


class AttemptSerializer(StrictSerializer):
    number = serializers.IntegerField()
    at = _time(allow_null=True)
    outcome = Text()
    reason = Text()
    status = serializers.IntegerField(allow_null=True)
    duration_ms = serializers.FloatField(allow_null=True)
    delivery_count = serializers.IntegerField(
        allow_null=True, help_text="Deliveries that the request carried."
    )
    request = AnyJson(allow_null=True, help_text=f"Secrets are masked; {_SEEN}")
    answer = AnyJson(allow_null=True, help_text=f"Secrets are masked; {_SEEN}")


class DeliveryStorySerializer(DeliverySerializer):
    attempts = AttemptSerializer(many=True)
    payload = AnyJson(allow_null=True, help_text=f"Made again by the delivery's version; {_SEEN}")
    problems = serializers.ListField(child=Text(), help_text="Why there is no payload.")
    changes = serializers.ListField(
        child=Text(), help_text="By which lines the mapping differs from the version now."
    )
    replay = Id(allow_null=True, help_text="The delivery that sent it again.")
    can_replay = Flag()
    can_retry = Flag()


class UnmatchedSerializer(StrictSerializer):
    mapping = Id()
    name = Text()
    matches_now = Flag(help_text="The mapping was changed or switched on later.")
    reason = Text(allow_null=True, help_text=_SEEN)


class StorySerializer(ReceivedEventSerializer):
    event = AnyObject(allow_null=True, help_text=_SEEN)
    deliveries = DeliveryStorySerializer(many=True)
    unmatched = UnmatchedSerializer(many=True, help_text="Enabled mappings without a delivery.")
    untold_deliveries = _count()


class ReceivedSerializer(StrictSerializer):
    events = _count()
    mappings = _count("Enabled mappings that they met, added up.")
    unmatched = _count()


class OpenSerializer(StrictSerializer):
    waiting = _count("Not tried yet, or being sent.")
    retrying = _count("Waiting for another attempt.")
    held = _count("Until sending goes on.")


class ReasonCountSerializer(StrictSerializer):
    destination = Id(allow_null=True)
    state = Text()
    reason = Text()
    reason_text = Text()
    count = _count()


class EndedSerializer(StrictSerializer):
    delivered = _count()
    filtered = _count()
    failed = _count()


class MappingCountSerializer(EndedSerializer):
    mapping = Id(allow_null=True)
    destination = Id(allow_null=True)


StepSerializer = type("StepSerializer", (EndedSerializer,), {"from": _time()})


class _OverviewFields(EndedSerializer):
    step_s = _count("Seconds of a step.")
    received = ReceivedSerializer()
    open = OpenSerializer(help_text="As it is now.")
    reasons = ReasonCountSerializer(many=True)
    steps = StepSerializer(many=True)
    mappings = MappingCountSerializer(many=True)


OverviewSerializer = type(
    "OverviewSerializer", (_OverviewFields,), {"from": _time(), "to": _time()}
)


class BalanceSerializer(StrictSerializer):
    events = _count()
    mappings = _count("Enabled mappings that the events met, added up.")
    unmatched = _count()
    states = serializers.DictField(child=serializers.IntegerField())
    replays = _count("On top of the states.")
    difference = serializers.IntegerField(help_text="0: nothing is lost, nothing made twice.")
    is_even = Flag()


class HealthSerializer(StrictSerializer):
    is_breaker_open = Flag()
    next_probe_at = _time(allow_null=True)
    failing_since = _time(allow_null=True)
    not_before = _time(allow_null=True)
    held_reason = Text(help_text="Why nothing is sent; empty where it is.")
    paused_at = _time(allow_null=True)
    last_success_at = _time(allow_null=True)
    requests_per_minute = serializers.FloatField()
    disordered_count = _count("Sent although an earlier event of the user waited.")


class ResumedSerializer(StrictSerializer):
    released = _count("Deliveries that go on.")


class ReplaySerializer(StrictSerializer):
    version = Choice(
        choices=VERSION_CHOICES,
        help_text="now: the mapping as it is; was: the version of the delivery.",
    )


class FilterReplaySerializer(ReplaySerializer):
    filter = ReplayFilterSerializer(help_text="As the parameters of the list of deliveries.")


class ReplayedSerializer(StrictSerializer):
    created = _count("New deliveries.")
    unmatched = _count("The trigger, as it is now, does not match.")
    stopped = _count("The mapping is off now.")
    repeated = _count("Somebody replayed them at the same moment.")


class RetriedSerializer(StrictSerializer):
    is_due = Flag(help_text="False: it waits for no attempt.")


class EventTestSerializer(StrictSerializer):
    event = AnyObject()


class MappingTestSerializer(EventTestSerializer):
    """An event, and changes to the stored mapping to send it with."""

    trigger = TriggerField(required=False)
    config = ConfigField(required=False)


class TestAnswerSerializer(StrictSerializer):
    __test__ = False  # the name starts like a test class

    mapping = Id()
    mapping_name = Text()
    state = serializers.ChoiceField(choices=TEST_STATES)
    text = Text(help_text="What came of it, for people.")
    detail = Text()
    trigger = TriggerAnswerSerializer()
    status = serializers.IntegerField(allow_null=True)
    duration_ms = serializers.FloatField(allow_null=True)
    request = AnyJson(allow_null=True, help_text="What was sent; secrets are masked.")
    answer = AnyJson(allow_null=True)


class EventTestAnswerSerializer(StrictSerializer):
    mappings = TestAnswerSerializer(many=True)
