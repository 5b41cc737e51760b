"""Who may come in: a person's place in a workspace, and a token's."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mappings import conf
from mappings.models import ApiToken, Member
from mappings.models.tokens import token_prefix


@dataclass(frozen=True, slots=True)
class Access:
    """What a request may see and do."""

    member: Member
    token: ApiToken | None = None

    @property
    def can_edit(self) -> bool:
        """A token may write only when it was made for it and its maker still may."""
        return self.member.can_edit and (self.token is None or self.token.can_write)

    @property
    def can_view_payloads(self) -> bool:
        """A token shows what its maker may see."""
        return self.member.can_view_payloads


def find_member(*, user: Any) -> Member | None:
    """The person's place in the first workspace they joined."""
    return Member.objects.for_user(user).select_related("workspace", "user").oldest_first().first()


def find_token_access(*, text: str, now: datetime) -> Access | None:
    """The access that a token gives; None when it is unknown, expired, revoked or orphaned.

    A token is looked up by its clear prefix and then compared in constant time.
    """
    token = (
        ApiToken.objects.active(now)
        .select_related("workspace", "created_by")
        .filter(prefix=token_prefix(text))
        .first()
    )
    if token is None or not token.matches(text):
        return None
    member = Member.objects.for_workspace(token.workspace).for_user(token.created_by).first()
    if member is None:
        return None
    member.workspace, member.user = token.workspace, token.created_by
    _note_use(token, now)
    return Access(member=member, token=token)


def _note_use(token: ApiToken, now: datetime) -> None:
    """Write the time of use, at most once a minute: reading must not cost a write each time."""
    stale_before = now - timedelta(seconds=conf.TOKEN_LAST_USED_PRECISION_S)
    if token.last_used_at and token.last_used_at > stale_before:
        return
    ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
