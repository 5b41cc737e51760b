"""What events run through: each save of a mapping is a version, and one of them is live."""

from typing import Any

from mappings.models import Mapping, MappingVersion
from mappings.services.readiness import mapping_problems


def record_version(mapping: Mapping, *, user: Any) -> MappingVersion:
    """Keep what the mapping is now, and make it what events run through if it may be.

    A version that is not ready never becomes live: an enabled mapping that is saved unfinished
    goes on with the newest version that was ready, until it is mended or disabled.
    """
    version = MappingVersion.objects.create(
        workspace_id=mapping.workspace_id,
        mapping=mapping,
        number=mapping.version,
        name=mapping.name,
        action_slug=mapping.action_slug,
        trigger=mapping.trigger,
        config=mapping.config,
        other_audience_keys=mapping.other_audience_keys,
        saved_at=mapping.updated_at,
        saved_by=user,
    )
    live = _live_version(mapping, version)
    Mapping.objects.filter(pk=mapping.pk).update(live_version=live)
    mapping.live_version = live
    return version


def _live_version(mapping: Mapping, version: MappingVersion) -> MappingVersion | None:
    if not mapping.is_enabled:
        return None
    return mapping.live_version if mapping_problems(mapping) else version
