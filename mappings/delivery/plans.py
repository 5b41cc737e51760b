"""What is needed to turn an event into the payload of one mapping version: made once, kept."""

import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mappings.catalog.requirements import check_action_payload
from mappings.catalog.schema import ActionDefinition, DestinationDefinition
from mappings.engine.audience_variants import config_for
from mappings.engine.compiler import CompiledMapping, compile_mapping
from mappings.engine.errors import EventError, MappingError, Problem, TriggerError
from mappings.engine.fql import read_trigger
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING
from mappings.models import MappingVersion

MAX_KEPT_PLANS = 1_000


class PayloadError(Exception):
    """An event has no payload that may be sent. `reason` is a delivery's reason."""

    def __init__(self, reason: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems[0].message if problems else reason)
        self.reason = reason
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Plan:
    """One mapping version, compiled, for an action of a definition. Safe to share."""

    version_id: uuid.UUID
    mapping: CompiledMapping  # for one of the version's audiences
    definition: DestinationDefinition
    action: ActionDefinition

    @property
    def batch_items(self) -> int:
        """How many payloads one request may carry."""
        return self.action.batch.max_items if self.action.batch else 1

    def payload(self, event: Json) -> Json:
        """The payload as it is sent: mapped and checked.

        Raises:
            PayloadError: the event cannot be mapped, or the destination would refuse the payload.
        """
        try:
            mapped = self.mapping.run(event)
        except EventError as err:
            raise PayloadError("mapping_error", err.problems) from err
        if mapped is MISSING:
            text = "The mapping found nothing in this event."
            raise PayloadError("mapping_error", (Problem("", text, "required"),))
        in_batch = self.action.batch is not None
        checked = check_action_payload(self.action, mapped, in_batch=in_batch)
        if checked.problems:
            raise PayloadError("invalid_payload", checked.problems)
        return checked.payload


class Plans:
    """The plans of a worker, those longest unused forgotten first."""

    def __init__(self, max_kept: int = MAX_KEPT_PLANS) -> None:
        self._plans: OrderedDict[tuple[uuid.UUID, str, int], Plan] = OrderedDict()
        self._max_kept = max_kept

    def get(
        self,
        version_id: uuid.UUID,
        definition: DestinationDefinition,
        find: Callable[[uuid.UUID], MappingVersion],
        audience_key: str = "",
    ) -> Plan:
        """The plan of a version, for a definition as it is now.

        Args:
            find: reads the version; called for one that is not kept.
            audience_key: for which of its further audiences; "" for the trigger's own.

        Raises:
            PayloadError: the version cannot run: ``action_gone`` or ``mapping_error``.
        """
        # The definition is kept with the plan, so its id stays its own.
        key = (version_id, audience_key, id(definition))
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = make_plan(find(version_id), definition, audience_key)
            if len(self._plans) > self._max_kept:
                self._plans.popitem(last=False)
        self._plans.move_to_end(key)
        return plan


def make_plan(
    version: MappingVersion, definition: DestinationDefinition, audience_key: str = ""
) -> Plan:
    """Compile a version, for one of its audiences.

    Raises:
        PayloadError: as `Plans.get`.
    """
    action = definition.action(version.action_slug)
    if action is None:
        text = f'{definition.name} has no action "{version.action_slug}" any more.'
        raise PayloadError("action_gone", (Problem("/action", text, "not_found"),))
    try:
        config = config_of(version, audience_key)
        return Plan(version.pk, compile_mapping(config), definition, action)
    except (MappingError, TriggerError) as err:
        raise PayloadError("mapping_error", err.problems) from err


def config_of(version: MappingVersion, audience_key: str) -> Any:
    """The config of a version for one of its audiences; "" is the trigger's own.

    Raises:
        MappingError, TriggerError: the version cannot serve that audience.
    """
    if not audience_key:
        return version.config
    return config_for(read_trigger(version.trigger), version.config, audience_key)
