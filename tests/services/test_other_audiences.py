"""Mappings that serve several audiences: saved with checks, run for each, told of everywhere."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mappings.delivery.messages import Answer
from mappings.delivery.plans import Plans
from mappings.models import Delivery, Destination, Event, Mapping, MappingVersion, Source
from mappings.services import routing
from mappings.services.balance import balance
from mappings.services.errors import InvalidInput
from mappings.services.event_matches import matches_of_test_events
from mappings.services.event_story import tell_story
from mappings.services.exports import export_file, mapping_bundle
from mappings.services.imports import ImportOptions, preview_import, run_import
from mappings.services.incoming_events import Envelope
from mappings.services.mappings import (
    create_mapping,
    duplicate_mapping,
    enable_mapping,
    update_mapping,
)
from mappings.services.other_audiences import further_keys
from mappings.services.readiness import mapping_problems
from mappings.services.receiving import receive_events, webhook_id_of
from mappings.services.replaying import replay
from mappings.services.routing import routes_of
from mappings.services.test_events import save_test_event
from mappings.services.test_sends import send_event_test
from tests import factories
from tests.factories import (
    TRACK_CONFIG,
    TRACK_EVENT,
    TRACK_PAYLOAD,
    TRACK_TRIGGER,
    make_audience,
    make_connection,
    make_mapping,
)

pytestmark = pytest.mark.django_db

OWN = "browse_abandoners"


def event_of(*keys: str, **properties: Any) -> dict[str, Any]:
    """The guide's Track event for other audiences."""
    flags = dict.fromkeys(keys, True)
    kept = {k: v for k, v in TRACK_EVENT["properties"].items() if k != OWN}
    return {**TRACK_EVENT, "properties": {**kept, "audience_key": keys[0], **flags, **properties}}


def receive(source: Source, *events: Any) -> None:
    receive_events(source=source, items=events, envelope=Envelope(received_at=timezone.now()))


def serving(mapping: Mapping, *keys: str) -> Mapping:
    return update_mapping(mapping=mapping, changes={"other_audience_keys": list(keys)})


def running(mapping: Mapping, *keys: str) -> Mapping:
    return enable_mapping(mapping=serving(mapping, *keys))


def delivered_keys() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("audience_key", flat=True))


def payload_of(delivery: Delivery) -> Any:
    destination = Destination.objects.get(pk=delivery.destination_id)
    plan = Plans().get(
        delivery.version_id,
        destination.definition,  # type: ignore[arg-type]
        lambda pk: MappingVersion.objects.get(pk=pk),
        delivery.audience_key,
    )
    return plan.payload(delivery.event.event)


# --- saving ---------------------------------------------------------------------------------------


def test_keys_are_kept_with_the_mapping_and_with_its_version(mapping: Mapping) -> None:
    saved = serving(mapping, " lapsed ", "vip")

    assert saved.other_audience_keys == ["lapsed", "vip"]
    numbers = dict(MappingVersion.objects.values_list("number", "other_audience_keys"))
    assert numbers == {1: [], 2: ["lapsed", "vip"]}
    assert mapping_problems(saved) == ()


def test_a_copy_serves_the_same_audiences(mapping: Mapping) -> None:
    assert duplicate_mapping(mapping=serving(mapping, "vip")).other_audience_keys == ["vip"]


def test_a_new_mapping_may_serve_several_audiences(destination: Destination) -> None:
    made = create_mapping(
        destination=destination,
        name="All",
        action_slug="upsert_contact",
        trigger=TRACK_TRIGGER,
        config=TRACK_CONFIG,
        other_audience_keys=["*"],
    )

    assert made.other_audience_keys == ["*"]


