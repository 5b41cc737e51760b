"""Settings, profiles and events of the guide, for tests of resyncs."""

import json

from mappings.event_files.resync.settings import MappingSettings, ResyncSettings

IDENTIFY = MappingSettings(
    "identify.json",
    {
        "email_address": {"@path": "$.traits.email"},
        "audience_status": {"@path": "$.traits.browse_abandoners"},
        "first_name": {"@path": "$.traits.first_name"},
    },
    'type = "identify"',
)
TRACK = MappingSettings(
    "track.json",
    {
        "email_address": {"@path": "$.context.traits.email"},
        "audience_status": {"@path": "$.properties.browse_abandoners"},
    },
    'type = "track"',
)
AUDIENCE = {"key": "browse_abandoners"}
SETUP = {"is_customized": True, "traits": [{"trait": "first_name"}]}
OF_EVENTS = ResyncSettings((TRACK,))
OF_PROFILES = ResyncSettings((IDENTIFY, TRACK), AUDIENCE, SETUP)


def event_lines(count, *, first=0):
    return b"".join(
        b'{"type":"track","context":{"traits":{"email":"%d@example.com"}},'
        b'"properties":{"browse_abandoners":true}}\n' % number
        for number in range(first, first + count)
    )


def profile(number):
    return {
        "identifiers": {"user_id": f"user-{number}", "email": [f"{number}@example.com"]},
        "traits": {"first_name": "Jane", "plan": None},
    }


def profile_lines(count):
    return b"".join(json.dumps(profile(number)).encode() + b"\n" for number in range(count))
