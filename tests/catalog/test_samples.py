"""The sample events are the guide's, for any audience."""

import json

import pytest

from mappings.catalog.samples import sample_event

IDENTIFY = """{
  "anonymousId": "anon-test-1",
  "traits": {
    "email": "user@example.com",
    "browse_abandoners": true,
    "first_name": "Jane",
    "last_name": "Doe"
  },
  "type": "identify",
  "userId": "user-123"
}"""

TRACK = """{
  "anonymousId": "anon-test-1",
  "context": {
    "traits": {
      "email": "user@example.com"
    }
  },
  "event": "Audience Entered",
  "properties": {
    "audience_key": "browse_abandoners",
    "browse_abandoners": true,
    "first_name": "Jane",
    "last_name": "Doe"
  },
  "type": "track",
  "userId": "user-123"
}"""


@pytest.mark.parametrize(("event_type", "text"), [("identify", IDENTIFY), ("track", TRACK)])
def test_a_sample_is_the_guides_event_key_by_key(event_type, text):
    event = sample_event(event_type, audience_key="browse_abandoners")
    assert json.dumps(event, indent=2) == text


def test_an_identify_sample_keeps_the_flag_of_any_audience_in_traits():
    event = sample_event("identify", audience_key="vip", is_entering=False)
    assert event["traits"] == {
        "email": "user@example.com",
        "vip": False,
        "first_name": "Jane",
        "last_name": "Doe",
    }


def test_a_track_sample_of_a_user_who_exits_says_so():
    event = sample_event("track", audience_key="vip", is_entering=False)
    assert event["event"] == "Audience Exited"
    assert event["properties"] == {
        "audience_key": "vip",
        "vip": False,
        "first_name": "Jane",
        "last_name": "Doe",
    }


@pytest.mark.parametrize("audience_key", ["email", "first_name", "audience_key"])
@pytest.mark.parametrize(
    ("event_type", "holder"), [("identify", "traits"), ("track", "properties")]
)
def test_the_flag_wins_over_a_trait_of_the_same_name(event_type, holder, audience_key):
    assert sample_event(event_type, audience_key=audience_key)[holder][audience_key] is True


def test_every_sample_is_a_new_one():
    sample_event("track", audience_key="vip")["properties"].clear()
    assert sample_event("track", audience_key="vip")["properties"]["vip"] is True


def test_other_event_types_have_no_sample():
    with pytest.raises(KeyError):
        sample_event("screen", audience_key="vip")
