"""Names to suggest for mappings of audiences."""

from mappings import conf
from mappings.models import EventType

SUGGESTED_NAME_CHARS = conf.MAX_NAME_CHARS - 20  # leaves room for "(Identify) 500"


def suggest_name(*, event_type: str, audience_key: str, is_entering: bool, taken: set[str]) -> str:
    """A free name that says what the mapping is for.

    Shape:
        ``"Audience entered – vip"``; when taken, ``"… (Track)"``, then ``"… (Track) 2"``
    """
    name = f"Audience {'entered' if is_entering else 'exited'} – {audience_key}"
    name = name[:SUGGESTED_NAME_CHARS]
    if name in taken:
        name = f"{name} ({EventType(event_type).label})"
    free, number = name, 2
    while free in taken:
        free, number = f"{name} {number}", number + 1
    return free
