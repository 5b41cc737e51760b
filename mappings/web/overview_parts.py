"""What an overview page shows of its counts: tiles, a chart, and tables with samples."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from mappings.models import Delivery, Destination, Mapping
from mappings.services.overview import (
    FAILED_STATES,
    Overview,
    ReasonCount,
    Scope,
    Step,
)
from mappings.services.reason_words import STATE_KINDS, STATE_WORDS, reason_words
from mappings.services.time_ranges import CUSTOM, RANGES, TimeRange

SAMPLES = 3
MAX_REASONS = 30
CHART_HEIGHT = 100
BAR_PLACE = 10  # of the chart's own units, for each bar with its gap


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Tile:
    """One stage: how many, of what kind, and where they are listed."""

    label: str
    count: int
    note: str
    kind: str
    address: str


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: what it counts, and where it is drawn."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    step: Step
    text: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Chart:
    bars: Sequence[Bar]
    width: int
    most: int
    labels: Sequence[str]


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A reason with its newest events; `replay_address` is empty where nothing can be replayed."""

    counted: ReasonCount
    destination_name: str
    state_words: str
    kind: str
    words: str
    samples: Sequence[Delivery]
    address: str
    replay_address: str


@dataclass(frozen=True, slots=True)
class MappingRow:
    name: str
    destination_name: str
    address: str
    delivered: int
    filtered: int
    failed: int


@dataclass(frozen=True, slots=True)
class OverviewParts:
    tiles: Sequence[Tile]
    chart: Chart
    reasons: Sequence[ReasonRow]
    more_reasons: int
    mappings: Sequence[MappingRow]


def overview_parts(scope: Scope, made: Overview, during: TimeRange) -> OverviewParts:
    names = _names(scope)
    reasons = made.reasons[:MAX_REASONS]
    return OverviewParts(
        tiles=_tiles(scope, made, during),
        chart=_chart(made.steps, during),
        reasons=[_reason_row(scope, one, during, names) for one in reasons],
        more_reasons=len(made.reasons) - len(reasons),
        mappings=[] if scope.mapping else _mapping_rows(scope, made, during, names),
    )


def range_choices(path: str, during: TimeRange) -> list[Choice]:
    return [
        Choice(words, f"{path}?range={name}", during.name == name)
        for name, (_length, _step, words) in RANGES.items()
    ]


def search_address(scope: Scope, during: TimeRange | None, **asked: str) -> str:
    """The search page with what the scope and the range leave."""
    return f"{reverse('events')}?{urlencode(_query(scope, during, **asked))}"


def _query(scope: Scope, during: TimeRange | None, **asked: str) -> dict[str, str]:
    told = dict(asked)
    if scope.destination:
        told.setdefault("destination", str(scope.destination.pk))
    if scope.mapping:
        told["mapping"] = str(scope.mapping.pk)
    return told | range_query(during)


def range_query(during: TimeRange | None) -> dict[str, str]:
    """The parameters that lead to the same range again."""
    if during is None:
        return {}
    if during.name != CUSTOM:
        return {"range": during.name}
    return {"from": _time_text(during.start), "to": _time_text(during.end)}


def _time_text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M")


def _tiles(scope: Scope, made: Overview, during: TimeRange) -> list[Tile]:
    whose = "from the source" if scope.destination else "from all sources"
    received = Tile(
        "Received", made.received.events, f"events {whose}", "received",
        search_address(Scope(scope.workspace), during),
    )  # fmt: skip
    return [
        received,
        _ended_tile(scope, made, during, "filtered", "by a rule"),
        _ended_tile(scope, made, during, "delivered", _share(made.delivered, made.ended)),
        _ended_tile(scope, made, during, "failed", _share(made.failed, made.ended)),
        _open_tile(scope, "Waiting", made.open.waiting, "pending", "for the first time, now"),
        _open_tile(scope, "Retrying", made.open.retrying, "retrying", "after an attempt, now"),
        _open_tile(scope, "Held", made.open.held, "held", "until sending goes on, now"),
    ]


def _ended_tile(scope: Scope, made: Overview, during: TimeRange, state: str, note: str) -> Tile:
    address = search_address(scope, during, state=state, time="ended")
    return Tile(state.capitalize(), getattr(made, state), note, state, address)


def _open_tile(scope: Scope, label: str, count: int, state: str, note: str) -> Tile:
    return Tile(label, count, note, state, search_address(scope, None, state=state))


