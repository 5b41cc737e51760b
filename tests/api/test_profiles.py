"""Profiles, traits, jobs and imports over the API."""

from typing import Any

import pytest

from mappings.models import Job, Profile, Trait
from tests.api.calls import Api, assert_error
from tests.api.conftest import World


def test_profiles_are_written_and_found_by_what_they_are_called(api: Api, world: World) -> None:
    body = {"profiles": [{"identifiers": {"email": ["user@example.com"]}, "traits": {"plan": 1}}]}
    [made] = api.post("profiles/", body).json()["profiles"]

    found = api.get("profiles/?identifier=user@example.com&type=email").json()["results"]
    assert [row["id"] for row in found] == [made["id"]]
    assert found[0]["traits"] == {"plan": 1}
    assert api.get("profiles/?identifier=nobody").json()["results"] == []


def test_all_profiles_are_written_or_none(api: Api, world: World) -> None:
    before = Profile.objects.count()
    body: dict[str, Any] = {
        "profiles": [{"identifiers": {"email": "new"}}, {"identifiers": {"email": ""}}]
    }
    answer = api.post("profiles/", body)

    assert answer.status_code == 400
    assert answer.json()["error"]["problems"][0]["pointer"] == "/profiles/1/identifiers/email"
    assert Profile.objects.count() == before


@pytest.mark.parametrize(
    "body",
    [
        {"profiles": [{"identifiers": {"email": 7}}]},
        {"profiles": [{"identifiers": {}}]},
        {"profiles": [{"identifiers": {"email": "a"}}] * 501},
        {"profiles": 7},
    ],
)
def test_bad_profiles_are_told(api: Api, world: World, body: Any) -> None:
    assert api.post("profiles/", body).status_code == 400


def test_who_may_not_see_contents_sees_neither_traits_nor_identifiers(
    reader: Api, world: World
) -> None:
    row = reader.get(f"profiles/{world.profile.pk}/").json()

    assert row["traits"] is None
    assert [(one["type"], one["value"]) for one in row["identifiers"]] == [("user_id", None)]


def test_a_file_is_imported_by_a_job(api: Api, world: World) -> None:
    columns = '{"user_id": {"identifier": "user_id"}}'
    address = f"profiles/import/?name=people.ndjson&columns={columns}"
    answer = api.post(address, {"user_id": "user-9"})

    assert answer.status_code == 201
    assert Job.objects.get(pk=answer.json()["id"]).options["columns"] == {
        "user_id": {"identifier": "user_id"}
    }


@pytest.mark.parametrize("query", ["name=a.txt", "format=xml", "name=a.csv&columns=x"])
def test_an_import_that_cannot_be_read_is_refused(api: Api, world: World, query: str) -> None:
    assert api.post(f"profiles/import/?{query}", {"user_id": "a"}).status_code == 400


def test_a_job_is_paused_once(api: Api, world: World) -> None:
    address = f"jobs/{world.job.pk}/"
    assert api.post(f"{address}pause/").json()["state"] == "paused"

    again = api.post(f"{address}pause/")
    assert again.status_code == 409
    assert again.json()["error"]["message"] == "This job is paused; it cannot be paused."


def test_the_origin_of_a_trait_is_one_of_four(api: Api, world: World) -> None:
    address = f"traits/{world.trait.pk}/"
    assert api.patch(address, {"origin": "predictive"}).json()["origin"] == "predictive"
    assert api.patch(address, {"origin": "guessed"}).status_code == 400
    assert Trait.objects.get(pk=world.trait.pk).origin == "predictive"


def test_who_may_not_see_contents_cannot_search_by_an_identifier(reader: Api, world: World) -> None:
    assert_error(reader.get("profiles/?identifier=user@example.com"), 403, "forbidden")
    assert reader.get("profiles/?type=email").status_code == 200
