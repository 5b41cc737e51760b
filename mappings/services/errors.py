"""Why a service refused. Pick the class by what the caller should do next.

ServiceError
├── InvalidInput      change what was sent; every problem is listed
├── NotFound          the row is gone
├── StaleVersion      someone saved in between: look at `current`, then save again
├── StaleDefinition   the same, for a definition of the workspace's own
├── StaleConnection   the same, for a connection of an audience
├── LimitReached      delete or disable something first
├── NotReady          finish the mapping, then enable it; every problem is listed
├── InUse             something else needs the row
├── WrongState        look at how it is now: this cannot be done in that state
├── StaleImport       the workspace changed: look at the difference again, then confirm
├── SecretsExposed    take the secret out of where it does not belong
├── NotAllowed        ask someone with a higher role
├── SecretsLocked     put the encryption key back, or enter the secrets again
├── RateLimited       send slower, and this again after `retry_after_s`
└── Overloaded        send this again after `retry_after_s`
"""
# ruff: noqa: N818  (the names say what happened; "…Error" would say it twice)

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from mappings.engine.errors import Problem

if TYPE_CHECKING:
    from mappings.models import Connection, Mapping, OwnDefinition


class ServiceError(Exception):
    """The base of them all: a stable `code`, a sentence for people, and the single problems."""

    code: ClassVar[str] = "refused"

    def __init__(self, message: str, *, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.problems = tuple(problems)


class InvalidInput(ServiceError):
    code = "invalid"

    def __init__(self, problems: Iterable[Problem], *, message: str = "") -> None:
        listed = tuple(problems)
        super().__init__(message or _summary(listed), problems=listed)


class NotFound(ServiceError):
    code = "not_found"


class StaleVersion(ServiceError):
    code = "stale"

    def __init__(self, current: "Mapping") -> None:
        super().__init__(
            f"This mapping was changed in the meantime: it is at version {current.version} now."
        )
        self.current = current


class StaleDefinition(ServiceError):
    code = "stale"

    def __init__(self, current: "OwnDefinition") -> None:
        super().__init__(
            f"This definition was changed in the meantime: it is at version {current.version} now."
        )
        self.current = current


class StaleConnection(ServiceError):
    code = "stale"

    def __init__(self, current: "Connection") -> None:
        super().__init__(
            f"This connection was changed in the meantime: it is at version {current.version} now."
        )
        self.current = current


class LimitReached(ServiceError):
    code = "limit_reached"


class NotReady(ServiceError):
    code = "not_ready"

    def __init__(self, problems: Iterable[Problem]) -> None:
        listed = tuple(problems)
        super().__init__(f"This mapping cannot be enabled yet. {_summary(listed)}", problems=listed)


class InUse(ServiceError):
    code = "in_use"


class WrongState(ServiceError):
    code = "wrong_state"


class StaleImport(ServiceError):
    code = "stale_import"

    def __init__(self) -> None:
        super().__init__(
            "The workspace has changed since this difference was shown. Nothing was imported; look "
            "at the difference again."
        )


class SecretsExposed(ServiceError):
    code = "secret_exposed"

    def __init__(self, problems: Iterable[Problem]) -> None:
        listed = tuple(problems)
        places = ", ".join(problem.pointer for problem in listed[:3])
        more = f" and {len(listed) - 3} more places" if len(listed) > 3 else ""
        super().__init__(
            f"Nothing was exported: a destination's secret stands in plain text at {places}{more}.",
            problems=listed,
        )


class NotAllowed(ServiceError):
    code = "forbidden"


class TooOften(ServiceError):
    code = "too_often"

    def __init__(self, message: str, *, retry_after_s: int) -> None:
        super().__init__(f"{message} Try again in {retry_after_s} s.")
        self.retry_after_s = retry_after_s


class SecretsLocked(ServiceError):
    code = "secrets_locked"


def _summary(problems: tuple[Problem, ...]) -> str:
    """The first message, and how many more there are."""
    more = len(problems) - 1
    first = problems[0].message
    if more < 1:
        return first
    return f"{first} (and {more} more {'problem' if more == 1 else 'problems'})"


class TryLater(ServiceError):
    """Nothing is wrong with what was sent, but it cannot be taken now."""

    def __init__(self, message: str, *, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class RateLimited(TryLater):
    code = "rate_limited"


class Overloaded(TryLater):
    code = "overloaded"
