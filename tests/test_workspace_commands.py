"""Exporting and importing a workspace from the command line."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from mappings.models import Mapping, Source
from tests.factories import SECRET, make_destination, make_mapping, make_source, make_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def mapping(db: None) -> Mapping:
    return make_mapping(make_destination(make_source(make_workspace())))


def exported(capsys: Any, *words: str) -> str:
    call_command("export_workspace", "acme", *words)
    return str(capsys.readouterr().out)


def test_a_workspace_goes_to_a_file_and_into_another(
    mapping: Mapping, tmp_path: Path, capsys: Any
) -> None:
    path = tmp_path / "acme.yaml"
    call_command("export_workspace", "acme", "--output", str(path))
    make_workspace("other")

    call_command("import_workspace", "other", str(path), "--dry-run")
    assert capsys.readouterr().out.splitlines() == [
        "+ source Website",
        "+ destination Acme CRM",
        "+ mapping Audience entered of Acme CRM",
        "Dry run: 3 new, 0 changed, 0 unchanged, 0 left alone.",
    ]
    assert Source.objects.count() == 1

    call_command("import_workspace", "other", str(path))
    told = capsys.readouterr()
    assert told.out.splitlines()[-1] == "3 new, 0 changed, 0 unchanged, 0 left alone."
    assert "Fill in API key in its settings" in told.err
    assert Mapping.objects.filter(workspace__slug="other").count() == 1


def test_a_change_is_told_field_by_field(mapping: Mapping, tmp_path: Path, capsys: Any) -> None:
    text = exported(capsys)
    assert SECRET not in text
    path = tmp_path / "acme.yaml"
    path.write_text(text.replace("    first_name:\n", "    fax:\n"), encoding="utf-8")
    call_command("import_workspace", "acme", str(path), "--dry-run")
    assert capsys.readouterr().out.splitlines()[2:5] == [
        "~ mapping Audience entered of Acme CRM",
        '    /config/first_name: {"@path": "$.properties.first_name"} -> nothing',
        '    /config/fax: nothing -> {"@path": "$.properties.first_name"}',
    ]


def test_mappings_of_segment_go_to_the_destination_that_is_named(
    mapping: Mapping, tmp_path: Path
) -> None:
    path = tmp_path / "one.json"
    path.write_text('{"name": "S", "trigger": "type = \\"track\\"", "settings": {}}')
    words = ["import_workspace", "acme", str(path), "--action", "upsert_contact"]
    with pytest.raises(CommandError, match="Choose the destination"):
        call_command(*words)
    call_command(*words, "--destination", "Acme CRM")
    assert Mapping.objects.filter(name="S").exists()


def test_what_stands_against_it_is_told(mapping: Mapping, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text(exported(capsys).replace("upsert_contact", "fly"), encoding="utf-8")
    words = ["acme", str(path)]
    with pytest.raises(CommandError, match=r"line \d+: /destinations/0/mappings/0/action: This"):
        call_command("import_workspace", *words)
    path.write_text("a: [1, 2\nb: }\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"^line 2: This is not YAML"):
        call_command("import_workspace", *words)
    with pytest.raises(CommandError, match=r'no workspace "none"\. There is: acme\.'):
        call_command("import_workspace", "none", str(path))
    with pytest.raises(CommandError, match='no destination called "None"'):
        call_command("import_workspace", *words, "--destination", "None")
    with pytest.raises(CommandError, match="There is no such file"):
        call_command("import_workspace", "acme", str(tmp_path / "none"))
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_workspace", "acme", "--output", str(tmp_path / "no" / "such"))
