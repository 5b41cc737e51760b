"""Exports: what they hold, and that no secret is ever in one."""

import json

import pytest

from mappings.exchange.outgoing import OUT_FORMS
from mappings.exchange.texts import read_text
from mappings.models import Destination, Mapping, Source, Workspace
from mappings.services.errors import InvalidInput, SecretsExposed
from mappings.services.exports import (
    destination_bundle,
    export_file,
    mapping_bundle,
    workspace_bundle,
)
from mappings.services.mappings import enable_mapping, move_mapping
from tests.factories import (
    make_destination,
    make_mapping,
    make_own_definition,
    make_own_destination,
    make_test_event,
    make_webhook,
)

pytestmark = pytest.mark.django_db

CANARY = 'canary-secret-"quoted"-\\-ü-8c1d'


def exported(bundle, workspace, form="json"):
    return export_file(bundle, workspace=workspace, form=form)


def test_a_workspace_is_told_by_name(workspace: Workspace, mapping: Mapping) -> None:
    make_own_definition(workspace)
    make_webhook(mapping.destination.source, "A webhook")
    make_mapping(mapping.destination, "Second")
    move_mapping(mapping=mapping, is_up=False)

    document = read_text(exported(workspace_bundle(workspace), workspace).text)

    assert list(document) == ["format", "kind", "definitions", "sources", "destinations"]
    assert [row["name"] for row in document["destinations"]] == ["A webhook", "Acme CRM"]
    crm = document["destinations"][1]
    assert [row["name"] for row in crm["mappings"]] == ["Second", mapping.name]
    assert crm["to_be_filled_in"] == ["api_key"]
    assert crm["mappings"][0]["trigger"] == (
        'type = "track" and properties.browse_abandoners = true'
    )


def test_a_destination_brings_the_definition_that_it_needs(source: Source) -> None:
    make_own_definition(source.workspace)
    bundle = destination_bundle(make_own_destination(source))

    document = read_text(exported(bundle, source.workspace).text)

    assert [row["slug"] for row in document["definitions"]] == [
        document["destination"]["definition"]
    ]


@pytest.mark.parametrize("form", OUT_FORMS)
def test_no_export_holds_a_secret(form: str, source: Source) -> None:
    destination = make_destination(source, secrets={"api_key": CANARY})
    mapping = make_mapping(destination)
    make_test_event(source)
    for bundle in (
        workspace_bundle(source.workspace),
        destination_bundle(destination),
        mapping_bundle(mapping),
    ):
        text = exported(bundle, source.workspace, form).text
        assert "canary" not in text
        assert source.write_key not in text
        assert destination.sealed_secrets not in text


@pytest.mark.parametrize(
    ("config", "pointer"),
    [
        ({"first_name": CANARY}, "/mappings/0/config/first_name"),
        (
            {"first_name": {"@template": f"Bearer {CANARY}"}},
            "/mappings/0/config/first_name/@template",
        ),
        ({"first_name": {"@literal": {CANARY: 1}}}, "/mappings/0/config/first_name/@literal"),
    ],
)
def test_a_secret_that_was_typed_into_a_mapping_is_not_exported(
    config: dict[str, object], pointer: str, source: Source
) -> None:
    destination = make_destination(source, secrets={"api_key": CANARY})
    other = make_destination(source, "Other")
    bundle = mapping_bundle(make_mapping(other, config=config))

    with pytest.raises(SecretsExposed) as caught:
        exported(bundle, destination.workspace)

    assert [problem.pointer for problem in caught.value.problems] == [pointer]
    assert "canary" not in str(caught.value.message)


def test_a_setting_that_became_a_secret_is_left_out(source: Source) -> None:
    destination = make_destination(source)
    Destination.objects.filter(pk=destination.pk).update(
        settings={"base_url": "https://crm.example.com/api", "api_key": "once-plain"}
    )
    destination.refresh_from_db()

    assert "once-plain" not in exported(destination_bundle(destination), source.workspace).text


def test_an_export_does_not_need_to_read_the_secrets(destination: Destination) -> None:
    Destination.objects.filter(pk=destination.pk).update(sealed_secrets="gAAAAA-of-another-key")

    assert (
        "Acme CRM" in exported(workspace_bundle(destination.workspace), destination.workspace).text
    )


def test_a_file_is_named_after_what_is_in_it(mapping: Mapping) -> None:
    workspace = mapping.workspace
    assert exported(workspace_bundle(workspace), workspace, "yaml").name == "acme.yaml"
    assert (
        exported(destination_bundle(mapping.destination), workspace, "terraform").name
        == "acme-crm.tf"
    )
    assert (
        exported(mapping_bundle(mapping), workspace, "segment").name
        == "audience-entered.segment.json"
    )


def test_segment_gets_its_own_shape_and_notes_on_names(mapping: Mapping) -> None:
    enable_mapping(mapping=mapping)
    file = exported(destination_bundle(mapping.destination), mapping.workspace, "segment")

    (subscription,) = json.loads(file.text)
    assert list(subscription) == ["name", "actionSlug", "enabled", "trigger", "settings"]
    assert subscription["settings"] == mapping.config
    assert [note.code for note in file.notes] == ["names"]


def test_segments_json_has_no_place_for_two_destinations(mapping: Mapping) -> None:
    make_webhook(mapping.destination.source)
    with pytest.raises(InvalidInput, match="one destination"):
        exported(workspace_bundle(mapping.workspace), mapping.workspace, "segment")


def test_exporting_a_workspace_takes_the_same_queries_for_any_number_of_rows(
    mapping: Mapping, django_assert_max_num_queries: object
) -> None:
    for number in range(5):
        make_mapping(make_webhook(mapping.destination.source, f"W{number}"))
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        exported(workspace_bundle(mapping.workspace), mapping.workspace)
