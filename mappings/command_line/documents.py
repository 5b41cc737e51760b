"""What the options name: mapping files, triggers, and the fields that payloads are checked with."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mappings.catalog.errors import CatalogError
from mappings.catalog.field_lists import load_field_list
from mappings.catalog.registry import destination_definitions, get_definition
from mappings.catalog.schema import ActionDefinition
from mappings.command_line.parsing import did_you_mean
from mappings.command_line.problems import UsageError
from mappings.engine.compiler import CompiledMapping, compile_mapping
from mappings.engine.errors import EngineError, MappingError, Problem, TriggerError
from mappings.engine.fql import Trigger, parse_trigger, read_trigger
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_JSON_BYTES
from mappings.engine.strict_json import parse_json
from mappings.event_files.errors import FileProblem
from mappings.event_files.opening import read_file

_TRIGGER_OPTION = "--trigger"


@dataclass(frozen=True, slots=True)
class MappingFile:
    """A mapping as a file has it: a config alone, or a stored mapping with its trigger."""

    file: str
    config: Json
    compiled: CompiledMapping
    trigger: Trigger | None
    action_slug: str | None


class Documents:
    """Reads what options name, and keeps every problem, so that all are told at once.

    What cannot be read is None, and a problem is kept.
    """

    def __init__(self) -> None:
        self.problems: list[FileProblem] = []

    def stop_if_wrong(self) -> None:
        """Raise a UsageError with every problem so far, if there is any."""
        if self.problems:
            raise UsageError(self.problems)

    def read_mapping(self, path: str) -> MappingFile | None:
        """The mapping in a file.

        A document with both ``trigger`` and ``config`` is a mapping as the REST API gives it; any
        other is a config.
        """
        try:
            document = parse_json(read_file(path, max_bytes=MAX_JSON_BYTES))
        except EngineError as err:
            self._keep(path, err.problems)
            return None
        if not is_stored_mapping(document):
            compiled = self._compile(path, document, "")
            return MappingFile(path, document, compiled, None, None) if compiled else None
        compiled = self._compile(path, document["config"], "/config")
        trigger = self._trigger_of(path, document["trigger"], "/trigger")
        if compiled is None or trigger is None:
            return None
        slug = document.get("action")
        action_slug = slug if isinstance(slug, str) else None
        return MappingFile(path, document["config"], compiled, trigger, action_slug)

    def read_trigger(self, given: str) -> Trigger | None:
        """The trigger in a file, as FQL or as a tree; or in the option's own text, as FQL."""
        if not os.path.exists(given):
            return self._trigger_of(_TRIGGER_OPTION, given, "")
        try:
            text = read_file(given, max_bytes=MAX_JSON_BYTES)
            is_tree = text.lstrip()[:1] == b"{"
            value = parse_json(text) if is_tree else text.decode()
        except EngineError as err:
            self._keep(given, err.problems)
            return None
        except UnicodeDecodeError:
            self._keep(given, [Problem("", "This is not UTF-8 text.", "encoding")])
            return None
        return self._trigger_of(given, value, "")

    def read_action(
        self, destination: str | None, action: str | None, *, fields: str | None
    ) -> ActionDefinition | None:
        """The action that options name: one of the catalog's, or what a file of fields makes."""
        if fields:
            return self._read_fields(fields)
        return self._catalog_action(destination, action) if destination else None

    def _compile(self, path: str, config: Json, prefix: str) -> CompiledMapping | None:
        try:
            return compile_mapping(config)
        except MappingError as err:
            self._keep(path, err.problems, prefix)
            return None

    def _trigger_of(self, file: str, value: Any, prefix: str) -> Trigger | None:
        try:
            return parse_trigger(value) if isinstance(value, str) else read_trigger(value)
        except TriggerError as err:
            # Line and column are those in the FQL, which a mapping file holds inside a text.
            self._keep(file, err.problems, prefix, with_places=not prefix)
            return None

    def _read_fields(self, path: str) -> ActionDefinition | None:
        try:
            document = parse_json(read_file(path, max_bytes=MAX_JSON_BYTES))
            return load_field_list(document, name=path)
        except (EngineError, CatalogError) as err:
            self._keep(path, err.problems)
            return None

    def _catalog_action(self, slug: str, action_slug: str | None) -> ActionDefinition | None:
        definition = get_definition(slug)
        if definition is None:
            known = [one.slug for one in destination_definitions()]
            self._refuse("--destination", slug, "destination", known)
            return None
        if action_slug is None and len(definition.actions) == 1:
            return definition.actions[0]
        action = definition.action(action_slug or "")
        if action is None:
            known = [one.slug for one in definition.actions]
            self._refuse("--action", action_slug, f"action of {slug}", known)
            return None
        return action

    def _refuse(self, option: str, slug: str | None, noun: str, known: list[str]) -> None:
        listed = f"There is: {', '.join(known)}."
        message = f"Name an {noun}. {listed}"
        if slug is not None:
            message = f'There is no {noun} "{slug}"{did_you_mean(slug, known)} {listed}'
        self._keep(option, [Problem("", message, "not_found")])

    def _keep(
        self, file: str, problems: Iterable[Problem], prefix: str = "", *, with_places: bool = True
    ) -> None:
        for problem in problems:
            line = problem.line if with_places and problem.line else 0
            column = problem.column if line else None
            pointer = prefix + problem.pointer
            kept = FileProblem(file, line, column, pointer, problem.code, problem.message)
            self.problems.append(kept)


def is_stored_mapping(document: Json) -> bool:
    """Whether a document is a mapping as the REST API gives it, and not a config alone."""
    return isinstance(document, dict) and "trigger" in document and "config" in document
