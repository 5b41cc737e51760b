"""Which kinds of jobs there are, in one list."""

from mappings.jobs.member_import import import_members
from mappings.jobs.profile_import import import_profiles
from mappings.jobs.steps import Kind
from mappings.services.member_changes import IMPORT_MEMBERS
from mappings.services.profile_imports import IMPORT_PROFILES

KINDS: dict[str, Kind] = {
    IMPORT_PROFILES: import_profiles,
    IMPORT_MEMBERS: import_members,
}
