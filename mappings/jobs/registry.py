"""Which kinds of jobs there are, in one list."""

from mappings.jobs.steps import Kind

KINDS: dict[str, Kind] = {}
