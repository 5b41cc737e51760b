"""Imports: the difference first, then all of it or nothing."""

from typing import Any

import pytest

from mappings.exchange.limits import MAX_IMPORT_PROBLEMS
from mappings.exchange.texts import read_text, write_text
from mappings.models import Destination, Mapping, OwnDefinition, Source, Workspace
from mappings.services.definitions import find_kind, update_definition
from mappings.services.destination_filters import FilterChanges, create_filter
from mappings.services.destinations import open_secrets, update_destination
from mappings.services.errors import InvalidInput, StaleImport
from mappings.services.exports import (
    destination_bundle,
    export_file,
    mapping_bundle,
    workspace_bundle,
)
from mappings.services.imports import ImportAnswer, ImportOptions, preview_import, run_import
from mappings.services.mappings import enable_mapping, update_mapping
from tests.api.test_access_matrix import stored
from tests.factories import (
    SECRET,
    make_mapping,
    make_own_definition,
    make_own_destination,
    make_source,
    make_webhook,
    make_workspace,
    own_document,
)

pytestmark = pytest.mark.django_db

NO_OPTIONS = ImportOptions()
FILTERS: tuple[FilterChanges, ...] = (
    {"title": "Tests", "action": "drop", "condition": 'event = "Test"'},
    {"title": "Same", "action": "sample", "percent": 0.5, "path": "userId", "is_enabled": False},
    {"title": "Same", "action": "drop_properties", "fields": {"traits": ["phone"]}},
)


@pytest.fixture
def full(mapping: Mapping) -> Workspace:
    """A workspace with something of everything in it."""
    enable_mapping(mapping=mapping)
    source = make_source(mapping.workspace, "App")
    make_webhook(source)
    make_own_definition(mapping.workspace)
    make_own_destination(source)
    for changes in FILTERS:
        create_filter(destination=mapping.destination, changes=changes)
    trigger = 'type = "identify" and (traits.plan in ("free", "pro") or traits["a.b"] != null)'
    make_mapping(mapping.destination, "Odd: yes", trigger=trigger, config={"first_name": "007"})
    return mapping.workspace


def text_of(workspace: Workspace, form: Any = "yaml") -> str:
    return export_file(workspace_bundle(workspace), workspace=workspace, form=form).text


def preview(workspace: Workspace, text: str, options: ImportOptions = NO_OPTIONS) -> ImportAnswer:
    return preview_import(workspace=workspace, text=text, options=options)


def run(
    workspace: Workspace, text: str, options: ImportOptions = NO_OPTIONS, expected: str = ""
) -> ImportAnswer:
    return run_import(workspace=workspace, text=text, options=options, expected=expected)


def changed_text(text: str, change: Any) -> str:
    """The text after its document was changed."""
    document = read_text(text)
    change(document)
    return write_text(document, "yaml")


def rows() -> str:
    return stored() + "".join(
        str(row.document) for row in OwnDefinition.objects.order_by("workspace_id", "slug")
    )


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_an_export_makes_the_same_workspace_elsewhere(form: str, full: Workspace) -> None:
    text, elsewhere = text_of(full, form), make_workspace("elsewhere")

    answer = run(elsewhere, text)

    assert text_of(elsewhere, form) == text
    assert {change.outcome for change in answer.changes} == {"create"}


def test_importing_what_is_there_changes_nothing(full: Workspace) -> None:
    before = rows()
    answer = run(full, text_of(full))

    assert {change.outcome for change in answer.changes} == {"unchanged"}
    assert rows() == before


def test_a_destination_and_a_mapping_travel_on_their_own(full: Workspace) -> None:
    elsewhere = make_workspace("elsewhere")
    destination = Destination.objects.get(workspace=full, name="Our loyalty")
    crm = Mapping.objects.get(workspace=full, name="Audience entered").destination
    for bundle in (destination_bundle(destination), destination_bundle(crm)):
        text = export_file(bundle, workspace=full, form="json").text
        run(elsewhere, text)
        copy = Destination.objects.get(workspace=elsewhere, name=bundle.destinations[0].name)
        again = export_file(destination_bundle(copy), workspace=elsewhere, form="json").text
        assert again == text
    text = export_file(mapping_bundle(crm.mappings.all()[0]), workspace=full, form="json").text
    Mapping.objects.filter(destination__workspace=elsewhere).delete()

    answer = run(elsewhere, text)

    assert [(change.name, change.outcome) for change in answer.changes] == [
        ("Audience entered", "create")
    ]


