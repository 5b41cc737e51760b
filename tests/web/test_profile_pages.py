"""Profiles: found, shown to who may see people, imported; traits and their labels."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mappings.models import Audience, Job, Membership, Profile, Source, Trait, Workspace
from mappings.web import profiles
from tests import factories
from tests.delivery_rows import make_event
from tests.web.conftest import Htmx

pytestmark = pytest.mark.django_db

ATTACK = "<script>alert(1)</script>"
PERSONAL = ("user-123", "user@example.com", "Jane", "first_name")


@pytest.fixture(autouse=True)
def _data_dir(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def a_file(text: str, name: str = "people.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_the_empty_list_says_how_profiles_come(ann: Client, vic: Client) -> None:
    assert "Or import a file" in text_of(ann, reverse("profiles"))
    page = text_of(vic, reverse("profiles"))
    assert "An editor of this workspace can also import a file." in page
    assert reverse("import_profiles") not in page


@pytest.mark.parametrize("query", ["user-123", "user@example.com", " user-123 "])
def test_somebody_is_found_by_a_whole_identifier(ann: Client, profile: Profile, query: str) -> None:
    factories.make_profile(profile.workspace, user_id="somebody-else")
    lines = ann.get(reverse("profiles"), {"q": query}).context["lines"]
    assert [line.profile for line in lines] == [profile]


def test_somebody_is_found_by_the_profiles_own_id(ann: Client, profile: Profile) -> None:
    lines = ann.get(reverse("profiles"), {"q": str(profile.pk)}).context["lines"]
    assert [line.profile for line in lines] == [profile]


@pytest.mark.parametrize("query", ["user-12", "\0", "nobody"])
def test_a_search_that_finds_nobody_says_so(ann: Client, profile: Profile, query: str) -> None:
    answer = ann.get(reverse("profiles"), {"q": query})
    assert answer.status_code == 200
    assert "Nobody is called" in answer.content.decode()


def test_a_stranger_finds_nobody(sam: Client, profile: Profile) -> None:
    for query in ("user-123", str(profile.pk)):
        assert not sam.get(reverse("profiles"), {"q": query}).context["lines"]


def test_who_may_not_see_people_sees_none(
    vic: Client, ann: Client, membership: Membership, source: Source
) -> None:
    profile = membership.profile
    make_event(source)
    pages = [reverse("profiles"), reverse("profile", args=[profile.pk])]
    seen_by_ann = "".join(text_of(ann, address) for address in pages)
    assert [word for word in PERSONAL if word not in seen_by_ann] == []
    assert "Audience Entered" in seen_by_ann

    seen = "".join(text_of(vic, address) for address in pages)
    assert [word for word in (*PERSONAL, "Audience Entered") if word in seen] == []
    assert "user_id" in seen  # that there is such an identifier, as the API tells
    assert "Browse abandoners" in seen


def test_who_may_not_see_people_cannot_probe_for_them(vic: Client, profile: Profile) -> None:
    factories.make_profile(profile.workspace, user_id="somebody-else")
    assert len(vic.get(reverse("profiles"), {"q": "user-123"}).context["lines"]) == 2


def test_the_list_goes_on_page_after_page(
    ann: Client, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profiles, "PROFILES_PER_PAGE", 2)
    made = [factories.make_profile(workspace, user_id=f"user-{at}") for at in range(5)]
    seen, address = [], reverse("profiles")
    while address:
        context = ann.get(address).context
        seen += [line.profile for line in context["lines"]]
        address = f"{reverse('profiles')}?{context['older']}" if context["older"] else ""
    assert seen == made[::-1]
    assert ann.get(reverse("profiles"), {"after": "x"}).status_code == 400


def test_the_list_costs_the_same_however_long_it_is(
    ann: Client, workspace: Workspace, django_assert_num_queries: Any
) -> None:
    for at in range(5):
        factories.make_profile(workspace, user_id=f"user-{at}", email=f"{at}@example.com")
    with django_assert_num_queries(6):  # session, user, member, profiles, identifiers, audiences
        ann.get(reverse("profiles"))


def test_a_profile_costs_the_same_however_much_is_known(
    ann: Client, membership: Membership, source: Source, django_assert_num_queries: Any
) -> None:
    for _ in range(5):
        make_event(source)
    # session, user, member, profile, memberships, identifiers with their count, IDs of two types,
    # traits, events
    with django_assert_num_queries(11):
        ann.get(reverse("profile", args=[membership.profile_id]))


def test_a_member_leads_to_its_profile(ann: Client, vic: Client, membership: Membership) -> None:
    address = reverse("members", args=[membership.audience_id])
    link = f'href="{reverse("profile", args=[membership.profile_id])}"'
    assert link in text_of(ann, address)
    assert link in text_of(vic, address)


def test_identifiers_come_in_the_order_in_which_they_were_seen(
    ann: Client, profile: Profile
) -> None:
    profile.identifiers.create(
        workspace=profile.workspace,
        type="email",
        value="newer@example.com",
        first_seen_at=timezone.now(),
        last_seen_at=timezone.now(),
    )
    page = text_of(ann, reverse("profile", args=[profile.pk]))
    assert page.index("user@example.com") < page.index("newer@example.com")


def test_a_profile_tells_its_traits_with_their_origin(ann: Client, profile: Profile) -> None:
    Trait.objects.create(workspace=profile.workspace, name="first_name", origin="computed")
    lines = ann.get(reverse("profile", args=[profile.pk])).context["traits"]
    told = [(line.trait.name, line.trait.origin, line.text) for line in lines]
    assert told == [("first_name", "Computed", '"Jane"'), ("last_name", "", '"Doe"')]


def test_a_profile_tells_where_it_is_and_was(ann: Client, membership: Membership) -> None:
    address = reverse("profile", args=[membership.profile_id])
    assert "Is a member" in text_of(ann, address)
    membership.exited_at = timezone.now()
    membership.save()
    assert "Is a member" not in text_of(ann, address)
    Audience.objects.update(deleted_at=timezone.now())
    assert "In none, and never was." in text_of(ann, address)


def test_a_profile_shows_the_events_of_all_its_ids_and_of_nobody_else(
    ann: Client, source: Source
) -> None:
    profile = factories.make_profile(source.workspace, user_id="u1", anonymous_id="a1")
    now = timezone.now()
    own = [
        make_event(source, {"type": "track", "event": f"Event {at}", **ids}, at=now)
        for at, ids in enumerate(
            ({"userId": "u1"}, {"anonymousId": "a1"}, {"anonymousId": str(profile.pk)})
        )
    ]
    make_event(source, {"type": "track", "event": "Other", "userId": "u2"})
    make_event(source, {"type": "track", "event": "Old", "userId": "u1"}, at=now - timedelta(1))
    shown = ann.get(reverse("profile", args=[profile.pk])).context["story"].events
    assert set(shown[:3]) == set(own)
    assert [event.name for event in shown[3:]] == ["Old"]


def test_what_people_wrote_is_text(ann: Client, workspace: Workspace) -> None:
    profile = factories.make_profile(workspace, **{ATTACK: ATTACK})
    profile.traits = {ATTACK: {ATTACK: ATTACK}}
    profile.save()
    Trait.objects.create(workspace=workspace, name=ATTACK)
    addresses = [reverse("profiles"), reverse("profile", args=[profile.pk]), reverse("traits")]
    for address in addresses:
        page = text_of(ann, address)
        assert ATTACK not in page
        assert "&lt;script&gt;" in page
    for name in ("profiles", "traits"):
        assert ATTACK not in ann.get(reverse(name), {"q": ATTACK}).content.decode()


def test_a_label_is_changed(ann: Client, trait: Trait) -> None:
    address = reverse("trait_origin", args=[trait.pk])
    answer = ann.post(address, {"origin": "predictive", "page": "1"})
    assert answer["Location"] == f"{reverse('traits')}?page=1"
    trait.refresh_from_db()
    assert trait.origin == "predictive"
    assert ann.post(address, {"origin": "guessed"}).status_code == 400
    away = ann.post(address, {"origin": "sql", "page": "1&next=//evil.example"})
    assert away["Location"] == reverse("traits")


def test_a_viewer_reads_labels_and_has_no_button(vic: Client, trait: Trait) -> None:
    page = text_of(vic, reverse("traits"))
    assert "Custom" in page
    assert reverse("trait_origin", args=[trait.pk]) not in page


def test_traits_are_searched_by_a_part_of_their_name(ann: Client, trait: Trait) -> None:
    Trait.objects.create(workspace=trait.workspace, name="plan")
    shown = ann.get(reverse("traits"), {"q": "FIRST"}).context["traits"]
    assert list(shown) == [trait]
    assert "No trait has" in ann.get(reverse("traits"), {"q": "nothing"}).content.decode()
    assert ann.get(reverse("traits"), {"q": "\0"}).status_code == 200


def test_the_list_of_traits_costs_the_same_however_long_it_is(
    ann: Client, workspace: Workspace, django_assert_num_queries: Any
) -> None:
    for at in range(5):
        Trait.objects.create(workspace=workspace, name=f"trait_{at}")
    with django_assert_num_queries(5):  # session, user, member, count, traits
        ann.get(reverse("traits"))


def test_a_file_is_imported_by_a_job(ann: Client) -> None:
    answer = ann.post(reverse("import_profiles"), {"file": a_file("user_id,plan\nu1,pro\n")})
    job = Job.objects.get()
    assert answer["Location"] == reverse("job", args=[job.pk])
    assert (job.kind, job.options["columns"]) == ("import_profiles", {})
    assert reverse("profiles") in text_of(ann, reverse("job", args=[job.pk]))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "Choose a file."),
        ({"file": a_file("")}, "The file is empty."),
        ({"file": a_file("user_id\nu1\n", "people.txt")}, "Say the format"),
        ({"file": a_file("x", "people.parquet")}, "This is no Parquet file."),
    ],
)
def test_a_file_that_will_not_do_is_told(ann: Client, given: Any, told: str) -> None:
    for more in ({}, {"look": "1"}):
        for file in given.values():
            file.seek(0)
        answer = ann.post(reverse("import_profiles"), {**given, **more})
        assert answer.status_code == 400
        assert told in answer.content.decode()
    assert not Job.objects.exists()


def test_columns_are_guessed_by_their_names(ann: Client, ann_htmx: Htmx) -> None:
    text = "User ID,E-mail,plan\n,,\nuser-1,a@example.com,pro\n"
    for client in (ann, ann_htmx):
        data = {"file": a_file(text), "look": "1"}
        answer = client.post(reverse("import_profiles"), data)
        assert answer.status_code == 200
        assert [(row.name, row.sample, row.use) for row in answer.context["rows"]] == [
            ("User ID", "user-1", {"identifier": "user_id"}),
            ("E-mail", "a@example.com", {"identifier": "email", "trait": "email"}),
            ("plan", "pro", {"trait": "plan"}),
        ]
    assert not Job.objects.exists()


def test_columns_are_as_they_were_chosen(ann: Client) -> None:
    given = {
        "file": a_file('"Mail\nbox",Age,Note\n', "people.csv"),
        "column": [json.dumps(name) for name in ("Mail\nbox", "Age", "Note")],
        "identifier": ["email", "", ""],
        "trait": ["", "age", ""],
        "type": ["", "number", "text"],
    }
    assert ann.post(reverse("import_profiles"), given).status_code == 302
    assert Job.objects.get().options["columns"] == {
        "Mail\nbox": {"identifier": "email"},
        "Age": {"trait": "age", "type": "number"},
    }


@pytest.mark.parametrize(
    ("identifier", "trait", "told"),
    [
        ("", "", "No column is an identifier"),
        ("", "plan", "No column is an identifier"),
        ("user_id", "a..b", "A dotted name has a name on either side"),
        ("x" * 101, "", "A text of 1 to 100 characters is expected."),
    ],
)
def test_columns_that_will_not_do_keep_what_was_typed(
    ann: Client, identifier: str, trait: str, told: str
) -> None:
    given = {
        "file": a_file("a/b\nu1\n"),
        "column": ['"a/b"'],
        "identifier": [identifier],
        "trait": [trait],
        "type": [""],
    }
    answer = ann.post(reverse("import_profiles"), given)
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert answer.context["rows"][0].use["trait"] == trait
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    "given",
    [{"column": ["x"]}, {"column": ['"a"', '"b"'], "trait": ["a"]}, {"column": ["7"]}],
)
def test_rows_that_no_page_sends_are_refused(ann: Client, given: Any) -> None:
    rows = {"identifier": [""], "trait": [""], "type": [""], **given}
    assert ann.post(reverse("import_profiles"), rows).status_code == 400


def test_a_files_own_words_are_text(ann: Client) -> None:
    file = a_file(f"user_id,{ATTACK}\nu1,{ATTACK}\n", f"{ATTACK}.csv")
    page = ann.post(reverse("import_profiles"), {"file": file, "look": "1"}).content.decode()
    assert "&lt;script&gt;" in page
    assert ATTACK not in page
