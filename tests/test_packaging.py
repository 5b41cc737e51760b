"""What a wheel has to hold is named in pyproject.toml, and the command has a way in."""

import tomllib
from importlib import import_module
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((PROJECT_DIR / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_document_of_a_package_goes_into_a_wheel():
    for package in ("mappings", "engage_mapper"):
        folder = PROJECT_DIR / package
        patterns = PROJECT["tool"]["setuptools"]["package-data"].get(package, [])
        packed = {path for pattern in patterns for path in folder.glob(pattern)}
        documents = {
            path
            for path in folder.rglob("*")
            if path.is_file() and path.suffix not in (".py", ".pyc")
        }
        assert sorted(documents - packed) == []


def test_every_folder_with_modules_is_a_package():
    """A folder without __init__.py is found on a disk, and left out of a wheel."""
    modules = [*(PROJECT_DIR / "mappings").rglob("*.py"), *PROJECT_DIR.glob("engage_mapper/*.py")]
    folders = {path.parent for path in modules}
    assert [folder.name for folder in folders if not (folder / "__init__.py").exists()] == []


def test_the_command_leads_to_its_function():
    module, _, function = PROJECT["project"]["scripts"]["engage-mapper"].partition(":")
    assert callable(getattr(import_module(module), function))
