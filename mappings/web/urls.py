"""The addresses of the pages."""

from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.generic import RedirectView

from mappings.web import (
    catalog,
    credential_tests,
    definition_drafts,
    definitions,
    destinations,
    editor,
    events,
    exports,
    imports,
    live_events,
    mapping_list,
    new_mapping,
    overview,
    received,
    reference,
    replays,
    session,
    sources,
    test_events,
    tester,
    tokens,
)

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="destinations"), name="home"),
    path("login/", session.SignIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("theme/", session.choose_theme, name="theme"),
    path("destinations/", destinations.destination_list, name="destinations"),
    path("catalog/", catalog.catalog, name="catalog"),
    path("catalog/own/", definition_drafts.own_destination, name="own_destination"),
    path("catalog/own/<slug:way>/", definition_drafts.draft_definition, name="draft_definition"),
    path("definitions/new/", definitions.new_definition, name="new_definition"),
    path("definitions/<uuid:definition_id>/", definitions.definition_page, name="definition"),
    path(
        "definitions/<uuid:definition_id>/edit/",
        definitions.edit_definition,
        name="edit_definition",
    ),
    path(
        "definitions/<uuid:definition_id>/delete/",
        definitions.remove_definition,
        name="delete_definition",
    ),
    path(
        "mappings/<uuid:mapping_id>/reviewed/",
        definitions.review_mapping_done,
        name="mapping_reviewed",
    ),
    path("catalog/<slug:slug>/add/", destinations.add_destination, name="add_destination"),
    path(
        "destinations/<uuid:destination_id>/",
        mapping_list.destination_mappings,
        name="destination",
    ),
    path(
        "destinations/<uuid:destination_id>/settings/",
        destinations.destination_settings,
        name="destination_settings",
    ),
    path(
        "destinations/<uuid:destination_id>/test-credentials/",
        credential_tests.test_credentials,
        name="test_credentials",
    ),
    path(
        "destinations/<uuid:destination_id>/delete/",
        destinations.remove_destination,
        name="delete_destination",
    ),
    path(
        "destinations/<uuid:destination_id>/mappings/new/",
        new_mapping.new_mapping,
        name="new_mapping",
    ),
    path(
        "destinations/<uuid:destination_id>/export/",
        exports.export_destination,
        name="export_destination",
    ),
    path("export/", exports.export_workspace, name="export_workspace"),
    path("import/", imports.import_document, name="import"),
    path("mappings/<uuid:mapping_id>/export/", exports.export_mapping, name="export_mapping"),
    path("mappings/<uuid:mapping_id>/", editor.mapping_page, name="mapping"),
    path(
        "mappings/<uuid:mapping_id>/enabled/", mapping_list.switch_mapping, name="mapping_enabled"
    ),
    path(
        "mappings/<uuid:mapping_id>/duplicate/", mapping_list.copy_mapping, name="duplicate_mapping"
    ),
    path("mappings/<uuid:mapping_id>/move/", mapping_list.shift_mapping, name="move_mapping"),
    path("mappings/<uuid:mapping_id>/rename/", mapping_list.rename_mapping, name="rename_mapping"),
    path("mappings/<uuid:mapping_id>/delete/", mapping_list.remove_mapping, name="delete_mapping"),
    path("deliveries/", overview.workspace_deliveries, name="deliveries"),
    path("deliveries/balance/", overview.show_balance, name="balance"),
    path("deliveries/replay/", replays.replay_deliveries, name="replay_deliveries"),
    path("deliveries/<uuid:delivery_id>/replay/", replays.replay_delivery, name="replay_delivery"),
    path("deliveries/<uuid:delivery_id>/retry/", replays.retry_delivery, name="retry_delivery"),
    path(
        "destinations/<uuid:destination_id>/deliveries/",
        overview.destination_deliveries,
        name="destination_deliveries",
    ),
    path(
        "destinations/<uuid:destination_id>/received/",
        received.destination_received,
        name="destination_received",
    ),
    path(
        "destinations/<uuid:destination_id>/tester/",
        tester.event_tester,
        name="event_tester",
    ),
    path(
        "destinations/<uuid:destination_id>/resume/",
        overview.resume_deliveries,
        name="resume_destination",
    ),
    path(
        "mappings/<uuid:mapping_id>/deliveries/",
        overview.mapping_deliveries,
        name="mapping_deliveries",
    ),
    path("events/", events.event_list, name="events"),
    path("events/export/", events.export_event_list, name="export_events"),
    path("events/<uuid:event_id>/", events.event_story, name="event"),
    path("sources/", sources.source_list, name="sources"),
    path("sources/<uuid:source_id>/", sources.source_page, name="source"),
    path("sources/<uuid:source_id>/rename/", sources.change_source_name, name="rename_source"),
    path("sources/<uuid:source_id>/delete/", sources.remove_source, name="delete_source"),
    path("sources/<uuid:source_id>/events/", live_events.live_events, name="live_events"),
    path("sources/<uuid:source_id>/setup/", live_events.source_setup, name="source_setup"),
    path("sources/<uuid:source_id>/write-key/", live_events.rotate_key, name="rotate_key"),
    path("sources/<uuid:source_id>/old-write-key/", live_events.end_old_key, name="end_old_key"),
    path(
        "events/<uuid:event_id>/test-event/",
        live_events.use_as_test_event,
        name="use_as_test_event",
    ),
    path(
        "sources/<uuid:source_id>/test-events/new/",
        test_events.new_test_event,
        name="new_test_event",
    ),
    path("test-events/<uuid:test_event_id>/", test_events.test_event_page, name="test_event"),
    path(
        "test-events/<uuid:test_event_id>/rename/",
        test_events.change_test_event_name,
        name="rename_test_event",
    ),
    path(
        "test-events/<uuid:test_event_id>/delete/",
        test_events.remove_test_event,
        name="delete_test_event",
    ),
    path("tokens/", tokens.token_list, name="tokens"),
    path("tokens/<uuid:token_id>/revoke/", tokens.end_token, name="revoke_token"),
    path("api/", reference.api_reference, name="api_reference"),
]
