"""One action's check of payloads, compiled once from its fields."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mappings.engine.fields import Field
from mappings.engine.json_types import Json
from mappings.engine.payload.emptiness import without_empty
from mappings.engine.payload.report import Change, Keys, PayloadProblem, Report
from mappings.engine.payload.shapes import shape_of_payload
from mappings.engine.payload.walk import MembersWalker, Walker

_ROOT: Keys = ()


class CheckedPayload(NamedTuple):
    """A payload as it would be sent, what was changed for that, and what keeps it from fitting.

    Where nothing changed, the payload is the given one itself.
    """

    payload: Json
    changes: tuple[Change, ...] = ()
    problems: tuple[PayloadProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class PayloadCheck:
    """Checks payloads; safe to share between threads. Made by `compile_payload_check()`."""

    fields: tuple[Field, ...]
    allow_extra: bool
    strict: bool
    _walker: Walker = field(repr=False, compare=False)
    _members: MembersWalker = field(repr=False, compare=False)
    _alone: dict[str, "PayloadCheck"] = field(default_factory=dict, repr=False, compare=False)

    def check(self, payload: Json) -> CheckedPayload:
        """Check the payload of a single event: empty texts at its top mean nothing."""
        if self._walker.fits(payload) and "" not in payload.values():
            return CheckedPayload(payload)
        return self._mended(payload, drops_texts=True)

    def check_batch(self, payloads: Sequence[Json]) -> list[CheckedPayload]:
        """Check the payloads of a batch, each on its own: empty texts are kept where text is."""
        fits = self._walker.fits
        return [
            CheckedPayload(payload) if fits(payload) else self._mended(payload, drops_texts=False)
            for payload in payloads
        ]

    def check_alone(self, key: str, value: Json) -> CheckedPayload:
        """Check what one field gets, on its own; a key that no field has is kept as it is.

        The check of each field is compiled when it is first asked for, and kept.

        Shape:
            ``"seats", "5"`` -> ``CheckedPayload({"seats": 5}, (Change(…),), ())``
        """
        if key not in self._members.members.properties:
            return CheckedPayload({key: value})
        if key not in self._alone:
            fields = [field for field in self.fields if field.key == key]
            self._alone[key] = compile_payload_check(fields, allow_extra=True, strict=self.strict)
        return self._alone[key].check({key: value})

    def unmet_requirements(
        self, members: Mapping[str, Json], *, unknown: AbstractSet[str]
    ) -> tuple[PayloadProblem, ...]:
        """The fields that conditions on these members require, and that are not among them.

        Args:
            unknown: keys whose values are not known yet: conditions on them are left open.
        """
        report = Report()
        self._members.tell_unmet_requirements(members, _ROOT, report, unknown=unknown)
        return tuple(report.problems)

    def _mended(self, payload: Json, *, drops_texts: bool) -> CheckedPayload:
        report = Report()
        if isinstance(payload, dict):
            prepared = payload if self.strict else self._prepared(payload, report, drops_texts)
            payload = self._members.walk(prepared, _ROOT, report, drops_texts=drops_texts)
        else:
            self._walker.walk(payload, _ROOT, report)
        return CheckedPayload(payload, tuple(report.changes), tuple(report.problems))

    def _prepared(self, payload: dict[str, Any], report: Report, drops_texts: bool) -> Any:
        members = self._members.members
        kept = without_empty(payload, members, _ROOT, report, drops_texts=drops_texts)
        for key, shape in self._members.lists.items():
            if key in kept and not isinstance(kept[key], list):
                report.wrapped(shape.label, (key,), kept[key])
                kept[key] = [kept[key]]
        return kept


def compile_payload_check(
    fields: Sequence[Field], *, allow_extra: bool = False, strict: bool = False
) -> PayloadCheck:
    """The check of an action's payloads, as Segment's runtime does it before sending.

    Shape:
        ``{"age": "12", "plan": "", "x": 1}`` -> ``{"age": 12}``, three changes, no problems

    Args:
        allow_extra: keys that no field has are kept as they are.
        strict: convert and remove nothing: what would have been changed is a problem.
    """
    walker = Walker(shape_of_payload(fields, allow_extra=allow_extra), strict=strict)
    assert walker.members is not None  # noqa: S101 (a payload is an object)
    return PayloadCheck(tuple(fields), allow_extra, strict, walker, walker.members)


def check_payload(
    payload: Json, fields: Sequence[Field], *, allow_extra: bool = False, strict: bool = False
) -> CheckedPayload:
    """The same for one payload; whoever has more compiles the check once."""
    return compile_payload_check(fields, allow_extra=allow_extra, strict=strict).check(payload)