def test_a_dry_run_tells_the_difference_and_leaves_nothing_behind(full: Workspace) -> None:
    elsewhere = make_workspace("elsewhere")
    before = rows()
    answer = preview(elsewhere, text_of(full))

    assert answer.count("create") == len(answer.changes) > 5
    assert rows() == before


def test_a_dry_run_of_a_definition_is_forgotten(workspace: Workspace) -> None:
    """A version that was taken back is loaded anew when another one gets its number."""
    own = make_own_definition(workspace)
    source = make_source(workspace)
    make_own_destination(source)

    def rename(document: Any) -> None:
        document["definitions"][0]["name"] = "Never kept"

    preview(workspace, changed_text(text_of(workspace), rename))
    update_definition(definition=own, document=own_document(name="Kept"))

    kind = find_kind(workspace, own.slug)
    assert kind is not None
    assert kind.definition.name == "Kept"


def test_only_what_differs_is_written(full: Workspace) -> None:
    versions = dict(Mapping.objects.values_list("name", "version"))

    def change(document: Any) -> None:
        crm = document["destinations"][0]
        crm["mappings"][1]["config"]["last_name"] = {"@path": "$.traits.last_name"}

    answer = run(full, changed_text(text_of(full), change))

    (changed,) = [one for one in answer.changes if one.outcome == "change"]
    assert [field.pointer for field in changed.fields] == ["/config/last_name"]
    assert Mapping.objects.get(name="Odd: yes").version == versions["Odd: yes"] + 1
    assert Mapping.objects.get(name="Audience entered").version == versions["Audience entered"]


def test_secrets_are_kept_whatever_a_document_says(mapping: Mapping) -> None:
    workspace = mapping.workspace

    def change(document: Any) -> None:
        crm = document["destinations"][0]
        crm["settings"]["base_url"] = "https://crm.example.com/v2"
        crm["to_be_filled_in"] = []

    run(workspace, changed_text(text_of(workspace), change))

    destination = Destination.objects.get(workspace=workspace)
    assert destination.settings == {"base_url": "https://crm.example.com/v2"}
    assert open_secrets(destination) == {"api_key": SECRET}


def test_a_secret_in_a_document_is_refused(mapping: Mapping) -> None:
    def change(document: Any) -> None:
        document["destinations"][0]["settings"]["api_key"] = "a-new-secret"

    with pytest.raises(InvalidInput) as caught:
        run(mapping.workspace, changed_text(text_of(mapping.workspace), change))

    (problem,) = caught.value.problems
    assert (problem.pointer, problem.code) == ("/destinations/0/settings/api_key", "secret")
    assert "a-new-secret" not in problem.message


def test_a_destination_without_its_secrets_says_what_to_fill_in(full: Workspace) -> None:
    elsewhere = make_workspace("elsewhere")
    answer = run(elsewhere, text_of(full))

    told = [note.message for note in answer.notes if note.code == "to_be_filled_in"]
    assert told[0] == "Fill in API key in its settings: documents hold no secrets."
    # Another import does not need them either.
    text = text_of(elsewhere).replace("crm.example.com/api", "crm.example.com/v2")
    run(elsewhere, text)
    assert open_secrets(Destination.objects.get(workspace=elsewhere, name="Acme CRM")) == {}


def test_everything_that_stands_against_an_import_is_told_with_its_line(full: Workspace) -> None:
    def change(document: Any) -> None:
        crm = document["destinations"][0]
        crm["settings"]["base_url"] = "ftp://crm.example.com"
        crm["mappings"][0]["action"] = "fly"
        crm["mappings"][1]["trigger"] = "type = "
        crm["mappings"][1]["config"] = {"email_address": {"@pathh": "$.email"}}
        crm["unknown"] = 1
        document["destinations"].append(
            {"name": "New", "definition": "nothing", "source": "App", "mappings": []}
        )

    before = rows()
    text = changed_text(text_of(full), change)
    with pytest.raises(InvalidInput) as caught:
        run(full, text)

    problems = {problem.pointer: problem for problem in caught.value.problems}
    assert set(problems) >= {
        "/destinations/0/unknown",
        "/destinations/0/settings/base_url",
        "/destinations/0/mappings/0/action",
        "/destinations/0/mappings/1/config/email_address",
        "/destinations/3/definition",
    }
    assert any(pointer.startswith("/destinations/0/mappings/1/trigger") for pointer in problems)
    line = problems["/destinations/0/mappings/0/action"].line
    assert line is not None
    assert text.splitlines()[line - 1].strip() == "action: fly"
    assert rows() == before


