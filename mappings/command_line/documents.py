"""What the options name: mapping files, triggers, and the fields that payloads are checked with."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mappings.catalog.errors import CatalogError
from mappings.catalog.schema import ActionDefinition, DestinationDefinition
from mappings.command_line.json_positions import find_position
from mappings.command_line.parsing import did_you_mean
from mappings.command_line.problems import UsageError
from mappings.engine.compiler import CompiledMapping, compile_mapping
from mappings.engine.errors import JsonTextError, MappingError, Problem, TriggerError
from mappings.engine.fql import Trigger, parse_trigger, read_trigger
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_JSON_BYTES
from mappings.engine.paths import MISSING
from mappings.engine.strict_json import parse_json
from mappings.event_files.errors import FileProblem, bare_message
from mappings.event_files.opening import read_file

_TRIGGER_OPTION = "--trigger"


@dataclass(frozen=True, slots=True)
class GivenTrigger:
    """A trigger, and its FQL as it was written; None of a tree."""

    trigger: Trigger
    text: str | None


@dataclass(frozen=True, slots=True)
class MappingFile:
    """A mapping as a file has it: a config alone, or a stored mapping with its trigger.

    `pointer` leads to the config in the file.
    """

    file: str
    config: Json
    compiled: CompiledMapping
    trigger: GivenTrigger | None = None
    action_slug: str | None = None
    pointer: str = ""


class Documents:
    """Reads what options name, and keeps every problem, so that all are told at once.

    What cannot be read is None, and a problem is kept.
    """

    def __init__(self) -> None:
        self.problems: list[FileProblem] = []
        self._texts: dict[str, str] = {}  # of JSON documents, to find a pointer's place in

    def stop_if_wrong(self) -> None:
        """Raise a UsageError with every problem so far, if there is any."""
        if self.problems:
            raise UsageError(self.problems)

    def read_mapping(self, path: str) -> MappingFile | None:
        """The mapping in a file.

        A document with both ``trigger`` and ``config`` is a mapping as the REST API gives it; any
        other is a config.
        """
        document = self.read_json(path)
        if document is MISSING:
            return None
        if not (isinstance(document, dict) and "trigger" in document and "config" in document):
            compiled = self._compile(path, document, "")
            return MappingFile(path, document, compiled) if compiled else None
        config, slug = document["config"], document.get("action")
        compiled = self._compile(path, config, "/config")
        trigger = self._trigger_of(path, document["trigger"], "/trigger")
        if compiled is None or trigger is None:
            return None
        action_slug = slug if isinstance(slug, str) else None
        return MappingFile(path, config, compiled, trigger, action_slug, "/config")

    def read_trigger(self, given: str, *, option: str = _TRIGGER_OPTION) -> GivenTrigger | None:
        """The trigger in a file, as FQL or as a tree; or in the words themselves, as FQL."""
        if not os.path.exists(given):
            return self._trigger_of(option, given, "")
        try:
            text = read_file(given, max_bytes=MAX_JSON_BYTES)
            if text.lstrip()[:1] == b"{":
                tree = self.read_json(given)
                return None if tree is MISSING else self._trigger_of(given, tree, "")
            return self._trigger_of(given, text.decode(), "")
        except JsonTextError as err:
            self.keep(given, err.problems)
        except UnicodeDecodeError:
            self.keep(given, [Problem("", "This is not UTF-8 text.", "encoding")])
        return None

    def read_action(
        self, destination: str | None, action: str | None, *, fields: str | None
    ) -> ActionDefinition | None:
        """The action that options name: the catalog's, a file's, or what a file of fields makes."""
        if fields:
            return self._read_fields(fields)
        return self._action_of(destination, action) if destination else None

    def action_document(self, destination: str | None, *, fields: str | None) -> Json:
        """The document that `read_action` made an action of."""
        if fields:
            return self.read_json(fields)
        return self._definition_document(destination or "")

    def keep(self, file: str, problems: Iterable[Problem], prefix: str = "") -> None:
        """Keep problems of a file, whose pointers start behind this prefix."""
        self.problems += (self._placed(file, problem, prefix) for problem in problems)

    def _placed(self, file: str, problem: Problem, prefix: str) -> FileProblem:
        """The problem in a file: at its line and column in it, or where its pointer leads."""
        pointer = prefix + problem.pointer
        if problem.line and not prefix:
            message = bare_message(problem)
            return FileProblem(file, problem.line, problem.column, pointer, problem.code, message)
        text = self._texts.get(file)
        line, column = find_position(text, pointer) if text else (0, None)
        return FileProblem(file, line, column, pointer, problem.code, problem.message)

    def read_json(self, path: str) -> Json:
        """The document in a file, MISSING where there is none that can be read."""
        try:
            text = read_file(path, max_bytes=MAX_JSON_BYTES)
            document = parse_json(text)
        except JsonTextError as err:
            self.keep(path, err.problems)
            return MISSING
        self._texts[path] = text.decode()
        return document

    def _compile(self, path: str, config: Json, prefix: str) -> CompiledMapping | None:
        try:
            return compile_mapping(config)
        except MappingError as err:
            self.keep(path, err.problems, prefix)
            return None

    def _trigger_of(self, file: str, value: Any, prefix: str) -> GivenTrigger | None:
        try:
            if isinstance(value, str):
                return GivenTrigger(parse_trigger(value), value)
            return GivenTrigger(read_trigger(value), None)
        except TriggerError as err:
            self.keep(file, err.problems, prefix)
            return None

    # What reads definitions is loaded where it is needed: it takes longer to load than all else.

    def _read_fields(self, path: str) -> ActionDefinition | None:
        from mappings.catalog.field_lists import load_field_list

        document = self.read_json(path)
        if document is MISSING:
            return None
        try:
            return load_field_list(document, name=path)
        except CatalogError as err:
            self.keep(path, err.problems)
            return None

    def _action_of(self, name: str, action_slug: str | None) -> ActionDefinition | None:
        definition = self._definition(name)
        if definition is None:
            return None
        if action_slug is None and len(definition.actions) == 1:
            return definition.actions[0]
        action = definition.action(action_slug or "")
        if action is None:
            known = [one.slug for one in definition.actions]
            self._refuse("--action", action_slug, f"action of {definition.slug}", known)
        return action

    def _definition(self, name: str) -> DestinationDefinition | None:
        from mappings.catalog.loading import load_definition
        from mappings.catalog.registry import destination_definitions, get_definition
        from mappings.command_line.definition import definition_problems

        if definition := get_definition(name):
            return definition
        if not os.path.isfile(name):
            known = [one.slug for one in destination_definitions()]
            self._refuse("--destination", name, "destination", known)
            return None
        problems = list(definition_problems(name))
        self.problems += problems
        return None if problems else load_definition(self._definition_document(name), name=name)

    def _definition_document(self, name: str) -> Json:
        from mappings.catalog.documents import read_document
        from mappings.catalog.documents_text import read_document as read_document_text
        from mappings.catalog.registry import DOCUMENTS

        if f"{name}.json" in DOCUMENTS:
            return read_document(f"destinations/{name}.json")
        return read_document_text(read_file(name, max_bytes=MAX_JSON_BYTES))

    def _refuse(self, option: str, slug: str | None, noun: str, known: list[str]) -> None:
        listed = f"There is: {', '.join(known)}."
        message = f"Name an {noun}. {listed}"
        if slug is not None:
            message = f'There is no {noun} "{slug}"{did_you_mean(slug, known)} {listed}'
        self.keep(option, [Problem("", message, "not_found")])
