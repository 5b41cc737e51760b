"""Events and deliveries over the API: what is told to whom, and sending again."""

import pytest

from mappings.models import Delivery, Member
from tests.api.calls import Api, assert_error
from tests.api.conftest import World
from tests.delivery_rows import make_attempt, make_delivery
from tests.factories import make_token

pytestmark = pytest.mark.django_db


def test_a_story_tells_what_came_in_and_what_came_of_it(api: Api, world: World):
    make_attempt(world.delivery, status=400)
    told = api.get(f"events/{world.event.pk}/").json()
    assert told["event"]["userId"] == "user-123"
    delivery = told["deliveries"][0]
    assert (delivery["state"], delivery["reason_text"]) == ("dead", "Answered 400 Bad Request")
    assert delivery["payload"]["email_address"] == "user@example.com"
    assert delivery["attempts"][0]["request"]["method"] == "POST"
    assert delivery["can_replay"]


@pytest.mark.parametrize("path", ["events/", "events/{event}/", "deliveries/", "deliveries/{row}/"])
def test_a_viewer_reads_no_contents(reader: Api, world: World, path: str):
    Delivery.objects.update(detail="user@example.com is unknown")
    make_attempt(world.delivery, status=400)
    answer = reader.get(path.format(event=world.event.pk, row=world.delivery.pk))
    assert answer.status_code == 200
    for secret in ("user-123", "anon-test-1", "example.com", "Jane"):
        assert secret not in answer.content.decode()


def test_a_viewer_cannot_ask_for_people(reader: Api, world: World):
    for path in ("events/?user=user-123", "deliveries/?anonymous=anon-test-1"):
        assert_error(reader.get(path), 403, "forbidden")


def test_a_token_sees_what_its_maker_sees(world: World, editor: Member):
    api = Api(token=make_token(editor, "read"))
    assert "user-123" in api.get("events/").content.decode()
    Member.objects.filter(pk=editor.pk).update(sees_contents=False)
    assert "user-123" not in api.get("events/").content.decode()


def test_deliveries_are_found_by_the_same_words_as_on_the_page(api: Api, world: World):
    assert len(api.get("deliveries/?state=failed&user=user-123").json()["results"]) == 1
    assert api.get("deliveries/?state=delivered").json()["results"] == []
    assert_error(api.get("deliveries/?state=lost"), 400, "invalid")
    assert_error(api.get("deliveries/?colour=red"), 400, "invalid_query")


def test_a_replay_is_made_once(api: Api, world: World):
    path = f"deliveries/{world.delivery.pk}/replay/"
    assert api.post(path, {"version": "was"}).json()["created"] == 1
    assert api.post(path, {"version": "was"}).json() == {
        "created": 0,
        "unmatched": 0,
        "stopped": 0,
        "repeated": 0,
    }
    assert Delivery.objects.filter(replay_of=world.delivery).count() == 1


def test_a_replay_by_filter_stays_in_its_workspace(api: Api, world: World, foreign: World):
    body = {"version": "was", "filter": {"state": "failed"}}
    assert api.post("deliveries/replay/", body).json()["created"] == 1
    assert not Delivery.objects.filter(replay_of=foreign.delivery).exists()
    foreign_id = {"destination": str(foreign.destination.pk)}
    answer = api.post("deliveries/replay/", {"version": "was", "filter": foreign_id})
    assert answer.json()["created"] == 0


@pytest.mark.parametrize("body", [{}, {"version": "then"}, {"version": "was", "filter": []}])
def test_a_malformed_replay_is_told(api: Api, world: World, body: object):
    assert_error(api.post("deliveries/replay/", body), 400, "invalid")
    assert Delivery.objects.count() == 1


def test_the_overview_is_of_what_is_asked(api: Api, world: World, foreign: World):
    told = api.get("deliveries/overview/?range=custom&from=2026-11-24T00:00&to=2026-11-25T00:00")
    assert told.json()["received"]["events"] == 1
    own = f"deliveries/overview/?destination={world.destination.pk}"
    assert api.get(own).status_code == 200
    for name, pk in (("destination", foreign.destination.pk), ("mapping", foreign.mapping.pk)):
        assert_error(api.get(f"deliveries/overview/?{name}={pk}"), 400, "invalid")
    assert_error(api.get("deliveries/overview/?range=year"), 400, "invalid")


def test_the_books_balance(api: Api, world: World):
    make_delivery(world.event, world.mapping, "pending", replay_of=world.delivery)
    told = api.get("deliveries/balance/").json()
    assert (told["mappings"], told["states"]["dead"], told["replays"]) == (1, 1, 1)
    assert told["is_even"]


def test_what_a_test_did_not_send_is_told(api: Api, world: World):
    body = {"event": {"type": "identify"}}
    told = api.post(f"mappings/{world.mapping.pk}/test/", body).json()
    assert (told["state"], told["request"]) == ("unmatched", None)
    assert_error(api.post(f"mappings/{world.mapping.pk}/test/", {"event": 5}), 400, "invalid")
