"""Whether an event adds its user to an audience or removes them."""

import pytest

from mappings.engine.audience_membership import audience_membership, matching_key, sync_mode


def engage(kind="track", flag=True, *, computation="audience", key="vip", holder=None):
    personas = {"computation_class": computation, "computation_key": key}
    holder = holder or ("properties" if kind == "track" else "traits")
    return {"type": kind, "context": {"personas": personas}, holder: {"vip": flag}}


@pytest.mark.parametrize(
    ("event", "answer"),
    [
        (engage(), True),
        (engage(flag=False), False),
        (engage("identify"), True),
        (engage("identify", flag=False, computation="journey_step"), False),
        (engage("identify", holder="properties"), None),
        (engage("page"), None),
        (engage(kind=["track"]), None),
        (engage(flag="true"), None),
        (engage(flag=None), None),
        (engage(computation="trait"), None),
        (engage(key=""), None),
        (engage(key=5), None),
        (engage(key="other"), None),
        ({**engage(), "properties": None}, None),
        ({"type": "track", "context": None}, None),
        ({"type": "track", "context": {"personas": None}}, None),
        ({}, None),
        (None, None),
        ([], None),
    ],
)
def test_engage_tells_by_the_flag_of_the_computation_key(event, answer):
    assert audience_membership(event) is answer


@pytest.mark.parametrize(
    ("mode", "name", "answer"),
    [
        ("add", "new", True),
        ("add", "updated", None),
        ("update", "updated", True),
        ("upsert", "new", True),
        ("upsert", "updated", True),
        ("upsert", "deleted", None),
        ("mirror", "updated", True),
        ("mirror", "deleted", False),
        ("delete", "deleted", False),
        ("delete", "new", None),
        (None, "new", None),
    ],
)
def test_reverse_etl_tells_by_its_event_name_under_a_sync_mode(mode, name, answer):
    event = {"type": "track", "event": name}

    assert audience_membership(event, sync_mode=mode) is answer


def test_reverse_etl_tells_by_track_events_only():
    assert audience_membership({"type": "identify", "event": "new"}, sync_mode="add") is None


def test_the_flag_of_engage_comes_first():
    event = {**engage(flag=False), "event": "new"}

    assert audience_membership(event, sync_mode="add") is False


@pytest.mark.parametrize(
    ("value", "mode"), [("upsert", "upsert"), ("UPSERT", None), (5, None), (["add"], None)]
)
def test_only_a_known_sync_mode_is_one(value, mode):
    assert sync_mode({"__segment_internal_sync_mode": value}) == mode


@pytest.mark.parametrize(
    ("value", "key"), [("email", "email"), (5, "5"), (["a", "b"], "a,b"), ("", None), (0, None)]
)
def test_a_matching_key_is_read_as_text(value, key):
    assert matching_key({"__segment_internal_matching_key": value}) == key


@pytest.mark.parametrize("config", [{}, [], None])
def test_a_config_may_name_neither(config):
    assert (sync_mode(config), matching_key(config)) == (None, None)
