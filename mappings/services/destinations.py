"""What users do with destinations."""

from collections.abc import Container, Iterable
from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from mappings import conf
from mappings.catalog.masking import shown_end
from mappings.catalog.schema import DestinationDefinition
from mappings.catalog.settings import check_settings
from mappings.delivery.options import option_problems
from mappings.engine.errors import Problem, json_pointer
from mappings.models import Attempt, Destination, SecretsUnreadableError, Source, Workspace
from mappings.models.encrypted import seal
from mappings.services.definitions import find_kind
from mappings.services.documents import document_problems, problems_under
from mappings.services.errors import InvalidInput, LimitReached, NotFound, SecretsLocked
from mappings.services.locks import lock_row
from mappings.services.names import change_row, name_problem, unique_name
from mappings.services.route_locks import change_routes


class DestinationChanges(TypedDict, total=False):
    """What may change after a destination was made. A secret of `None` is forgotten."""

    name: str
    source: Source
    settings: dict[str, Any]
    secrets: dict[str, str | None]
    is_enabled: bool
    delivery_options: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SecretState:
    """What may be told of a secret: whether there is one, whether it can be read, how it ends.

    `set_at` is when it was entered; None where that was not written down.
    """

    is_set: bool
    is_readable: bool
    last4: str
    set_at: datetime | None = None


def listed_destinations(workspace: Workspace) -> QuerySet[Destination]:
    """A workspace's destinations by name, with what a list tells of each.

    Beside its source, health and counts each carries `last_sent_at`, when the newest request of
    those that are still kept was made; None for none.
    """
    attempts = Attempt.objects.filter(destination=OuterRef("pk")).order_by("-started_at")
    newest = Subquery(attempts.values("started_at")[:1])
    rows = Destination.objects.for_workspace(workspace).with_source().select_related("health")
    return rows.with_counts().annotate(last_sent_at=newest).by_name()


def create_destination(
    *,
    workspace: Workspace,
    source: Source,
    definition_slug: str,
    name: str,
    settings: dict[str, Any],
    secrets: MappingType[str, str | None] | None = None,
    is_enabled: bool = True,
    delivery_options: dict[str, Any] | None = None,
    may_lack_secrets: bool = False,
) -> Destination:
    """A destination of the catalog or of an own definition, connected to a source.

    Args:
        may_lack_secrets: whether required secrets may be entered later.

    Shape:
        settings: ``{"base_url": "https://crm.example.com/api"}``
        secrets: ``{"api_key": "…"}``, kept encrypted
        delivery_options: ``{"max_concurrency": 2}``, what differs from the usual way of sending

    Raises:
        InvalidInput: the name, the slug or settings are wrong; pointers start with ``/name``,
            ``/definition``, ``/settings``, ``/secrets`` or ``/delivery``.
        LimitReached: the workspace is full.
        NotFound: the workspace was deleted in the meantime.
    """
    kind = find_kind(workspace, definition_slug)
    if kind is None:
        raise InvalidInput(
            [Problem("/definition", "The catalog has no destination of this kind.", "not_found")]
        )
    kept = _without_forgotten(secrets or {})
    found = _setting_problems(kind.definition, settings, kept)
    problems = [
        name_problem(name),
        *(_but_missing_secrets(found) if may_lack_secrets else found),
        *_option_problems(delivery_options or {}),
    ]
    _refuse([problem for problem in problems if problem])
    row = Destination(
        workspace=workspace,
        source=source,
        definition_slug=definition_slug,
        own_definition=kind.own,
        name=name.strip(),
        settings=settings,
        sealed_secrets=seal(kept),
        secrets_set_at=_set_times({}, kept, entered=kept),
        is_enabled=is_enabled,
        delivery_options=delivery_options or {},
    )
    _add(row)
    return row


def update_destination(
    *, destination: Destination, changes: DestinationChanges, may_lack_secrets: bool = False
) -> Destination:
    """The destination with the changes; secrets that are not named stay as they are.

    Args:
        may_lack_secrets: whether required secrets may be entered later.

    Raises:
        InvalidInput: as when it was created; nothing was changed.
        SecretsLocked: the secrets to keep cannot be read.
        NotFound: it was deleted in the meantime.
    """
    with transaction.atomic():
        change_routes(destination.source_id)
        # Settings and secrets are read, changed and written: one at a time.
        row = Destination.objects.select_for_update().filter(pk=destination.pk).first()
        if row is None:
            raise NotFound("This destination was deleted in the meantime.")
        columns, problems = _read_changes(row, changes)
        _refuse(_but_missing_secrets(problems) if may_lack_secrets else problems)
        others = Destination.objects.filter(workspace=row.workspace_id)
        change_row(row, others=others, noun="a destination", **columns)
    return row


def delete_destination(*, destination: Destination) -> None:
    """Delete the destination and its mappings."""
    with transaction.atomic():
        change_routes(destination.source_id)
        destination.delete()


def secret_states(destination: Destination) -> dict[str, SecretState]:
    """The state of each secret of the definition.

    When the encryption key is gone, which of them are stored is unknown: all count as set.

    Shape:
        result: ``{"api_key": SecretState(is_set=True, is_readable=True, last4="9f2c")}``
    """
    definition = destination.definition
    keys = definition.secret_keys if definition else ()
    try:
        secrets = destination.open_secrets()
    except SecretsUnreadableError:
        return dict.fromkeys(keys, SecretState(is_set=True, is_readable=False, last4=""))
    times = destination.secrets_set_at
    return {key: _secret_state(secrets.get(key, ""), times.get(key)) for key in keys}


