"""Write keys: whose they are, and a new one for a source."""

from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from mappings.models import Source
from mappings.models.prepared import PreparedQuery, as_uuid
from mappings.models.sources import new_write_key
from mappings.services.errors import NotFound

OLD_KEY_DAYS = 7
MAX_WRITE_KEY_CHARS = 64


def find_source_by_key(write_key: str, *, now: datetime) -> Source | None:
    """The source with this write key, or with this old one while it is still good.

    Of its columns only the id and the workspace are there.
    """
    if not write_key or len(write_key) > MAX_WRITE_KEY_CHARS:
        return None
    for source_id, workspace_id in _source_query.rows(write_key, now):
        return Source(pk=as_uuid(source_id), workspace_id=as_uuid(workspace_id))
    return None


def rotate_write_key(*, source: Source) -> Source:
    """The source with a new write key. The one it had is good for seven more days.

    A key that was replaced before, and was still good, ends at once.

    Raises:
        NotFound: the source was deleted in the meantime.
    """
    now = timezone.now()
    return _change(
        source,
        write_key=new_write_key(),
        old_write_key=source.write_key,
        old_write_key_ends_at=now + timedelta(days=OLD_KEY_DAYS),
    )


def end_old_write_key(*, source: Source) -> Source:
    """The source, taking events with its newest key alone."""
    return _change(source, old_write_key=None, old_write_key_ends_at=None)


def _change(source: Source, **columns: object) -> Source:
    rows = Source.objects.filter(pk=source.pk, write_key=source.write_key)
    if not rows.update(**columns, updated_at=timezone.now()):
        raise NotFound("This source was changed or deleted in the meantime. Look at it again.")
    source.refresh_from_db()
    return source


_source_query = PreparedQuery(
    lambda write_key, now: Source.objects.filter(
        Q(write_key=write_key) | Q(old_write_key=write_key, old_write_key_ends_at__gt=now)
    ).values_list("id", "workspace_id"),
    "a write key",
    datetime(2000, 1, 1, tzinfo=UTC),
)
