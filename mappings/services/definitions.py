"""What users do with definitions of their own: kinds of destinations that the catalog lacks."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from mappings import conf
from mappings.catalog.errors import DefinitionError
from mappings.catalog.loading import load_definition
from mappings.catalog.registry import destination_definitions, get_definition
from mappings.catalog.schema import DestinationDefinition
from mappings.engine.errors import Problem
from mappings.models import DefinitionVersion, OwnDefinition, Workspace
from mappings.services.documents import document_problems
from mappings.services.errors import InUse, InvalidInput, LimitReached, NotFound, StaleDefinition
from mappings.services.locks import lock_row


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of destination; `own` is None for one that ships with the catalog."""

    definition: DestinationDefinition
    own: OwnDefinition | None = None


def all_kinds(workspace: Workspace) -> list[Kind]:
    """Everything that this workspace can connect: its own kinds, then the catalog's."""
    own = own_kinds(workspace)
    taken = {kind.definition.slug for kind in own}
    shipped = (Kind(one) for one in destination_definitions() if one.slug not in taken)
    return [*own, *shipped]


def own_kinds(workspace: Workspace) -> list[Kind]:
    """The workspace's own kinds by name; one that this release cannot read is left out."""
    rows = OwnDefinition.objects.for_workspace(workspace).by_name()
    loaded = ((row, row.definition) for row in rows)
    return [Kind(definition, row) for row, definition in loaded if definition is not None]


def find_kind(workspace: Workspace, slug: str) -> Kind | None:
    """The kind of this slug. An own one comes first: a release may add one of the same slug."""
    row = OwnDefinition.objects.for_workspace(workspace).filter(slug=slug).first()
    if row is not None:
        return Kind(row.definition, row) if row.definition else None
    definition = get_definition(slug)
    return Kind(definition) if definition else None


def check_definition(
    *, workspace: Workspace, document: Any, current: OwnDefinition | None = None
) -> DestinationDefinition:
    """The definition that a document makes in this workspace, as saving it would.

    Args:
        current: the definition that the document is to change; None: it is to be a new one.

    Raises:
        InvalidInput: everything that is wrong; pointers are into the document.
    """
    problems = document_problems(document, "", max_bytes=conf.MAX_DEFINITION_BYTES)
    if problems:
        raise InvalidInput(problems)
    try:
        definition = load_definition(document, name="")
    except DefinitionError as err:
        raise InvalidInput([*err.problems, *_slug_problems(workspace, document, current)]) from err
    _refuse(_slug_problems(workspace, document, current))
    return definition


def create_definition(*, workspace: Workspace, document: Any, user: Any = None) -> OwnDefinition:
    """A definition of the workspace's own, at version 1.

    Raises:
        InvalidInput: everything that is wrong; pointers are into the document.
        LimitReached: the workspace is full.
    """
    definition = check_definition(workspace=workspace, document=document)
    row = OwnDefinition(workspace=workspace, slug=definition.slug, name=definition.name)
    rows = OwnDefinition.objects.for_workspace(workspace)
    with transaction.atomic():
        lock_row(workspace)
        if rows.count() >= conf.MAX_DEFINITIONS_PER_WORKSPACE:
            limit = conf.MAX_DEFINITIONS_PER_WORKSPACE
            text = f"A workspace has at most {limit} definitions of its own. Delete one first."
            raise LimitReached(text)
        # Looked at once more under the lock: two people may save at the same moment.
        _refuse(_slug_problems(workspace, document, None))
        row.save(force_insert=True)
        _record(row, document, user)
    return row


def update_definition(
    *,
    definition: OwnDefinition,
    document: Any,
    user: Any = None,
    expected_version: int | None = None,
) -> OwnDefinition:
    """The definition with this document as its next version; the same document makes none.

    Mappings stay as they are; `services.definition_reviews` tells what to look at in them.

    Raises:
        InvalidInput: everything that is wrong; pointers are into the document.
        StaleDefinition: somebody saved in between; nothing was changed.
        LimitReached: it has as many versions as are kept.
    """
    loaded = check_definition(workspace=definition.workspace, document=document, current=definition)
    with transaction.atomic():
        row = OwnDefinition.objects.select_for_update().filter(pk=definition.pk).first()
        if row is None:
            raise NotFound("This definition was deleted in the meantime.")
        if expected_version is not None and row.version != expected_version:
            raise StaleDefinition(row)
        if row.document == document:
            return row
        if row.version >= conf.MAX_DEFINITION_VERSIONS:
            limit = conf.MAX_DEFINITION_VERSIONS
            raise LimitReached(f"A definition has at most {limit:,} versions.")
        rows = OwnDefinition.objects.filter(pk=row.pk)
        rows.update(name=loaded.name, version=F("version") + 1, updated_at=timezone.now())
        row.refresh_from_db()
        _record(row, document, user)
    return row


def delete_definition(*, definition: OwnDefinition) -> None:
    """Delete the definition and its versions.

    Raises:
        InUse: destinations of this kind exist.
    """
    count = definition.destinations.count()
    if not count:
        try:
            with transaction.atomic():
                definition.delete()
        except IntegrityError:
            count = definition.destinations.count()
        else:
            return
    noun = "1 destination is" if count == 1 else f"{count:,} destinations are"
    raise InUse(f"{noun} of this kind. Delete {'it' if count == 1 else 'them'} first.")


def _record(row: OwnDefinition, document: Any, user: Any) -> None:
    DefinitionVersion.objects.create(
        definition=row, number=row.version, document=document, created_by=user
    )


def _slug_problems(
    workspace: Workspace, document: Any, current: OwnDefinition | None
) -> list[Problem]:
    slug = document.get("slug") if isinstance(document, dict) else None
    if current is not None:
        if slug == current.slug:
            return []
        text = f'The slug of a definition never changes. This one has "{current.slug}".'
        return [Problem("/slug", text, "fixed")]
    if not isinstance(slug, str):
        return []
    if get_definition(slug):
        text = f'The catalog has "{slug}" already. Choose another slug.'
        return [Problem("/slug", text, "taken")]
    if OwnDefinition.objects.for_workspace(workspace).filter(slug=slug).exists():
        text = f'This workspace has a definition "{slug}" already. Choose another slug.'
        return [Problem("/slug", text, "taken")]
    return []


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InvalidInput(problems)