def open_secrets(destination: Destination) -> dict[str, str]:
    """The secrets in clear.

    Raises:
        SecretsLocked: the encryption key they were stored with is gone.
    """
    try:
        return destination.open_secrets()
    except SecretsUnreadableError as err:
        raise SecretsLocked(str(err)) from err


def _add(row: Destination) -> None:
    others = Destination.objects.for_workspace(row.workspace)
    with transaction.atomic():
        lock_row(row.workspace)
        if others.count() >= conf.MAX_DESTINATIONS_PER_WORKSPACE:
            raise LimitReached(
                f"A workspace has at most {conf.MAX_DESTINATIONS_PER_WORKSPACE} destinations. "
                "Delete one first."
            )
        with unique_name(others, row.name, noun="a destination"):
            row.save(force_insert=True)


def _read_changes(
    destination: Destination, changes: DestinationChanges
) -> tuple[dict[str, Any], list[Problem]]:
    """The columns to write, and what is wrong with them."""
    columns: dict[str, Any] = {
        key: changes[key] for key in ("source", "is_enabled") if key in changes
    }
    problems: list[Problem] = []
    if "name" in changes:
        problem = name_problem(changes["name"])
        problems.extend([problem] if problem else [])
        columns["name"] = str(changes["name"]).strip()
    if "delivery_options" in changes:
        problems.extend(_option_problems(changes["delivery_options"]))
        columns["delivery_options"] = changes["delivery_options"]
    if "settings" in changes or "secrets" in changes:
        settings, kept, wrong = _read_settings(destination, changes)
        problems.extend(wrong)
        times = _set_times(destination.secrets_set_at, kept, entered=changes.get("secrets", {}))
        columns |= {
            "settings": settings,
            "sealed_secrets": seal(kept),
            "secrets_set_at": times,
        }
    return columns, problems


def _read_settings(
    destination: Destination, changes: DestinationChanges
) -> tuple[dict[str, Any], dict[str, str], list[Problem]]:
    """Settings and secrets as they are to be, and what is wrong with them."""
    definition = destination.definition
    if definition is None:
        text = "This kind of destination has left the catalog, so its settings cannot change."
        return {}, {}, [Problem("/settings", text, "not_found")]
    changed = changes.get("secrets", {})
    # When every secret is entered anew, the old ones need not be readable.
    is_all_new = set(definition.secret_keys) <= changed.keys()
    current = {} if is_all_new else open_secrets(destination)
    kept = _without_forgotten({**current, **changed})
    settings = changes.get("settings", destination.settings)
    return settings, kept, _setting_problems(definition, settings, kept)


def _setting_problems(
    definition: DestinationDefinition, settings: Any, secrets: MappingType[str, Any]
) -> list[Problem]:
    """All problems of settings and secrets, each under ``/settings`` or ``/secrets``."""
    if not isinstance(settings, dict):
        return [Problem("/settings", "Settings are an object: each key with its value.", "type")]
    secret_keys = set(definition.secret_keys)
    misplaced = [
        Problem(
            json_pointer(["settings", key]), f"{key} is a secret: send it in secrets.", "misplaced"
        )
        for key in settings.keys() & secret_keys
    ] + [
        Problem(
            json_pointer(["secrets", key]),
            f"{key} is not a secret of this destination.",
            "unknown_field",
        )
        for key in secrets.keys() - secret_keys
    ]
    unstorable = document_problems(
        {**settings, **secrets}, "/settings", max_bytes=conf.MAX_SETTINGS_BYTES
    )
    if misplaced or unstorable:
        return [*misplaced, *unstorable]
    return [
        _placed(problem, secret_keys)
        for problem in check_settings(definition, {**settings, **secrets})
    ]


def _option_problems(options: Any) -> tuple[Problem, ...]:
    return problems_under("/delivery", option_problems(options))


def _placed(problem: Problem, secret_keys: set[str]) -> Problem:
    key = problem.pointer.lstrip("/").partition("/")[0]
    place = "/secrets" if key in secret_keys else "/settings"
    return Problem(place + problem.pointer, problem.message, problem.code)


def _but_missing_secrets(problems: list[Problem]) -> list[Problem]:
    def is_missing(problem: Problem) -> bool:
        return problem.code == "required" and problem.pointer.startswith("/secrets/")

    return [problem for problem in problems if not is_missing(problem)]


def _without_forgotten(secrets: MappingType[str, str | None]) -> dict[str, str]:
    return {key: value for key, value in secrets.items() if value is not None and value != ""}


def _set_times(
    stored: MappingType[str, str], kept: Iterable[str], *, entered: Container[str]
) -> dict[str, str]:
    """When each secret that is kept was entered: now, or as it was stored."""
    now = timezone.now().isoformat(timespec="seconds")
    times = {key: now if key in entered else stored.get(key) for key in kept}
    return {key: time for key, time in times.items() if time}


def _secret_state(value: str, set_at: str | None) -> SecretState:
    return SecretState(
        is_set=bool(value),
        is_readable=True,
        last4=shown_end(value),
        set_at=datetime.fromisoformat(set_at) if value and set_at else None,
    )


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InvalidInput(problems)
