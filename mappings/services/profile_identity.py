"""Who is meant: plain rules that turn what senders say into people, without a database.

An identifier names one person. Where a sender names several people at once:

    a user ID decides, then an e-mail, then an anonymous ID, then the rest
    who has no user ID  ── is merged into the one that is meant
    who has another one ── stays apart, and keeps the identifier
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from mappings import conf
from mappings.engine.errors import Problem
from mappings.engine.strict_json import dump_json
from mappings.models.ids import new_id
from mappings.services.profile_input import (
    USER_ID,
    IdentifierKey,
    ProfileInput,
    traits_too_large,
)


@dataclass(slots=True, eq=False)
class Person:
    """One person while inputs are worked in; `merged_into` says who they are now."""

    id: UUID
    traits: dict[str, Any] = field(default_factory=dict)
    is_stored: bool = False
    has_user_id: bool = False
    identifier_count: int = 0
    has_new_traits: bool = False
    merged_into: "Person | None" = None

    @property
    def now(self) -> "Person":
        person = self
        while person.merged_into:
            person = person.merged_into
        return person


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of an input: the person, or why it was refused; and what others kept."""

    person: Person | None
    problems: tuple[Problem, ...] = ()
    kept_apart: tuple[IdentifierKey, ...] = ()
    is_repeated: bool = False


class People:
    """Everybody whom the inputs name, as they become.

    Args:
        owners: who has an identifier already.
        seen_now: those that were given at this very moment before.
        trait_names: of those that the inputs give, the names that are known.
        trait_room: how many more the workspace may have.
    """

    def __init__(
        self,
        owners: Mapping[IdentifierKey, Person],
        *,
        seen_now: Collection[IdentifierKey],
        trait_names: set[str],
        trait_room: int,
    ) -> None:
        self._owners, self._seen_now = dict(owners), seen_now
        self._trait_names, self._trait_room = set(trait_names), trait_room
        self.new_trait_names: list[str] = []
        self.seen: dict[IdentifierKey, None] = {}  # in the order in which they were first given
        self.merged: list[Person] = []
        self.people: dict[UUID, Person] = {}

    def owner(self, key: IdentifierKey) -> Person | None:
        person = self._owners.get(key)
        return person.now if person else None

    def settle(self, given: ProfileInput) -> Settled:
        """Work one input in, all of it or nothing."""
        keys = given.identifier_keys()
        person, others = self._who(keys)
        person = person or Person(new_id())
        merging = [one for one in others if not one.has_user_id]
        new_keys = [key for key in keys if self.owner(key) is None]
        traits = _merged_traits(person, merging, given.traits)
        names = [name for name in given.traits if name not in self._trait_names]
        names = [name for name in names if given.traits[name] is not None]
        count = len(new_keys) + sum(one.identifier_count for one in (person, *merging))
        problems = self._problems(person, traits, names, count)
        if problems:
            return Settled(None, problems)
        for one in merging:
            one.merged_into = person
            self.merged.append(one)
        self._know_traits(names)
        if traits != person.traits:
            person.traits, person.has_new_traits = traits, True
        person.identifier_count = count
        self._owners.update(dict.fromkeys(new_keys, person))
        is_repeated = keys[0] in self._seen_now or keys[0] in self.seen
        own = [key for key in keys if self.owner(key) is person]
        self.seen.update(dict.fromkeys(own))
        person.has_user_id = person.has_user_id or any(kind == USER_ID for kind, _ in own)
        self.people[person.id] = person
        apart = tuple(key for key in keys if key not in own)
        return Settled(person, kept_apart=apart, is_repeated=is_repeated)

    def _who(self, keys: list[IdentifierKey]) -> tuple[Person | None, list[Person]]:
        """The person that is meant, if known, and others whom the same identifiers name."""
        named = [self.owner(key) for key in keys]
        found = list(dict.fromkeys(one for one in named if one))
        if keys[0][0] == USER_ID:
            by_user_id = [one for key, one in zip(keys, named, strict=True) if key[0] == USER_ID]
            chosen = next(filter(None, by_user_id), None)
            chosen = chosen or next((one for one in found if not one.has_user_id), None)
        else:
            chosen = next((one for one in found if one.has_user_id), found[0] if found else None)
        return chosen, [one for one in found if one is not chosen]

    def _problems(
        self, person: Person, traits: dict[str, Any], names: list[str], count: int
    ) -> tuple[Problem, ...]:
        problems = []
        if count > conf.MAX_IDENTIFIERS_PER_PROFILE:
            text = (
                f"The profile would have {count:,} identifiers; the limit is "
                f"{conf.MAX_IDENTIFIERS_PER_PROFILE:,}."
            )
            problems.append(Problem("/identifiers", text, "too_many"))
        size_bytes = 0 if traits is person.traits else len(dump_json(traits))
        if size_bytes > conf.MAX_TRAITS_BYTES:
            problems.append(traits_too_large(size_bytes))
        if len(names) > self._trait_room:
            text = (
                f"{names[self._trait_room]!r} would be one trait too many: a workspace has at most "
                f"{conf.MAX_TRAITS_PER_WORKSPACE:,}."
            )
            problems.append(Problem("/traits", text, "limit_reached"))
        return tuple(problems)

    def _know_traits(self, names: list[str]) -> None:
        self._trait_names.update(names)
        self._trait_room -= len(names)
        self.new_trait_names += names


def _merged_traits(
    person: Person, merging: list[Person], given: Mapping[str, Any]
) -> dict[str, Any]:
    """The person's own win over those of others, and what is given now over all."""
    if not given and not merging:
        return person.traits
    traits: dict[str, Any] = {}
    for one in reversed(merging):
        traits |= one.traits
    traits |= person.traits
    traits |= given
    return {name: value for name, value in traits.items() if value is not None}
