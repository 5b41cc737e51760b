"""The house rules that a machine can check."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT_DIR = Path(__file__).resolve().parent.parent
STATIC = PROJECT_DIR / "static" / "mapper"


def tracked_files() -> list[str]:
    command = ["git", "ls-files"]
    return subprocess.run(  # noqa: S603
        command, cwd=PROJECT_DIR, capture_output=True, text=True, check=True
    ).stdout.splitlines()


PURE_MODULES = [
    "mappings.engine.compiler",
    "mappings.engine.fql",
    "mappings.engine.strict_json",
    "mappings.catalog.registry",
    "mappings.exchange.incoming",
    "mappings.exchange.outgoing",
]

COMMANDS_OVER_FILES = ["map", "resync", "check", "explain", "trigger", "convert", "definition"]


@pytest.mark.parametrize("module", PURE_MODULES)
def test_the_pure_core_loads_without_django_or_network(module):
    unwanted = "{'django', 'rest_framework', 'socket'}"
    code = f"import sys, {module}; print(sorted({unwanted} & set(sys.modules)))"
    answer = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], cwd=PROJECT_DIR, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"


@pytest.mark.parametrize("name", COMMANDS_OVER_FILES)
def test_a_command_over_files_works_without_django(name):
    code = (
        "import sys; from mappings.command_line.main import make_parser; "
        f"make_parser({name!r}); print('django' in sys.modules)"
    )
    answer = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], cwd=PROJECT_DIR, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "False"


@pytest.mark.parametrize("name", ["errors", "parsers"])
def test_what_the_api_is_set_up_with_can_be_imported_first(name):
    code = f"import django; django.setup(); import mappings.api.{name}"
    settings = {"DJANGO_SETTINGS_MODULE": "engage_mapper.settings", "ENGAGE_MAPPER_HTTPS": "0"}
    answer = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], cwd=PROJECT_DIR, env={**os.environ, **settings}, check=False
    )
    assert answer.returncode == 0


def test_no_third_party_file_is_kept_in_the_repository():
    foreign = re.compile(r"\.min\.(js|css)$|(^|/)(vendor|node_modules|third_party)/")
    assert [name for name in tracked_files() if foreign.search(name)] == []


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.js")), ids=lambda path: path.name)
def test_a_script_stays_small_and_writes_text_only(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 250
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text)


def test_templates_hold_no_inline_script_or_style():
    inline = re.compile(r"\son[a-z]+=[\"']|\sstyle=|<style|\|safe\b|mark_safe")
    found = [
        str(path.relative_to(PROJECT_DIR))
        for path in sorted((PROJECT_DIR / "templates").rglob("*.html"))
        if inline.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_lock_pins_every_package_with_hashes_and_names_no_index():
    for name in ("base.txt", "dev.txt"):
        text = (PROJECT_DIR / "requirements" / name).read_text(encoding="utf-8")
        requirements = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line)]
        assert requirements
        assert all("==" in line for line in requirements)
        assert text.count("--hash=sha256:") >= len(requirements)
        assert "://" not in text