def test_a_mapping_of_a_destination_that_is_refused_is_checked_all_the_same(
    workspace: Workspace,
) -> None:
    document = {
        "format": "engage-mapper/1",
        "kind": "destination",
        "destination": {
            "name": "CRM",
            "definition": "crm",
            "source": "Website",
            "settings": {},
            "mappings": [{"name": "M", "action": "x", "trigger": 'type = "track"', "config": {}}],
        },
    }
    with pytest.raises(InvalidInput) as caught:
        run(workspace, write_text(document, "json"))

    assert [problem.pointer for problem in caught.value.problems] == [
        "/destination/settings/base_url",
        "/destination/mappings/0/action",
    ]


def test_problems_are_told_up_to_a_limit(workspace: Workspace) -> None:
    sources = [{"name": "x" * 300 + str(number)} for number in range(150)]
    text = write_text(
        {"format": "engage-mapper/1", "kind": "workspace", "sources": sources}, "json"
    )
    with pytest.raises(InvalidInput) as caught:
        run(workspace, text)
    assert len(caught.value.problems) == MAX_IMPORT_PROBLEMS


def test_an_import_that_was_looked_at_takes_place_only_while_it_is_the_same(
    full: Workspace,
) -> None:
    text = text_of(full).replace("$.properties.first_name", "$.properties.given_name")
    state = preview(full, text).state
    mapping = Mapping.objects.get(name="Audience entered")
    update_mapping(mapping=mapping, changes={"config": {}})
    before = rows()

    with pytest.raises(StaleImport):
        run(full, text, expected=state)
    assert rows() == before

    run(full, text, expected=preview(full, text).state)
    mapping.refresh_from_db()
    assert mapping.config["first_name"] == {"@path": "$.properties.given_name"}


def test_what_the_document_does_not_name_may_change_meanwhile(full: Workspace) -> None:
    text = text_of(full)
    state = preview(full, text).state
    make_mapping(Destination.objects.get(workspace=full, name="Webhook"))

    answer = run(full, text, expected=state)

    assert answer.count("left_alone") == 1


def test_filters_become_those_of_the_document(full: Workspace) -> None:
    crm = Destination.objects.get(workspace=full, name="Acme CRM")

    def change(document: Any) -> None:
        filters = document["destinations"][0]["filters"]
        filters[0]["condition"] = None
        del filters[1]

    answer = run(full, changed_text(text_of(full), change))

    (changed,) = [one for one in answer.changes if one.outcome == "change"]
    assert [field.pointer for field in changed.fields] == ["/filters/0", "/filters/1", "/filters/2"]
    crm.refresh_from_db()
    assert [rule["title"] for rule in crm.live_filters] == ["Tests", "Same"]
    assert crm.live_filters[0]["condition"] is None
    assert open_secrets(crm) == {"api_key": SECRET}

    def say_nothing(document: Any) -> None:
        del document["destinations"][0]["filters"]

    run(full, changed_text(text_of(full), say_nothing))
    assert crm.filters.count() == 2


def test_how_a_destination_is_sent_to_becomes_what_the_document_says(full: Workspace) -> None:
    crm = Destination.objects.get(workspace=full, name="Acme CRM")

    def imported(**delivery: Any) -> dict[str, Any]:
        def change(document: Any) -> None:
            document["destinations"][0] |= delivery

        run(full, changed_text(text_of(full), change))
        crm.refresh_from_db()
        options: dict[str, Any] = crm.delivery_options
        return options

    assert imported(delivery={"max_concurrency": 2}) == {"max_concurrency": 2}
    assert "max_concurrency: 2" in text_of(full)
    assert imported() == {"max_concurrency": 2}
    assert imported(delivery={}) == {}


def test_a_way_of_sending_that_cannot_be_is_told_where_it_is(full: Workspace) -> None:
    def change(document: Any) -> None:
        document["destinations"][0]["delivery"] = {"timeout_s": 99}

    with pytest.raises(InvalidInput) as caught:
        run(full, changed_text(text_of(full), change))
    assert [p.pointer for p in caught.value.problems] == ["/destinations/0/delivery/timeout_s"]


def test_a_filter_that_cannot_run_is_told_where_it_is(full: Workspace) -> None:
    def change(document: Any) -> None:
        filters = document["destinations"][0]["filters"]
        filters[0]["condition"] = "event = "
        filters[1]["percent"] = "half"
        filters[2]["fields"] = [["phone"]]
        filters.append({"title": "Odd", "action": "explode"})

    before = rows()
    with pytest.raises(InvalidInput) as caught:
        run(full, changed_text(text_of(full), change))

    places = {problem.pointer.split("/filters/")[1][0] for problem in caught.value.problems}
    assert places == {"0", "1", "2", "3"}
    assert rows() == before


