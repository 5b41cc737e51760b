"""What users do with API tokens."""

from datetime import datetime, timedelta

from django.db import transaction

from mappings import conf
from mappings.engine.errors import Problem
from mappings.models import ApiToken, Member, Role, TokenScope, Workspace
from mappings.models.tokens import new_token_text, token_digest, token_prefix
from mappings.services.errors import InvalidInput, LimitReached, NotAllowed
from mappings.services.locks import lock_row
from mappings.services.names import read_name


def create_token(
    *,
    member: Member,
    name: str,
    scope: str,
    now: datetime,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """A new token and its text, which exists nowhere else: show it once.

    Raises:
        NotAllowed: a viewer asks for a token that writes.
        InvalidInput: pointers are ``/name``, ``/scope`` or ``/expires_at``.
        LimitReached: the workspace has too many tokens in use.
        NotFound: the workspace was deleted in the meantime.
    """
    name = read_name(name)
    if scope not in TokenScope.values:
        raise InvalidInput([Problem("/scope", "Choose read or write.", "choice")])
    if expires_at is not None:
        _check_expiry(expires_at, now)
    if scope == TokenScope.WRITE and not member.can_edit:
        raise NotAllowed("A viewer's token can only read. Ask an editor for one that writes.")
    text = new_token_text()
    token = ApiToken(
        workspace=member.workspace,
        name=name,
        prefix=token_prefix(text),
        digest=token_digest(text, conf.signing_keys()[0]),
        scope=scope,
        created_by=member.user,
        expires_at=expires_at,
    )
    with transaction.atomic():
        lock_row(member.workspace)
        _check_room(member.workspace, now)
        token.save(force_insert=True)
    return token, text


def revoke_token(*, token: ApiToken, member: Member, now: datetime) -> None:
    """The token stops working at once; a second time changes nothing.

    Raises:
        NotAllowed: it is another workspace's token, or another person's and the member is no admin.
    """
    if token.workspace_id != member.workspace_id:
        raise NotAllowed("This token belongs to another workspace.")
    if token.created_by_id != member.user_id and not member.has_role(Role.ADMIN):
        raise NotAllowed("Only an admin may revoke another person's token.")
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)


def _check_room(workspace: Workspace, now: datetime) -> None:
    active = ApiToken.objects.for_workspace(workspace).active(now)
    if active.count() >= conf.MAX_ACTIVE_TOKENS_PER_WORKSPACE:
        raise LimitReached(
            f"A workspace has at most {conf.MAX_ACTIVE_TOKENS_PER_WORKSPACE} tokens in use. "
            "Revoke one first."
        )


def _check_expiry(expires_at: datetime, now: datetime) -> None:
    if expires_at <= now:
        raise InvalidInput([Problem("/expires_at", "This time has passed already.", "past")])
    if expires_at > now + timedelta(days=conf.MAX_TOKEN_LIFETIME_DAYS):
        raise InvalidInput([Problem("/expires_at", "This is more than ten years away.", "too_far")])
