"""What users do with sources."""

from django.db import IntegrityError, models, transaction
from django.utils.text import slugify

from mappings import conf
from mappings.models import Source, Workspace
from mappings.services.errors import InUse, LimitReached
from mappings.services.locks import lock_row
from mappings.services.names import change_row, read_name, unique_name


def create_source(*, workspace: Workspace, name: str) -> Source:
    """A new source with a fresh write key."""
    name = read_name(name)
    sources = Source.objects.for_workspace(workspace)
    with transaction.atomic():
        lock_row(workspace)  # the count and the free slug stay true until the row is there
        if sources.count() >= conf.MAX_SOURCES_PER_WORKSPACE:
            raise LimitReached(
                f"A workspace has at most {conf.MAX_SOURCES_PER_WORKSPACE} sources. "
                "Delete one first."
            )
        with unique_name(sources, name, noun="a source"):
            slug = _free_slug(name, taken=set(sources.values_list("slug", flat=True)))
            return Source.objects.create(workspace=workspace, name=name, slug=slug)


def rename_source(*, source: Source, name: str) -> Source:
    """The source under its new name; slug and write key stay, so senders go on working."""
    others = Source.objects.filter(workspace=source.workspace_id)
    change_row(source, others=others, noun="a source", name=read_name(name))
    return source


def delete_source(*, source: Source) -> None:
    """Delete the source and its test events.

    Raises:
        InUse: destinations still take their events from it.
    """
    try:
        with transaction.atomic():
            source.delete()
    except models.RestrictedError as err:
        names = sorted(str(destination) for destination in err.restricted_objects)
        raise InUse(_still_used_by(names)) from err
    except IntegrityError as err:
        raise InUse("A destination was added to this source in the meantime.") from err


def _still_used_by(names: list[str]) -> str:
    shown = ", ".join(names[:3])
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"This source is used by {shown}{more}. Delete or move what uses it first."


def _free_slug(name: str, *, taken: set[str]) -> str:
    base = slugify(name)[: conf.MAX_SLUG_CHARS - 5].strip("-") or "source"
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
