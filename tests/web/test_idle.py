"""How long a session lasts: from the last request, with few writes."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from mappings.models import Member
from mappings.web.idle import REFRESH_AFTER, SEEN_AT

pytestmark = pytest.mark.django_db

A_MINUTE = timedelta(minutes=1)


def be_idle_for(client: Client, time: timedelta, settings: Any) -> timedelta:
    """Move the session back by that time; what is then left of it."""
    session = client.session
    session[SEEN_AT] = int((timezone.now() - time).timestamp())
    session.save()
    left = timedelta(seconds=settings.SESSION_COOKIE_AGE) - time
    Session.objects.update(expire_date=timezone.now() + left)
    return left


def left(client: Client) -> timedelta:
    return Session.objects.get(pk=client.session.session_key).expire_date - timezone.now()


def test_a_request_moves_the_end_of_the_session(ann: Client, settings: Any) -> None:
    be_idle_for(ann, timedelta(hours=11), settings)
    answer = ann.get("/sources/")
    assert left(ann) > timedelta(seconds=settings.SESSION_COOKIE_AGE) - A_MINUTE
    assert answer.cookies["sessionid"]["max-age"] == settings.SESSION_COOKIE_AGE


def test_requests_within_minutes_write_nothing(ann: Client, settings: Any) -> None:
    before = be_idle_for(ann, REFRESH_AFTER - A_MINUTE, settings)
    answer = ann.get("/sources/")
    assert left(ann) <= before
    assert "sessionid" not in answer.cookies


def test_the_api_is_a_request_too(ann: Client, settings: Any) -> None:
    before = be_idle_for(ann, timedelta(hours=1), settings)
    assert ann.get("/api/v1/me/").status_code == 200
    assert left(ann) > before + A_MINUTE


def test_an_idle_session_ends(ann: Client, settings: Any) -> None:
    be_idle_for(ann, timedelta(seconds=settings.SESSION_COOKIE_AGE + 1), settings)
    assert ann.get("/sources/").status_code == 302


def test_signing_out_leaves_no_session(ann: Client, settings: Any) -> None:
    be_idle_for(ann, timedelta(hours=1), settings)
    ann.post("/logout/")
    assert not Session.objects.exists()


def test_nobody_gets_a_session(client: Client, editor: Member) -> None:
    client.get("/login/")
    assert not Session.objects.exists()
