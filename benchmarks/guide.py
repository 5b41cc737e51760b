"""The guide's Track event, its mapping table and its trigger."""

EVENT = {
    "type": "track",
    "event": "Audience Entered",
    "userId": "user-123",
    "anonymousId": "anon-test-1",
    "context": {"traits": {"email": "user@example.com"}},
    "properties": {
        "audience_key": "browse_abandoners",
        "browse_abandoners": True,
        "first_name": "Jane",
        "last_name": "Doe",
    },
}
CONFIG = {
    "email_address": {"@path": "$.context.traits.email"},
    "audience_status": {"@path": "$.properties.browse_abandoners"},
    "first_name": {"@path": "$.properties.first_name"},
    "last_name": {"@path": "$.properties.last_name"},
}
TRIGGER = 'type = "track" and properties.browse_abandoners = true'
PAYLOAD = {
    "email_address": "user@example.com",
    "audience_status": True,
    "first_name": "Jane",
    "last_name": "Doe",
}
