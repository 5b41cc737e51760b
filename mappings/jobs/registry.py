"""Which kinds of jobs there are, in one list."""

from mappings.jobs.member_import import import_members
from mappings.jobs.profile_import import import_profiles
from mappings.jobs.resync import resync_file, resync_members
from mappings.jobs.steps import Kind
from mappings.services.member_changes import IMPORT_MEMBERS
from mappings.services.profile_imports import IMPORT_PROFILES
from mappings.services.resyncs import RESYNC, RESYNC_FILE

KINDS: dict[str, Kind] = {
    IMPORT_PROFILES: import_profiles,
    IMPORT_MEMBERS: import_members,
    RESYNC: resync_members,
    RESYNC_FILE: resync_file,
}
