"""Which payloads travel in one request: alone, or with others of their mapping and key. Pure."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from mappings.catalog.schema import BatchDefinition
from mappings.delivery.plans import Plan
from mappings.engine.json_types import Json
from mappings.engine.strict_json import write_json_text

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Mapped(Generic[_Item]):
    """What is to be delivered, with the payload that it became."""

    item: _Item
    plan: Plan
    payload: Json


@dataclass(slots=True)
class _Group(Generic[_Item]):
    members: list[Mapped[_Item]] = field(default_factory=list)
    size_bytes: int = 0

    def is_full(self, batch: BatchDefinition, more_bytes: int) -> bool:
        return len(self.members) >= batch.max_items or (
            bool(self.members) and self.size_bytes + more_bytes > batch.max_bytes
        )


def groups_of(mapped: Iterable[Mapped[_Item]]) -> Iterator[Sequence[Mapped[_Item]]]:
    """The requests to make, each with what it carries, in order.

    One group has payloads of one mapping version that agree in the fields of the batch's key; it
    has as many as the batch may hold, in number and in bytes.
    """
    open_groups: dict[Hashable, _Group[_Item]] = {}
    for one in mapped:
        batch = one.plan.action.batch
        if batch is None:
            yield (one,)
            continue
        key = (one.plan.version_id, *(_key_text(one.payload, name) for name in batch.key))
        group = open_groups.setdefault(key, _Group())
        size_bytes = len(write_json_text(one.payload).encode()) + 1
        if group.is_full(batch, size_bytes):
            yield group.members
            group = open_groups[key] = _Group()
        group.members.append(one)
        group.size_bytes += size_bytes
    for group in open_groups.values():
        yield group.members


def _key_text(payload: Json, name: str) -> str:
    return write_json_text(payload.get(name)) if isinstance(payload, dict) else ""
