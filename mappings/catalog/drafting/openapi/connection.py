"""What the requests of one definition share while it is drafted: its settings."""

from dataclasses import dataclass, field
from typing import Any

from mappings.catalog.drafting.naming import slug_of

SettingDocument = dict[str, Any]


@dataclass(slots=True)
class Settings:
    """The settings so far, in the order of the form; the same one is there once."""

    found: list[SettingDocument] = field(default_factory=list)

    def add(self, wanted: str, setting: SettingDocument) -> str:
        """The key of this setting, made of the wanted name where it is a new one."""
        for one in self.found:
            if {**one, "key": ""} == {**setting, "key": ""} and one["key"].startswith(
                slug_of(wanted, default="setting")
            ):
                return str(one["key"])
        key = slug_of(wanted, default="setting", taken={one["key"] for one in self.found})
        self.found.append({"key": key, **setting})
        return key
