"""Members change while people are merged and forgotten, and audiences and connections go."""

from datetime import UTC, datetime
from functools import partial

import pytest

from mappings.models import Event, Membership, Profile
from mappings.services.audiences import delete_audience
from mappings.services.connections import disconnect_audience
from mappings.services.member_changes import name_members
from mappings.services.privacy import delete_user_data
from mappings.services.profiles import ProfileInput, upsert_profiles
from tests import factories
from tests.services.threads import at_once

NOW = datetime(2026, 12, 1, 10, tzinfo=UTC)
PEOPLE = range(30)


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_in_a_circle_and_no_event_names_what_is_gone() -> None:
    workspace = factories.make_workspace()
    source = factories.make_source(workspace)
    going, staying = (factories.make_audience(workspace, key) for key in ("going", "staying"))
    connections = [
        factories.make_connection(one, factories.make_destination(source, name))
        for one, name in ((going, "One"), (staying, "Two"))
    ]
    known = [ProfileInput({"email": f"u{at}@example.com"}) for at in PEOPLE]
    for audience in (going, staying):
        name_members(audience=audience, adding=known, now=NOW)
    both = [ProfileInput({"user_id": f"u{at}", "email": f"u{at}@example.com"}) for at in PEOPLE]
    new = [ProfileInput({"user_id": f"u{at}"}) for at in reversed(PEOPLE)]

    at_once(
        [
            partial(upsert_profiles, workspace, both, NOW),
            partial(name_members, audience=going, adding=new, now=NOW),
            partial(name_members, audience=staying, adding=new, removing=known[:9], now=NOW),
            partial(delete_audience, audience=going),
            partial(disconnect_audience, row=connections[1]),
            partial(delete_user_data, workspace=workspace, user_id="u7"),
        ]
    )

    assert not Membership.objects.filter(audience=going).exists()
    assert not Event.objects.filter(connection__isnull=False).exists()
    named = Profile.objects.filter(identifiers__value__in=["u3", "u3@example.com"]).distinct()
    assert named.count() == 1