@pytest.mark.parametrize(
    ("keys", "pointer", "code"),
    [
        ("vip", "", "type"),
        (["vip", 5], "/1", "required"),
        ([" "], "/0", "required"),
        (["x" * 201], "/0", "too_long"),
        (["a\nb"], "/0", "characters"),
        (["vip", " vip"], "/1", "repeated"),
        (["vip", "*"], "/1", "every_audience"),
        (["vip", OWN], "/1", "own_audience"),
        ([f"key_{number}" for number in range(201)], "", "too_many"),
    ],
)
def test_keys_that_will_not_do_are_refused(
    mapping: Mapping, keys: Any, pointer: str, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        update_mapping(mapping=mapping, changes={"other_audience_keys": keys})

    found = [(one.pointer, one.code) for one in refused.value.problems]
    assert found == [(f"/other_audience_keys{pointer}", code)]
    mapping.refresh_from_db()
    assert (mapping.version, mapping.other_audience_keys) == (1, [])


def test_a_mapping_serves_200_further_audiences(mapping: Mapping) -> None:
    assert len(serving(mapping, *map("key_{}".format, range(200))).other_audience_keys) == 200


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"trigger": 'type = "track"'}, "/other_audience_keys"),
        ({"trigger": 'type = "track" and properties.vip = true'}, "/other_audience_keys/0"),
        ({"config": {"first_name": f"in {OWN}"}}, "/config/first_name"),
    ],
)
def test_what_its_audiences_could_not_follow_is_not_saved(
    mapping: Mapping, changes: Any, pointer: str
) -> None:
    saved = serving(mapping, "vip")

    with pytest.raises(InvalidInput) as refused:
        update_mapping(mapping=saved, changes=changes)
    assert [one.pointer for one in refused.value.problems] == [pointer]
    both = update_mapping(mapping=saved, changes={**changes, "other_audience_keys": []})
    assert both.other_audience_keys == []


def test_stored_keys_that_cannot_be_served_keep_a_mapping_off(mapping: Mapping) -> None:
    Mapping.objects.update(other_audience_keys=[OWN])
    mapping.refresh_from_db()

    assert [one.code for one in mapping_problems(mapping)] == ["own_audience"]


# --- running --------------------------------------------------------------------------------------


def test_an_event_of_a_further_audience_is_delivered_for_it(
    source: Source, mapping: Mapping
) -> None:
    enabled = running(mapping, "vip", "lapsed")

    receive(source, TRACK_EVENT, event_of("lapsed"), event_of("unknown"))

    assert sorted(delivered_keys()) == ["", "lapsed"]
    for delivery in Delivery.objects.all():
        assert delivery.version_id == enabled.live_version_id
        assert payload_of(delivery) == TRACK_PAYLOAD


def test_an_event_with_several_flags_is_delivered_for_each_the_own_first(
    source: Source, mapping: Mapping
) -> None:
    enabled = running(mapping, "vip", "lapsed")

    receive(source, event_of("lapsed", "vip", OWN))

    assert delivered_keys() == ["", "vip", "lapsed"]
    event = Event.objects.get()
    ids = set(Delivery.objects.values_list("webhook_id", flat=True))
    assert ids == {webhook_id_of(event.pk, enabled.pk, key) for key in ("", "vip", "lapsed")}
    assert len(ids) == 3


def test_the_books_count_a_mapping_for_each_audience(source: Source, mapping: Mapping) -> None:
    running(mapping, "vip", "lapsed")

    receive(source, TRACK_EVENT, event_of("lapsed", "vip"), event_of("unknown"))

    rows = Event.objects.order_by("unmatched_count").values_list("mapping_count", "unmatched_count")
    assert list(rows) == [(3, 1), (3, 2), (3, 3)]
    counted = balance(mapping.workspace)
    assert (counted.mappings, counted.unmatched, counted.deliveries) == (9, 6, 3)
    assert counted.is_even


def test_every_connected_audience_is_looked_up_when_events_come(
    source: Source, destination: Destination, mapping: Mapping
) -> None:
    running(mapping, "*")
    for key in ("vip", OWN, "off", "gone"):
        make_connection(make_audience(source.workspace, key), destination, is_enabled=key != "off")
    source.workspace.audiences.filter(key="gone").update(deleted_at=timezone.now())
    other = factories.make_destination(source, "Other")
    make_connection(make_audience(source.workspace, "elsewhere"), other)

    receive(source, event_of("vip", OWN, "off", "gone", "elsewhere"))

    assert delivered_keys() == ["", "vip"]


