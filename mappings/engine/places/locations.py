"""Where Identify and Track events keep the same data, as the guide's tables have it.

Source:
    Segment, "Engage Event Mapping", the tables of the two event types.
"""

from mappings.engine.fields import Field

Keys = tuple[str, ...]

IDENTIFY, TRACK = "identify", "track"
TYPE_NAMES = {IDENTIFY: "Identify", TRACK: "Track"}
FLAG_HOLDERS = {IDENTIFY: "traits", TRACK: "properties"}
EVENT_NAMES = {True: "Audience Entered", False: "Audience Exited"}

# Of the usual traits these describe how to reach the user: on Track they are beside the event.
CONTACT_TRAITS = {"email": "e-mail", "phone": "phone"}

_FLAG_WORDS = {"audience", "member", "membership"}


def flag_place(event_type: str, flag: Keys) -> Keys:
    """Where an event type keeps an audience's flag: ``("properties", "vip")``."""
    return (FLAG_HOLDERS[event_type], *flag)


def track_place(trait: Keys) -> Keys:
    """Where Track keeps what Identify keeps in its traits.

    Shape:
        ``("email",)`` -> ``("context", "traits", "email")``, ``("plan",)`` -> ``("properties",
        "plan")``
    """
    is_contact = trait[:1] != () and trait[0] in CONTACT_TRAITS
    return ("context", "traits", *trait) if is_contact else ("properties", *trait)


def place_of_trait(event_type: str, trait: Keys) -> Keys:
    """Where an event type keeps a trait: ``("traits", "plan")``, ``("properties", "plan")``."""
    return track_place(trait) if event_type == TRACK else ("traits", *trait)


def holds_flag(key: str, field: Field | None, flag: Keys) -> bool:
    """Whether a destination field is for the audience's flag, by its key, type and name."""
    if flag and key == flag[-1]:
        return True
    if field is not None and field.type != "boolean":
        return False
    label = field.label if field else ""
    return bool(_FLAG_WORDS & set(f"{key} {label}".lower().replace("_", " ").split()))
