"""The rows of an import, made one after the other; every refusal is kept, with its place."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db import transaction

from mappings.catalog.schema import DestinationDefinition
from mappings.engine.errors import Problem, json_pointer
from mappings.exchange.bundle import DefinitionItem, DestinationItem, MappingItem, SourceItem
from mappings.exchange.comparing import ItemChange
from mappings.exchange.limits import MAX_IMPORT_PROBLEMS
from mappings.models import (
    Destination,
    DestinationFilter,
    Mapping,
    OwnDefinition,
    Source,
    Workspace,
)
from mappings.models.definitions import forget_loaded_definitions
from mappings.services.definitions import create_definition, find_kind, update_definition
from mappings.services.destination_filters import create_filter, delete_filter
from mappings.services.destinations import (
    DestinationChanges,
    create_destination,
    secret_states,
    update_destination,
)
from mappings.services.documents import problems_under
from mappings.services.errors import (
    InvalidInput,
    NotReady,
    ServiceError,
    StaleDefinition,
    StaleImport,
    StaleVersion,
)
from mappings.services.mapping_input import MappingChanges, read_changes
from mappings.services.mappings import (
    create_mapping,
    disable_mapping,
    enable_mapping,
    update_mapping,
)
from mappings.services.readiness import mapping_problems
from mappings.services.sources import create_source

_Row = TypeVar("_Row")
_FILTERS = "/filters/"


class ImportRun:
    """One import, inside a transaction that its caller ends.

    A thing that is refused leaves nothing behind, and what comes after it is tried all the same, so
    that `problems` has everything that stands against the import.
    """

    def __init__(self, workspace: Workspace, *, user: Any) -> None:
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []
        self.sources: dict[str, Source] = {}
        self.destinations: dict[str, Destination] = {}
        self._workspace = workspace
        self._user = user
        self._definitions: dict[str, str] = {}  # of destinations that could not be made, by name

    def carry_out(self, changes: Iterable[ItemChange]) -> None:
        """Make the rows that the changes ask for.

        Raises:
            StaleImport: somebody saved a mapping in this moment.
        """
        self._load()
        steps: dict[type, Callable[[ItemChange, Any], None]] = {
            DefinitionItem: self._definition,
            SourceItem: self._source,
            DestinationItem: self._destination,
            MappingItem: self._mapping,
        }
        try:
            for change in changes:
                if change.item is not None and len(self.problems) < MAX_IMPORT_PROBLEMS:
                    self._carry_out_one(change, steps[type(change.item)])
        finally:
            forget_loaded_definitions()

    def _carry_out_one(self, change: ItemChange, step: Callable[[ItemChange, Any], None]) -> None:
        try:
            with transaction.atomic():
                step(change, change.item)
        except StaleImport:
            raise
        except (StaleVersion, StaleDefinition) as err:
            raise StaleImport from err
        except ServiceError as err:
            self._keep(change, err)

    def _load(self) -> None:
        sources = Source.objects.for_workspace(self._workspace)
        self.sources = {source.name: source for source in sources}
        rows = Destination.objects.for_workspace(self._workspace).with_source()
        self.destinations |= {row.name: row for row in rows.select_for_update(of=("self",))}

    def _keep(self, change: ItemChange, err: ServiceError) -> None:
        listed = err.problems or (Problem("", err.message, err.code),)
        self.problems += problems_under(change.pointer, listed)

    def _definition(self, change: ItemChange, item: DefinitionItem) -> None:
        document = dict(item.document)
        if change.outcome == "create":
            create_definition(workspace=self._workspace, document=document, user=self._user)
        elif change.outcome == "change":
            rows = OwnDefinition.objects.for_workspace(self._workspace)
            row = _still_there(rows.filter(slug=item.name).first())
            update_definition(definition=row, document=document, user=self._user)

    def _kind(self, slug: str) -> DestinationDefinition | None:
        kind = find_kind(self._workspace, slug)
        return kind.definition if kind else None

    def _source(self, change: ItemChange, item: SourceItem) -> None:
        if change.outcome == "create":
            self.sources[item.name] = create_source(workspace=self._workspace, name=item.name)

    def _destination(self, change: ItemChange, item: DestinationItem) -> None:
        self._definitions[item.name] = item.definition
        _refuse_secrets(item, self._kind(item.definition))
        if change.outcome == "create":
            self.destinations[item.name] = self._new_destination(item)
        elif change.outcome == "change":
            self.destinations[item.name] = self._changed_destination(change, item)
        if change.outcome == "create" or _changes_filters(change):
            self._set_filters(self.destinations[item.name], item)
        self._note_secrets(self.destinations[item.name], item)

    def _new_destination(self, item: DestinationItem) -> Destination:
        return create_destination(
            workspace=self._workspace,
            source=self._source_of(item),
            definition_slug=item.definition,
            name=item.name,
            settings=dict(item.settings),
            is_enabled=item.is_enabled,
            delivery_options=dict(item.delivery or {}),
            may_lack_secrets=True,
        )

    def _changed_destination(self, change: ItemChange, item: DestinationItem) -> Destination:
        row = self.destinations[item.name]
        if row.definition_slug != item.definition:
            text = (
                f"{item.name} is here already, and is of the kind {row.definition_slug}. "
                "Rename one of the two."
            )
            raise InvalidInput([Problem("/definition", text, "other_definition")])
        if all(field.pointer.startswith(_FILTERS) for field in change.fields):
            return row
        changes: DestinationChanges = {
            "source": self._source_of(item),
            "is_enabled": item.is_enabled,
            "settings": dict(item.settings),
        }
        if item.delivery is not None:
            changes["delivery_options"] = dict(item.delivery)
        return update_destination(destination=row, changes=changes, may_lack_secrets=True)

    def _source_of(self, item: DestinationItem) -> Source:
        if item.source not in self.sources:
            text = f'The source "{item.source}" could not be added.'
            raise InvalidInput([Problem("/source", text, "not_found")])
        return self.sources[item.source]

    def _set_filters(self, destination: Destination, item: DestinationItem) -> None:
        """Make the filters those of the document: they have nothing but their places to go by."""
        for row in DestinationFilter.objects.for_destination(destination):
            delete_filter(row=row)
        problems: list[Problem] = []
        for index, one in enumerate(item.filters or ()):
            changes: dict[str, Any] = {
                "title": one.name,
                "action": one.action,
                "condition": one.condition,
                "is_enabled": one.is_enabled,
                **one.arguments,
            }
            try:
                create_filter(destination=destination, changes=changes)  # type: ignore[arg-type]  # its keys are theirs
            except ServiceError as err:
                listed = err.problems or (Problem("", err.message, err.code),)
                problems += problems_under(f"{_FILTERS}{index}", listed)
        if problems:
            raise InvalidInput(problems)

    def _note_secrets(self, destination: Destination, item: DestinationItem) -> None:
        definition = destination.definition
        states = secret_states(destination)
        missing = [
            setting.label
            for setting in (definition.settings if definition else ())
            if setting.is_secret and setting.required and not states[setting.key].is_set
        ]
        if missing:
            text = f"Fill in {', '.join(missing)} in its settings: documents hold no secrets."
            pointer = f"{item.pointer}/to_be_filled_in"
            self.notes.append(Problem(pointer, text, "to_be_filled_in"))

    def _mapping(self, change: ItemChange, item: MappingItem) -> None:
        destination = self.destinations.get(change.inside)
        if destination is None:
            # It has nowhere to go; what is wrong with it is told all the same.
            kind = self._kind(self._definitions.get(change.inside, ""))
            read_changes(_changes_of(item), definition=kind)
            return
        if change.outcome == "create":
            mapping = create_mapping(
                destination=destination,
                name=item.name,
                action_slug=item.action,
                trigger=item.trigger,
                config=dict(item.config),
                other_audience_keys=list(item.other_audience_keys),
                user=self._user,
            )
        elif change.outcome == "change":
            mapping = self._changed_mapping(change, item, destination)
        else:
            return
        self._switch(mapping, item)

    def _changed_mapping(
        self, change: ItemChange, item: MappingItem, destination: Destination
    ) -> Mapping:
        rows = Mapping.objects.for_destination(destination).with_destination()
        mapping = _still_there(rows.filter(name=item.name).first())
        named = {field.pointer.split("/")[1] for field in change.fields} - {"enabled"}
        changes: dict[str, Any] = {k: v for k, v in _changes_of(item).items() if k in named}
        return update_mapping(
            mapping=mapping,
            changes=changes,  # type: ignore[arg-type]  # its keys are some of theirs
            user=self._user,
            expected_version=mapping.version,
        )

    def _switch(self, mapping: Mapping, item: MappingItem) -> None:
        """On or off as the document says; what is not ready stays off, and a note says why."""
        if mapping.is_enabled and not item.is_enabled:
            disable_mapping(mapping=mapping, user=self._user)
        elif mapping.is_enabled:
            self._note_problems(item, mapping_problems(mapping), "The newest ready version runs on")
        elif item.is_enabled:
            try:
                enable_mapping(mapping=mapping, user=self._user)
            except NotReady as err:
                self._note_problems(item, err.problems, "It stays off")

    def _note_problems(
        self, item: MappingItem, problems: tuple[Problem, ...], consequence: str
    ) -> None:
        for problem in problems:
            text = f"{consequence}: {problem.message}"
            self.notes.append(Problem(item.pointer + problem.pointer, text, "not_ready"))


def _still_there(row: _Row | None) -> _Row:
    """The row, unless somebody deleted it since the difference was made."""
    if row is None:
        raise StaleImport
    return row


def _changes_filters(change: ItemChange) -> bool:
    return any(field.pointer.startswith(_FILTERS) for field in change.fields)


def _refuse_secrets(item: DestinationItem, definition: DestinationDefinition | None) -> None:
    keys = definition.secret_keys if definition else ()
    problems = [
        Problem(
            json_pointer(["settings", key]),
            f"{key} is a secret. Take it out of the document, and enter it in the destination's "
            "settings.",
            "secret",
        )
        for key in item.settings
        if key in keys
    ]
    if problems:
        raise InvalidInput(problems)


def _changes_of(item: MappingItem) -> MappingChanges:
    return {
        "action": item.action,
        "trigger": item.trigger,
        "config": dict(item.config),
        "other_audience_keys": list(item.other_audience_keys),
    }
