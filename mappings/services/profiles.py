"""Profiles are written: many people at once, each found by what senders call them.

    inputs ── check ── who has these identifiers ── settle in memory ── write what changed

A few statements for hundreds of people, on either database. One transaction writes profiles of a
workspace at a time: whoever merges two people never meets another who does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from mappings.engine.errors import Problem
from mappings.models import Workspace
from mappings.services import profile_rows
from mappings.services.profile_identity import Settled
from mappings.services.profile_input import (
    IdentifierKey,
    ProfileInput,
    check_profile_input,
)

__all__ = ["ProfileInput", "Upserted", "upsert_profiles"]

INPUTS_PER_STEP = 500


@dataclass(frozen=True, slots=True)
class Upserted:
    """What came of one input.

    `profile_id` is None where the input was refused, and `problems` say why; nothing of it is
    stored then. `kept_apart` are identifiers that stay with another person, who has a user ID.
    """

    profile_id: UUID | None
    problems: tuple[Problem, ...] = ()
    kept_apart: tuple[IdentifierKey, ...] = ()
    is_repeated: bool = False  # its strongest identifier was given at the same `now` before


def upsert_profiles(
    workspace: Workspace, inputs: Sequence[ProfileInput], now: datetime
) -> list[Upserted]:
    """Make profiles, or change those that are there; what came of each input, in their order.

    Traits are merged key by key; one that is None is removed. An input that breaks a limit is
    refused alone. Call it before any lock of a row is taken, so that nobody waits in a circle.
    """
    with transaction.atomic():
        profile_rows.lock_profiles(workspace.pk)
        done: list[Upserted] = []
        for start in range(0, len(inputs), INPUTS_PER_STEP):
            done += _upsert(workspace.pk, inputs[start : start + INPUTS_PER_STEP], now)
        return done


def _upsert(workspace_id: UUID, inputs: Sequence[ProfileInput], now: datetime) -> list[Upserted]:
    problems = [check_profile_input(given) for given in inputs]
    good = [given for given, found in zip(inputs, problems, strict=True) if not found]
    if not good:
        return [Upserted(None, tuple(found)) for found in problems]
    people = profile_rows.load_people(workspace_id, good, now)
    settled = iter([people.settle(given) for given in good])
    profile_rows.store_people(workspace_id, people, now)
    return [Upserted(None, tuple(found)) if found else _told(next(settled)) for found in problems]


def _told(settled: Settled) -> Upserted:
    person = settled.person.now if settled.person else None
    return Upserted(
        person.id if person else None, settled.problems, settled.kept_apart, settled.is_repeated
    )
