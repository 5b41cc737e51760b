"""Every page of the product with what it asks for: the tests of roles and foreign ids walk this.

A page that is missing here fails `test_every_page_is_listed`.
"""

from dataclasses import dataclass, field

EDITORS = "editors"
MEMBERS = "members"


@dataclass(frozen=True)
class Page:
    """`given` names the row whose id is in the address; a page without it is for all members."""

    name: str
    given: str = ""
    reads: str = MEMBERS
    posts: str = ""
    data: dict[str, str] = field(default_factory=dict)


PAGES = (
    Page("audiences"),
    Page("new_audience", reads=EDITORS, posts=EDITORS),
    Page("audience", given="audience"),
    Page("members", given="audience", posts=EDITORS, data={"type": "user_id", "value": "u"}),
    Page("import_members", given="audience", reads=EDITORS, posts=EDITORS),
    Page("remove_member", given="membership", reads=EDITORS, posts=EDITORS),
    Page("audience_settings", given="audience", posts=EDITORS),
    Page("delete_audience", given="audience", reads=EDITORS, posts=EDITORS),
    Page("connect_audience", given="audience", reads=EDITORS, posts=EDITORS),
    Page("connection", given="connection", posts=EDITORS),
    Page("connection_preview", given="connection", reads="", posts=EDITORS),
    Page(
        "connection_enabled",
        given="connection",
        reads="",
        posts=EDITORS,
        data={"enabled": "false"},
    ),
    Page("disconnect_audience", given="connection", reads=EDITORS, posts=EDITORS),
    Page(
        "missing_mapping",
        given="connection",
        reads="",
        posts=EDITORS,
        data={"direction": "entering"},
    ),
    Page("audience_resync", given="connection", posts=EDITORS),
    Page("profiles"),
    Page("import_profiles", reads=EDITORS, posts=EDITORS),
    Page("traits"),
    Page("profile", given="profile"),
    Page("trait_origin", given="trait", reads="", posts=EDITORS, data={"origin": "sql"}),
    Page("jobs"),
    Page("job", given="job"),
    Page("change_job", given="job", reads="", posts=EDITORS, data={"change": "pause"}),
    Page("destinations"),
    Page("catalog"),
    Page("add_destination", given="definition", reads=EDITORS, posts=EDITORS),
    Page("own_destination", reads=EDITORS),
    Page("draft_definition", given="way", reads=EDITORS, posts=EDITORS),
    Page("new_definition", reads=EDITORS, posts=EDITORS, data={"json": "{}"}),
    Page("definition", given="own_definition"),
    Page(
        "edit_definition", given="own_definition", reads=EDITORS, posts=EDITORS, data={"json": "{}"}
    ),
    Page("delete_definition", given="own_definition", reads=EDITORS, posts=EDITORS),
    Page("mapping_reviewed", given="mapping", reads="", posts=EDITORS),
    Page("destination", given="destination"),
    Page("destination_settings", given="destination", posts=EDITORS, data={"name": "Changed"}),
    Page("test_credentials", given="destination", reads="", posts=EDITORS),
    Page("delete_destination", given="destination", reads=EDITORS, posts=EDITORS),
    Page("filters", given="destination"),
    Page("new_filter", given="destination", reads=EDITORS, posts=EDITORS),
    Page("filter", given="row_filter", reads=EDITORS, posts=EDITORS),
    Page("filter_enabled", given="row_filter", reads="", posts=EDITORS, data={"enabled": "true"}),
    Page("move_filter", given="row_filter", reads="", posts=EDITORS, data={"direction": "up"}),
    Page("delete_filter", given="row_filter", reads=EDITORS, posts=EDITORS),
    Page("new_mapping", given="destination", reads=EDITORS, posts=EDITORS),
    Page("export_workspace"),
    Page("export_destination", given="destination"),
    Page("export_mapping", given="mapping"),
    Page("import", reads=EDITORS, posts=EDITORS),
    Page("mapping", given="mapping"),
    Page("mapping_enabled", given="mapping", reads="", posts=EDITORS, data={"enabled": "false"}),
    Page("duplicate_mapping", given="mapping", reads="", posts=EDITORS),
    Page("move_mapping", given="mapping", reads="", posts=EDITORS, data={"direction": "up"}),
    Page("rename_mapping", given="mapping", reads=EDITORS, posts=EDITORS, data={"name": "New"}),
    Page("delete_mapping", given="mapping", reads=EDITORS, posts=EDITORS),
    Page("deliveries"),
    Page("balance"),
    Page("destination_deliveries", given="destination"),
    Page("mapping_deliveries", given="mapping"),
    Page("destination_received", given="destination"),
    Page("event_tester", given="destination", reads=EDITORS, posts=EDITORS, data={"event": "{}"}),
    Page("resume_destination", given="destination", reads="", posts=EDITORS),
    Page("events"),
    Page("export_events"),
    Page("event", given="event"),
    Page("replay_deliveries", reads=EDITORS, posts=EDITORS, data={"version": "now"}),
    Page(
        "replay_delivery",
        given="delivery",
        reads=EDITORS,
        posts=EDITORS,
        data={"version": "was"},
    ),
    Page("retry_delivery", given="delivery", reads="", posts=EDITORS),
    Page("sources", posts=EDITORS, data={"name": "App"}),
    Page("source", given="source"),
    Page("rename_source", given="source", reads=EDITORS, posts=EDITORS, data={"name": "New"}),
    Page("live_events", given="source"),
    Page("source_setup", given="source"),
    Page("rotate_key", given="source", reads=EDITORS, posts=EDITORS),
    Page("end_old_key", given="source", reads=EDITORS, posts=EDITORS),
    Page("use_as_test_event", given="event", reads="", posts=EDITORS),
    Page("delete_source", given="source", reads=EDITORS, posts=EDITORS),
    Page("new_test_event", given="source", reads=EDITORS, posts=EDITORS),
    Page("test_event", given="saved_event", posts=EDITORS, data={"name": "N", "event": "{}"}),
    Page(
        "rename_test_event", given="saved_event", reads=EDITORS, posts=EDITORS, data={"name": "New"}
    ),
    Page("delete_test_event", given="saved_event", reads=EDITORS, posts=EDITORS),
    Page("tokens", posts=MEMBERS, data={"name": "Export", "scope": "read"}),
    Page("revoke_token", given="token", posts=MEMBERS),
    Page("api_reference"),
)
# For everybody, signed in or not; tested on their own.
OPEN_PAGES = {"home", "login", "logout", "theme"}