def test_a_mapping_that_is_not_ready_stays_off(full: Workspace) -> None:
    def change(document: Any) -> None:
        document["destinations"][0]["mappings"][1]["enabled"] = True

    answer = run(full, changed_text(text_of(full), change))

    assert not Mapping.objects.get(name="Odd: yes").is_enabled
    (note, *_) = [note for note in answer.notes if note.code == "not_ready"]
    assert note.message.startswith("It stays off: ")
    assert note.line


def test_a_mapping_is_switched_off_and_on_as_the_document_says(full: Workspace) -> None:
    on = text_of(full)
    off = on.replace("enabled: true\n    trigger", "enabled: false\n    trigger")
    assert off != on

    run(full, off)
    assert not Mapping.objects.get(name="Audience entered").is_enabled
    run(full, on)
    assert Mapping.objects.get(name="Audience entered").is_enabled


def test_a_live_mapping_that_an_import_leaves_unfinished_says_so(full: Workspace) -> None:
    def change(document: Any) -> None:
        document["destinations"][0]["mappings"][0]["config"] = {}

    answer = run(full, changed_text(text_of(full), change))

    messages = [note.message for note in answer.notes if note.code == "not_ready"]
    assert messages[0].startswith("The newest ready version runs on: ")


def test_a_destination_never_changes_its_kind(full: Workspace) -> None:
    def change(document: Any) -> None:
        document["destinations"][0]["definition"] = "webhook"

    with pytest.raises(InvalidInput, match="is of the kind crm"):
        run(full, changed_text(text_of(full), change))


def test_mappings_need_a_destination(mapping: Mapping) -> None:
    text = export_file(mapping_bundle(mapping), workspace=mapping.workspace, form="yaml").text
    elsewhere = make_workspace("elsewhere")
    with pytest.raises(InvalidInput, match='no destination called "Acme CRM"'):
        run(elsewhere, text)

    webhook = make_webhook(make_source(elsewhere))
    with pytest.raises(InvalidInput, match="is of the kind webhook"):
        run(elsewhere, text, ImportOptions(destination=webhook))


def test_mappings_go_to_the_destination_that_was_chosen(mapping: Mapping) -> None:
    text = export_file(mapping_bundle(mapping), workspace=mapping.workspace, form="yaml").text
    update_destination(destination=mapping.destination, changes={"name": "Renamed"})
    mapping.delete()

    run(mapping.workspace, text, ImportOptions(destination=mapping.destination))

    assert Mapping.objects.get().destination_id == mapping.destination.pk


@pytest.mark.parametrize("form", ["segment", "terraform"])
def test_what_goes_to_segment_comes_back_unchanged(form: Any, full: Workspace) -> None:
    destination = Destination.objects.get(workspace=full, name="Acme CRM")
    text = export_file(destination_bundle(destination), workspace=full, form=form).text

    answer = preview(full, text, ImportOptions(destination=destination))

    fields = {change.name: [field.pointer for field in change.fields] for change in answer.changes}
    assert fields == {"Audience entered": [], "Odd: yes": []}


def test_a_subscription_of_segment_says_what_differs(destination: Destination) -> None:
    subscription = {
        "name": "Entered",
        "partnerAction": "upsertContact",
        "enabled": True,
        "subscribe": 'type = "track" and event = "A" or event = "B"',
        "mapping": {
            "email_address": {"@path": "$.context.traits.email"},
            "audience_status": {"@path": "$.properties.browse_abandoners"},
            "enable_batching": True,
        },
    }
    text = write_text(subscription, "json")
    answer = run(destination.workspace, text, ImportOptions(destination=destination))

    mapping = Mapping.objects.get()
    assert mapping.action_slug == "upsert_contact"
    assert mapping.is_enabled
    codes = [note.code for note in answer.notes]
    assert codes[:2] == ["action", "left_out"]
    assert codes[2].startswith("trigger_")


@pytest.mark.parametrize("text", ["", "x", "a: 1", "[]", "null", "{", "\x00", "resource {", "- 1"])
def test_what_is_no_document_is_refused(text: str, workspace: Workspace) -> None:
    with pytest.raises(InvalidInput):
        run(workspace, text)


def test_nothing_of_another_workspace_is_touched_or_told(full: Workspace) -> None:
    elsewhere = make_workspace("elsewhere")
    make_source(elsewhere)
    before = rows()
    text = text_of(elsewhere)

    answer = run(elsewhere, text)

    assert [change.name for change in answer.changes] == ["Website"]
    assert rows() == before
    assert Source.objects.for_workspace(elsewhere).count() == 1