def _share(count: int, total: int) -> str:
    if not total:
        return "of none"
    share = 100 * count / total
    if 0 < share < 0.1:
        return "below 0.1 % of all that ended"
    return f"{share:.1f} % of all that ended" if share % 1 else f"{share:.0f} % of all that ended"


def _chart(steps: Sequence[Step], during: TimeRange) -> Chart:
    most = max((step.total for step in steps), default=0)
    bars = [_bar(place, step, most, during) for place, step in enumerate(steps)]
    labels = [_label(steps[place].starts_at, during) for place in _label_places(len(steps))]
    return Chart(bars, len(steps) * BAR_PLACE, most, labels)


def _bar(place: int, step: Step, most: int, during: TimeRange) -> Bar:
    y = float(CHART_HEIGHT)
    parts = []
    for kind in ("delivered", "filtered", "failed"):
        count = getattr(step, kind)
        if count:
            # A failure among thousands is still to be seen.
            height = max(count / most * CHART_HEIGHT, 1.5)
            y -= height
            parts.append(Part(kind, round(max(y, 0), 2), round(height, 2)))
    text = (
        f"{_label(step.starts_at, during)}: {step.delivered:,} delivered, "
        f"{step.filtered:,} filtered, {step.failed:,} failed"
    )
    return Bar(place * BAR_PLACE + 1, step, text, parts)


def _label(at: datetime, during: TimeRange) -> str:
    day = f"{at.day} {at:%b}"
    return day if during.step_s >= 86_400 else f"{day}, {at:%H:%M}"


def _label_places(count: int) -> list[int]:
    return sorted({0, count // 2, count - 1}) if count else []


def _reason_row(
    scope: Scope, counted: ReasonCount, during: TimeRange, names: dict[UUID, str]
) -> ReasonRow:
    is_ended = counted.state != "held"
    asked = {"state": counted.state, "reason": counted.reason}
    if counted.destination_id:
        asked["destination"] = str(counted.destination_id)
    if is_ended:
        asked["time"] = "ended"
    query = _query(scope, during if is_ended else None, **asked)
    can_replay = counted.state in FAILED_STATES and counted.destination_id in names
    return ReasonRow(
        counted=counted,
        destination_name=_name(counted.destination_id, names, "Deleted destination"),
        state_words=STATE_WORDS[counted.state],
        kind=STATE_KINDS[counted.state],
        words=reason_words(counted.reason),
        samples=_samples(scope, counted, during),
        address=f"{reverse('events')}?{urlencode(query)}",
        replay_address=f"{reverse('replay_deliveries')}?{urlencode(query)}" if can_replay else "",
    )


def _samples(scope: Scope, counted: ReasonCount, during: TimeRange) -> list[Delivery]:
    """The newest ones: the index of states and reasons leads to them."""
    rows = Delivery.objects.for_workspace(scope.workspace).filter(
        destination=counted.destination_id, state=counted.state, reason=counted.reason
    )
    if scope.mapping:
        rows = rows.filter(mapping=scope.mapping)
    if counted.state == "held":
        return list(rows.order_by("-pk").only("pk", "event_id", "created_at")[:SAMPLES])
    rows = rows.filter(finished_at__gte=during.start, finished_at__lt=during.end)
    newest = rows.order_by("-finished_at").only("pk", "event_id", "created_at")
    return list(newest[:SAMPLES])


def _mapping_rows(
    scope: Scope, made: Overview, during: TimeRange, names: dict[UUID, str]
) -> list[MappingRow]:
    known = Mapping.objects.for_workspace(scope.workspace)
    found = known.in_bulk([one.mapping_id for one in made.by_mapping if one.mapping_id])
    rows = []
    for one in made.by_mapping:
        mapping = found.get(one.mapping_id) if one.mapping_id else None
        address = reverse("mapping_deliveries", args=[mapping.pk]) if mapping else ""
        rows.append(
            MappingRow(
                name=mapping.name if mapping else "Deleted mapping",
                destination_name=_name(one.destination_id, names, "Deleted destination"),
                address=f"{address}?{urlencode(range_query(during))}" if address else "",
                delivered=one.delivered,
                filtered=one.filtered,
                failed=one.failed,
            )
        )
    return sorted(rows, key=lambda row: (row.destination_name.casefold(), row.name.casefold()))


def _names(scope: Scope) -> dict[UUID, str]:
    rows = Destination.objects.for_workspace(scope.workspace)
    return dict(rows.values_list("pk", "name"))


def _name(pk: UUID | None, names: dict[UUID, str], otherwise: str) -> str:
    return names.get(pk, otherwise) if pk else otherwise
