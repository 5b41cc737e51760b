"""Documents that the tests of this folder read, and what they come to."""

from copy import deepcopy

CONFIG = {
    "email_address": {"@path": "$.context.traits.email"},
    "audience_status": {"@path": "$.properties.browse_abandoners"},
}
TRIGGER = 'type = "track" and properties.browse_abandoners = true'
MAPPING = {
    "name": "Audience entered",
    "action": "upsert_contact",
    "enabled": True,
    "trigger": TRIGGER,
    "config": CONFIG,
}
FILTERS = [
    {"title": "Not ours", "action": "drop", "enabled": True, "condition": 'event = "Test"'},
    {
        "title": "Half",
        "action": "sample",
        "enabled": False,
        "condition": None,
        "percent": 0.5,
        "path": "userId",
    },
    {
        "title": "Half",
        "action": "drop_properties",
        "enabled": True,
        "condition": None,
        "fields": {"traits": ["phone"]},
    },
]
DESTINATION = {
    "name": "Acme CRM",
    "definition": "crm",
    "source": "Website",
    "enabled": True,
    "settings": {"base_url": "https://crm.example.com/api"},
    "to_be_filled_in": ["api_key"],
    "delivery": {"order": "off", "retry_waits_s": [5, 30]},
    "filters": FILTERS,
    "mappings": [MAPPING],
}
WORKSPACE = {
    "format": "engage-mapper/1",
    "kind": "workspace",
    "definitions": [{"slug": "loyalty", "name": "Loyalty", "actions": []}],
    "sources": [{"name": "App"}, {"name": "Website"}],
    "destinations": [DESTINATION],
}
ONE_DESTINATION = {
    "format": "engage-mapper/1",
    "kind": "destination",
    "destination": DESTINATION,
}
MAPPINGS = {
    "format": "engage-mapper/1",
    "kind": "mappings",
    "destination": "Acme CRM",
    "definition": "crm",
    "mappings": [MAPPING],
}
DOCUMENTS = {"workspace": WORKSPACE, "destination": ONE_DESTINATION, "mappings": MAPPINGS}


def changed(document, **members):
    """A copy with other members; MISSING ones, given as ..., are taken out."""
    copy = {**deepcopy(document), **members}
    return {key: value for key, value in copy.items() if value is not ...}