def test_routes_cost_a_query_more_only_for_every_connected_audience(
    source: Source, destination: Destination, mapping: Mapping
) -> None:
    running(mapping, "vip", "lapsed")
    assert [route.audience_key for route in routes_of(source.pk)] == ["", "vip", "lapsed"]
    with CaptureQueriesContext(connection) as queries:
        routes_of(source.pk)
    assert len(queries) == 1

    serving(mapping, "*")
    for key in ("vip", "lapsed"):
        make_connection(make_audience(source.workspace, key), destination)
    assert [route.audience_key for route in routes_of(source.pk)] == ["", "lapsed", "vip"]
    with CaptureQueriesContext(connection) as queries:
        routes_of(source.pk)
    assert len(queries) == 2


def test_a_trigger_is_compiled_once_for_each_audience(
    source: Source, mapping: Mapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    running(mapping, "vip")
    first = routes_of(source.pk)

    assert [one.matches for one in routes_of(source.pk)] == [one.matches for one in first]
    monkeypatch.setattr(routing, "_MAX_TRIGGERS", 1)
    monkeypatch.setattr(routing, "_kept_variants", {})
    serving(mapping, "vip", "lapsed")
    assert [one.audience_key for one in routes_of(source.pk)] == ["", "vip", "lapsed"]
    assert len(routing._kept_variants) == 1


@pytest.mark.parametrize("tree", [{}, {"type": "group", "operator": "and", "children": [
    {"type": "event-type", "operator": "=", "value": "track"}]}])  # fmt: skip
def test_a_version_that_can_serve_no_further_audience_runs_for_its_own(
    source: Source, mapping: Mapping, tree: Any
) -> None:
    running(mapping, "vip")
    MappingVersion.objects.update(trigger=tree)

    assert [one.audience_key for one in routes_of(source.pk)] == [""]


# --- what is told, and sent again -----------------------------------------------------------------


def test_the_story_makes_the_payload_of_the_audience_again(
    source: Source, mapping: Mapping
) -> None:
    running(mapping, "vip")
    receive(source, event_of("vip"))

    story = tell_story(event=Event.objects.get(), with_contents=True, now=timezone.now())

    assert story.deliveries[0].remade is not None
    assert story.deliveries[0].remade.payload == TRACK_PAYLOAD
    assert story.unmatched == []


def test_the_story_tells_a_version_that_cannot_serve_the_audience(
    source: Source, mapping: Mapping
) -> None:
    running(mapping, "vip")
    receive(source, event_of("vip"))
    MappingVersion.objects.update(config={"first_name": f"in {OWN}"})

    story = tell_story(event=Event.objects.get(), with_contents=True, now=timezone.now())

    assert story.deliveries[0].remade is not None
    assert "longer text" in story.deliveries[0].remade.problems[0]


def ended() -> None:
    Delivery.objects.update(state="dead", due_at=None, finished_at=timezone.now())


def replayed_keys(*, as_it_is_now: bool) -> list[str]:
    replay(rows=Delivery.objects.all(), as_it_is_now=as_it_is_now, now=timezone.now())
    rows = Delivery.objects.exclude(replay_of=None).order_by("audience_key")
    return list(rows.values_list("audience_key", flat=True))


@pytest.mark.parametrize("as_it_is_now", [True, False])
def test_a_replay_is_for_the_same_audience(
    source: Source, mapping: Mapping, *, as_it_is_now: bool
) -> None:
    running(mapping, "vip")
    receive(source, TRACK_EVENT, event_of("vip"))
    ended()

    assert replayed_keys(as_it_is_now=as_it_is_now) == ["", "vip"]


def test_a_replay_as_it_is_now_leaves_out_an_audience_that_is_served_no_more(
    source: Source, mapping: Mapping
) -> None:
    running(mapping, "vip", "lapsed")
    receive(source, event_of("vip"), event_of("lapsed"))
    ended()
    serving(mapping, "lapsed")

    assert replayed_keys(as_it_is_now=True) == ["lapsed"]


def test_a_replay_as_it_is_now_finds_the_audience_where_it_is_served_now(
    source: Source, mapping: Mapping
) -> None:
    """The trigger's own audience and a further one have changed places."""
    running(mapping, "vip")
    receive(source, TRACK_EVENT, event_of("vip"))
    ended()
    update_mapping(
        mapping=mapping,
        changes={
            "trigger": 'type = "track" and properties.vip = true',
            "config": {**TRACK_CONFIG, "audience_status": {"@path": "$.properties.vip"}},
            "other_audience_keys": [OWN],
        },
    )

    assert replayed_keys(as_it_is_now=True) == ["", OWN]


def test_a_replay_whose_own_audience_was_given_up_goes_by_the_trigger(
    source: Source, mapping: Mapping
) -> None:
    running(mapping)
    receive(source, event_of(OWN, "vip"))
    ended()
    update_mapping(mapping=mapping, changes={"trigger": 'type = "track" and properties.vip = true'})

    assert replayed_keys(as_it_is_now=True) == [""]


def test_test_events_match_for_each_audience(
    source: Source, destination: Destination, mapping: Mapping
) -> None:
    serving(mapping, "vip")
    save_test_event(source=source, name="Lapsed", event=event_of("lapsed"))
    save_test_event(source=source, name="VIP", event=event_of("vip"))

    told = matches_of_test_events(destination=destination)
    assert [(one["name"], len(one["matches"])) for one in told] == [("Lapsed", 0), ("VIP", 1)]


def test_further_keys_are_those_beside_the_triggers_own(
    source: Source, destination: Destination, mapping: Mapping
) -> None:
    assert further_keys(mapping, destination.pk) == []
    everyone = serving(mapping, "*")
    assert further_keys(everyone, destination.pk) == []
    assert further_keys(everyone, None) == []
    for key in (OWN, "vip"):
        make_connection(make_audience(source.workspace, key), destination)
    assert further_keys(everyone, destination.pk) == ["vip"]


# --- export and import ----------------------------------------------------------------------------


def test_an_export_for_segment_knows_the_connected_audiences(
    source: Source, destination: Destination, mapping: Mapping
) -> None:
    saved = serving(mapping, "*")
    make_connection(make_audience(source.workspace, "vip"), destination)

    file = export_file(mapping_bundle(saved), workspace=source.workspace, form="segment")

    assert [one["name"] for one in json.loads(file.text)] == [
        "Audience entered",
        "Audience entered – vip",
    ]
    assert {"expanded", "every_audience"} <= {note.code for note in file.notes}


def test_an_import_changes_and_makes_mappings_with_their_keys(
    source: Source, destination: Destination, mapping: Mapping
) -> None:
    saved = serving(mapping, "vip")
    text = export_file(mapping_bundle(saved), workspace=source.workspace, form="yaml").text
    update_mapping(mapping=saved, changes={"other_audience_keys": ["lapsed"]})

    answer = preview_import(workspace=source.workspace, text=text, options=ImportOptions())
    (field,) = answer.changes[0].fields
    assert (field.pointer, field.old, field.new) == ("/other_audience_keys", ["lapsed"], ["vip"])
    run_import(workspace=source.workspace, text=text, options=ImportOptions())
    mapping.refresh_from_db()
    assert mapping.other_audience_keys == ["vip"]

    mapping.delete()
    run_import(workspace=source.workspace, text=text, options=ImportOptions())
    assert Mapping.objects.get().other_audience_keys == ["vip"]


def test_a_test_sent_to_a_destination_runs_for_the_audience_of_its_event(
    destination: Destination, mapping: Mapping
) -> None:
    running(mapping, "vip", "lapsed")
    member = factories.make_member(destination.workspace)
    sent: list[Any] = []

    def send(request: Any, **_: Any) -> Answer:
        sent.append(json.loads(request.body))
        return Answer(200, {}, b"{}")

    answers = send_event_test(
        destination=destination,
        event=event_of("vip"),
        member=member,
        now=timezone.now(),
        send=send,
    )
    assert [(one.mapping_name, one.state) for one in answers] == [
        ("Audience entered – vip", "delivered")
    ]
    assert sent == [{"contacts": [TRACK_PAYLOAD]}]
    both = send_event_test(
        destination=destination,
        event=event_of(OWN, "vip"),
        member=member,
        now=timezone.now(),
        send=send,
    )
    assert [one.mapping_name for one in both] == ["Audience entered", "Audience entered – vip"]


def test_a_mapping_of_many_audiences_is_checked_from_memory(
    destination: Destination, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mappings.services import other_audiences

    saved = serving(make_mapping(destination), "a_key_of_its_own")
    monkeypatch.setattr(other_audiences, "variant_problems", None)

    assert mapping_problems(saved) == ()
