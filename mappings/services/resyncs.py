"""Telling a destination of all members again: started here, done by a job part by part.

A resync sends what entering would send now. So a change of a mapping or of a connection reaches
those who were in the audience before it.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Count, Max

from mappings.models import OPEN_JOB_STATES, Connection, Job, Membership
from mappings.services.audiences import hold_audience
from mappings.services.errors import WrongState
from mappings.services.jobs import start_job
from mappings.services.profile_imports import ImportFile, Purpose, start_local_import
from mappings.services.resync_choice import ResyncChoice, check_ready

RESYNC = "resync"
RESYNC_FILE = "resync_file"
RESYNC_KINDS = (RESYNC, RESYNC_FILE)


def start_resync(choice: ResyncChoice, *, started_by: Any = None) -> Job:
    """Have a worker tell the destination of everyone who is in the audience now.

    Who enters from now on is told by entering; who leaves meanwhile is left out.

    Raises:
        WrongState: the connection or its mappings are off, or another resync of it is open.
        NotFound: the audience was deleted in the meantime.
        LimitReached: the workspace has too many open jobs.
    """
    row = choice.connection
    check_ready(choice)
    with transaction.atomic():
        hold_audience(row.audience)
        _check_alone(row)
        members = Membership.objects.current().filter(audience=row.audience)
        counted = members.aggregate(count=Count("pk"), last=Max("entered_at"))
        return start_job(
            workspace=row.audience.workspace,
            kind=RESYNC,
            title=_title(choice),
            options={**_options(choice), "entered_until": _text(counted["last"])},
            started_by=started_by,
            total=counted["count"],
        )


def start_file_resync(choice: ResyncChoice, *, file: ImportFile, path: Path) -> Job:
    """The same of the people in a file of this machine, as if they were the members.

    Raises:
        InvalidInput: the columns or the format will not do.
        WrongState, NotFound, LimitReached: as above.
    """
    row = choice.connection
    check_ready(choice)
    purpose = Purpose(RESYNC_FILE, _title(choice), _options(choice))
    with transaction.atomic():
        hold_audience(row.audience)
        _check_alone(row)
        return start_local_import(
            workspace=row.audience.workspace, file=file, path=path, purpose=purpose
        )


def find_open_resync(row: Connection) -> Job | None:
    """The resync of a connection that has not ended."""
    jobs = Job.objects.filter(
        workspace=row.workspace_id, kind__in=RESYNC_KINDS, state__in=OPEN_JOB_STATES
    )
    return next((job for job in jobs if job.options.get("connection") == str(row.pk)), None)


def _check_alone(row: Connection) -> None:
    other = find_open_resync(row)
    if other is not None:
        raise WrongState(
            f'"{other.title}" ({other.pk}) is {other.get_state_display().lower()}. '
            "Let it end, or cancel it first."
        )


def _title(choice: ResyncChoice) -> str:
    row = choice.connection
    by = f', mapping "{choice.mapping.name}"' if choice.mapping else ""
    return f"Resync of {row.audience.name} to {row.destination.name}{by}"


def _options(choice: ResyncChoice) -> dict[str, Any]:
    """What a job keeps of a choice; `choose_resync` reads it again."""
    since, old = choice.since_mapping, choice.since_connection
    return {
        "connection": str(choice.connection.pk),
        "mapping": str(choice.mapping.pk) if choice.mapping else None,
        "since_version": since.number if since else None,
        "since_connection_version": old.number if old else None,
    }


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
