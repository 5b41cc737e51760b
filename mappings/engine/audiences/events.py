"""The events of a user who enters or leaves an audience, as Engage sends them.

    profile ── who is named, by which of several values ── one event for each, of each type
                                └── traits that the connection adds

Source:
    Segment, "Engage Event Mapping", the two payloads; "ID Sync"; product facts read 2026-11.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import islice, product
from math import prod
from typing import Any

from mappings.engine.audiences.setup import ConnectionSetup
from mappings.engine.errors import Problem, SetupError
from mappings.engine.json_types import Json
from mappings.engine.places.locations import EVENT_NAMES, FLAG_HOLDERS, IDENTIFY

# Of one user entering or leaving, by one type. Past it every value is still sent at least once.
MAX_COMBINATIONS = 100
COMPUTATION_CLASSES = ("audience", "trait", "journey_step")

_TOP_NAMES = ("userId", "anonymousId")
_KEY_NAMES = {"trait": "trait_key"}


@dataclass(frozen=True, slots=True)
class AudienceFacts:
    """What events tell of their audience.

    Shape:
        ``AudienceFacts("browse_abandoners", id="0198…", namespace="acme", space_id="0197…")``
    """

    key: str
    id: str = ""
    computation_class: str = "audience"
    entered_event: str = EVENT_NAMES[True]
    exited_event: str = EVENT_NAMES[False]
    namespace: str = ""
    space_id: str = ""

    def personas(self) -> dict[str, str]:
        """Shape: ``{"computation_class": "audience", "computation_key": "vip", …}``"""
        told = {
            "computation_class": self.computation_class,
            "computation_id": self.id,
            "computation_key": self.key,
            "namespace": self.namespace,
            "space_id": self.space_id,
        }
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class KnownProfile:
    """What is known of one person.

    Shape:
        identifiers: ``{"user_id": ("user-123",), "email": ("old@acme.com", "new@acme.com")}``;
            those first seen first
        latest: the one of each type that was seen last; without, the last of the list
        stand_in: names the person where no user ID and no anonymous ID is sent
    """

    identifiers: Mapping[str, Sequence[str]]
    traits: Mapping[str, Any] = field(default_factory=dict)
    latest: Mapping[str, str] = field(default_factory=dict)
    stand_in: str = ""


def audience_events(
    profile: KnownProfile, audience: AudienceFacts, setup: ConnectionSetup, *, is_entering: bool
) -> list[dict[str, Any]]:
    """The events of one user entering (or leaving) the audience.

    Shape:
        ``[{"type": "identify", "userId": "user-123", "traits": {"email": "user@example.com",
        "vip": true}, "context": {"personas": {…}}}, {"type": "track", "event": "Audience Entered",
        "userId": "user-123", "properties": {"audience_key": "vip", "vip": true},
        "context": {"traits": {"email": "user@example.com"}, "personas": {…}}}]``

    A user with several values of an identifier has an event for each combination of them, by the
    strategies of the setup; who leaves is named by all of them, for any may have been sent before.
    """
    given = _given_traits(profile, setup)
    return [
        _event(kind, names, given, profile.stand_in, audience, is_entering=is_entering)
        for names in _combinations(profile, setup, is_entering=is_entering)
        for kind in setup.event_types
    ]


def count_events(profile: KnownProfile, setup: ConnectionSetup, *, is_entering: bool) -> int:
    """How many events `audience_events` gives."""
    values = [values for _, values in _named_values(profile, setup, is_entering=is_entering)]
    return _count(values) * len(setup.event_types)


def enrich_event(
    event: Mapping[str, Any], traits: Mapping[str, Any], *, event_type: str
) -> dict[str, Any]:
    """The event with traits added where its type keeps them: in `traits` or in `properties`.

    Shape:
        ``{"type": "track", "properties": {"vip": true}}`` + ``{"first_name": "Jane"}``
        -> ``{"type": "track", "properties": {"vip": true, "first_name": "Jane"}}``
    """
    holder = FLAG_HOLDERS[event_type]
    return {**event, holder: {**event.get(holder, {}), **traits}}


def read_profile(given: Json) -> KnownProfile:
    """A profile in a document, as it is imported and exported.

    Shape:
        ``{"identifiers": {"user_id": "user-123", "email": ["a@example.com", "b@example.com"]},
        "traits": {"first_name": "Jane"}}``

    Raises:
        SetupError: it is none.
    """
    identifiers = given.get("identifiers") if isinstance(given, dict) else None
    if not isinstance(given, dict) or not isinstance(identifiers, dict):
        text = 'A profile is an object with identifiers, like {"user_id": "user-123"}.'
        raise SetupError(Problem("/identifiers", text, "required"))
    traits = given.get("traits") or {}
    if not isinstance(traits, dict):
        raise SetupError(Problem("/traits", "traits is an object.", "type"))
    read: dict[str, tuple[str, ...]] = {}
    for kind, values in identifiers.items():
        listed = values if isinstance(values, list) else [values]
        if not all(isinstance(one, str) and one for one in listed):
            text = "An identifier is a text that is not empty, or a list of such."
            raise SetupError(Problem(f"/identifiers/{kind}", text, "type"))
        read[kind] = tuple(dict.fromkeys(listed))
    if not any(read.values()):
        text = "At least one identifier is needed."
        raise SetupError(Problem("/identifiers", text, "required"))
    return KnownProfile(read, traits, stand_in=str(given.get("id") or ""))


def read_audience(given: Json) -> AudienceFacts:
    """An audience in a document.

    Shape:
        ``{"key": "browse_abandoners", "computation_class": "audience",
        "entered_event": "Audience Entered", "exited_event": "Audience Exited"}``; only the key
        is needed

    Raises:
        SetupError: listing every problem.
    """
    names = [one.name for one in fields(AudienceFacts)]
    if not isinstance(given, dict):
        raise SetupError(Problem("", "An audience is an object with a key.", "type"))
    problems = [
        Problem(f"/{name}", f"{name} is a text that is not empty.", "type")
        for name in names
        if (name in given or name == "key")
        and not (isinstance(given.get(name), str) and given[name])
    ]
    problems += [
        Problem(f"/{name}", f"{name!r} is no part of an audience.", "unknown_key")
        for name in given
        if name not in names
    ]
    if given.get("computation_class", "audience") not in COMPUTATION_CLASSES:
        text = f"Choose {', '.join(COMPUTATION_CLASSES)}."
        problems.append(Problem("/computation_class", text, "choice"))
    if problems:
        raise SetupError(problems)
    return AudienceFacts(**given)


def _event(
    kind: str,
    names: Mapping[str, str],
    traits: Mapping[str, Any],
    stand_in: str,
    audience: AudienceFacts,
    *,
    is_entering: bool,
) -> dict[str, Any]:
    top = {name: names[name] for name in _TOP_NAMES if name in names}
    if not top and stand_in:
        top = {"anonymousId": stand_in}
    contacts = {name: value for name, value in names.items() if name not in _TOP_NAMES}
    event: dict[str, Any] = {"type": kind, **top}
    flag = {audience.key: is_entering}
    if kind == IDENTIFY:
        event |= {"context": {"personas": audience.personas()}, "traits": {**contacts, **flag}}
    else:
        key_name = _KEY_NAMES.get(audience.computation_class, "audience_key")
        context = {"traits": contacts} if contacts else {}
        event |= {
            "event": audience.entered_event if is_entering else audience.exited_event,
            "context": {**context, "personas": audience.personas()},
            "properties": {key_name: audience.key, **flag},
        }
    return enrich_event(event, traits, event_type=kind) if traits else event


def _given_traits(profile: KnownProfile, setup: ConnectionSetup) -> dict[str, Any]:
    return {
        row.name: profile.traits[row.trait] for row in setup.traits if row.trait in profile.traits
    }


def _combinations(
    profile: KnownProfile, setup: ConnectionSetup, *, is_entering: bool
) -> Iterator[dict[str, str]]:
    """Shape: ``{"userId": "user-123", "email": "user@example.com"}``, once for each."""
    named = list(_named_values(profile, setup, is_entering=is_entering))
    names = [name for name, _ in named]
    values = [values for _, values in named]
    if prod(map(len, values)) <= MAX_COMBINATIONS:
        picks: Iterator[tuple[str, ...]] = product(*values)
    else:
        picks = (tuple(one[at % len(one)] for one in values) for at in range(max(map(len, values))))
    for pick in islice(picks, _count(values)):
        yield dict(zip(names, pick, strict=True))


def _count(values: Sequence[Sequence[str]]) -> int:
    count = prod(map(len, values))
    return count if count <= MAX_COMBINATIONS else max(map(len, values))


def _named_values(
    profile: KnownProfile, setup: ConnectionSetup, *, is_entering: bool
) -> Iterator[tuple[str, Sequence[str]]]:
    """Each name that the profile has values for, with those that are sent."""
    for row in setup.identifiers:
        values = profile.identifiers.get(row.type)
        if not values:
            continue
        if not is_entering or row.strategy == "all":
            yield row.name, values
        elif row.strategy == "first":
            yield row.name, values[:1]
        else:
            yield row.name, (profile.latest.get(row.type, values[-1]),)
