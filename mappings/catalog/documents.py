"""The JSON documents that ship with the catalog. The only module here that reads files."""

from importlib.resources import files

from mappings.engine.json_types import Json
from mappings.engine.strict_json import parse_json


def read_document(path: str) -> Json:
    """One document, by its path below the catalog's folder, as ``destinations/webhook.json``."""
    return parse_json(files("mappings.catalog").joinpath(path).read_bytes())
