"""People are merged by several at the same moment, and nobody is lost or doubled."""

from datetime import UTC, datetime
from functools import partial

import pytest

from mappings.models import Profile, ProfileIdentifier
from mappings.services.profiles import ProfileInput, upsert_profiles
from tests.factories import make_workspace
from tests.services.threads import at_once

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_the_same_people_from_four_sides_become_one_each() -> None:
    workspace = make_workspace()
    sets = [
        {"user_id": "user-{}", "email": "user{}@example.com"},
        {"anonymous_id": "anon-{}", "email": "user{}@example.com"},
        {"anonymous_id": "anon-{}", "user_id": "user-{}"},
        {"email": "user{}@example.com"},
    ]
    calls = []
    for number, identifiers in enumerate(sets):
        people = range(20) if number % 2 else reversed(range(20))
        inputs = [
            ProfileInput({kind: text.format(i) for kind, text in identifiers.items()})
            for i in people
        ]
        calls.append(partial(upsert_profiles, workspace, inputs, NOW))

    at_once(calls)

    assert Profile.objects.count() == 20
    assert ProfileIdentifier.objects.count() == 60
