"""What a workspace holds as bundles: no secrets, no write keys, no events."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.text import slugify

from mappings.catalog.limits import MIN_SECRET_CHARS
from mappings.engine.errors import Problem, json_pointer
from mappings.engine.json_types import Json
from mappings.exchange.bundle import (
    FILTER_ARGUMENTS,
    Bundle,
    DefinitionItem,
    DestinationItem,
    FilterItem,
    MappingItem,
    SourceItem,
)
from mappings.exchange.errors import ExchangeError
from mappings.exchange.outgoing import OutForm, file_ending, write_bundle
from mappings.exchange.writing import bundle_document, written_trigger
from mappings.models import (
    EVERY_AUDIENCE,
    Destination,
    DestinationFilter,
    OwnDefinition,
    SecretsUnreadableError,
    Source,
    Workspace,
)
from mappings.models import Mapping as MappingRow
from mappings.services.errors import InvalidInput, SecretsExposed
from mappings.services.other_audiences import connected_keys

_Keys = tuple[str | int, ...]

_MAX_TOLD = 20


MEDIA_TYPES: Mapping[OutForm, str] = {
    "yaml": "application/yaml",
    "json": "application/json",
    "segment": "application/json",
    "terraform": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to keep. `notes` say what Segment does otherwise with what is in it."""

    name: str
    media_type: str
    text: str
    notes: tuple[Problem, ...] = ()


def workspace_bundle(workspace: Workspace) -> Bundle:
    """Everything in a workspace, by name; mappings in the order of their lists."""
    sources = Source.objects.for_workspace(workspace).by_name()
    definitions = OwnDefinition.objects.for_workspace(workspace).order_by("slug")
    return Bundle(
        "workspace",
        definitions=tuple(map(_definition_item, definitions)),
        sources=tuple(SourceItem(source.name) for source in sources),
        destinations=tuple(map(_destination_item, _destinations_of(workspace))),
    )


def destination_bundle(destination: Destination) -> Bundle:
    """A destination with its mappings."""
    own = destination.own_definition
    return Bundle(
        "destination",
        definitions=(_definition_item(own),) if own else (),
        destinations=(_destination_item(destination),),
    )


def mapping_bundle(mapping: MappingRow) -> Bundle:
    """One mapping; its destination must be loaded with it (`with_destination`)."""
    return Bundle(
        "mappings",
        mappings=(mapping_item(mapping),),
        destination_name=mapping.destination.name,
        definition_slug=mapping.destination.definition_slug,
    )


def export_file(bundle: Bundle, *, workspace: Workspace, form: OutForm) -> ExportFile:
    """A bundle as a file, once it is sure that no secret is in it.

    Raises:
        SecretsExposed: somebody typed a secret of a destination into a mapping or a setting.
        InvalidInput: the form has no place for this.
    """
    document = bundle_document(bundle)
    problems = list(_exposed(document, _secrets_of(workspace)))
    if problems:
        raise SecretsExposed(problems[:_MAX_TOLD])
    try:
        written = write_bundle(document, bundle, form)
    except ExchangeError as err:
        raise InvalidInput(err.problems) from err
    name = slugify(_subject(bundle) or workspace.slug) or "export"
    return ExportFile(
        name=name + file_ending(form),
        media_type=MEDIA_TYPES[form],
        text=written.text,
        notes=written.notes,
    )


def mapping_item(mapping: MappingRow) -> MappingItem:
    return MappingItem(
        name=mapping.name,
        action=mapping.action_slug,
        is_enabled=mapping.is_enabled,
        trigger=written_trigger(mapping.trigger),
        config=mapping.config,
        other_audience_keys=tuple(mapping.other_audience_keys),
        connected_keys=_connected_keys(mapping),
    )


def _connected_keys(mapping: MappingRow) -> tuple[str, ...]:
    if mapping.other_audience_keys != [EVERY_AUDIENCE]:
        return ()
    place = mapping.destination_id
    return tuple(connected_keys([place]).get(place, ()))


def _subject(bundle: Bundle) -> str:
    """What a file is named after; "" for a whole workspace."""
    if bundle.kind == "mappings":
        return bundle.mappings[0].name
    return bundle.destinations[0].name if bundle.kind == "destination" else ""


def _destinations_of(workspace: Workspace) -> Iterable[Destination]:
    rows = Destination.objects.for_workspace(workspace).with_source().by_name()
    rows = rows.select_related("own_definition")
    return rows.prefetch_related("mappings", "filters")


def _definition_item(definition: OwnDefinition) -> DefinitionItem:
    return DefinitionItem(definition.slug, definition.document)


def _destination_item(destination: Destination) -> DestinationItem:
    definition = destination.definition
    secret_keys = definition.secret_keys if definition else ()
    mappings = sorted(destination.mappings.all(), key=lambda row: (row.position, row.pk))
    return DestinationItem(
        name=destination.name,
        definition=destination.definition_slug,
        source=destination.source.name,
        is_enabled=destination.is_enabled,
        # A setting that a newer definition calls a secret may still be stored as a plain one.
        settings={k: v for k, v in destination.settings.items() if k not in secret_keys},
        to_be_filled_in=secret_keys,
        delivery=destination.delivery_options or None,
        filters=tuple(
            map(
                _filter_item,
                sorted(destination.filters.all(), key=lambda row: (row.position, row.pk)),
            )
        ),
        mappings=tuple(map(mapping_item, mappings)),
    )


def _filter_item(row: DestinationFilter) -> FilterItem:
    rule = row.as_rule()
    return FilterItem(
        name=row.title,
        action=row.action,
        condition=row.condition and written_trigger(row.condition),
        is_enabled=row.is_enabled,
        arguments={key: rule[key] for key in FILTER_ARGUMENTS.get(row.action, ())},
    )


def _secrets_of(workspace: Workspace) -> set[str]:
    """Every secret that is long enough to be found; what cannot be read can be nowhere else."""
    secrets: set[str] = set()
    for destination in Destination.objects.for_workspace(workspace):
        try:
            opened = destination.open_secrets()
        except SecretsUnreadableError:
            continue
        secrets |= {text for text in opened.values() if len(text) >= MIN_SECRET_CHARS}
    return secrets


def _exposed(document: Json, secrets: set[str]) -> Iterator[Problem]:
    """The places of texts that hold a secret."""
    whole = json.dumps(document, ensure_ascii=False)
    found = [secret for secret in secrets if json.dumps(secret, ensure_ascii=False)[1:-1] in whole]
    if not found:
        return
    for place in _places(document, found, ()):
        message = (
            "This holds a secret of a destination. Take it out of here, and enter it in the "
            "destination's settings only."
        )
        yield Problem(json_pointer(place), message, "secret")


def _places(value: Json, secrets: list[str], place: _Keys) -> Iterator[_Keys]:
    """Where a secret stands. One in a key is told at what holds the key, for it is not repeated."""
    if isinstance(value, str):
        if any(secret in value for secret in secrets):
            yield place
    elif isinstance(value, dict):
        for key, inner in value.items():
            if any(secret in key for secret in secrets):
                yield place
            else:
                yield from _places(inner, secrets, (*place, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _places(inner, secrets, (*place, index))
