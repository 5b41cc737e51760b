"""Every address of the API, mounted at /api/v1/."""

from django.urls import path, re_path

from mappings.api.views.about import LimitsView, MeView, NothingView, SchemaView
from mappings.api.views.audiences import (
    AudienceCoverageView,
    AudienceListView,
    AudienceMembersView,
    AudienceView,
    MemberImportView,
)
from mappings.api.views.catalog import DefinitionListView, DefinitionView
from mappings.api.views.connections import (
    ConnectionListView,
    ConnectionView,
    MissingMappingView,
    SetupEstimateView,
)
from mappings.api.views.credential_tests import CredentialTestView
from mappings.api.views.deliveries import (
    BalanceView,
    DeliveryListView,
    DeliveryReplayView,
    DeliveryRetryView,
    DeliveryView,
    EventListView,
    EventView,
    FilterReplayView,
    OverviewView,
)
from mappings.api.views.destinations import (
    ActionListView,
    ActionView,
    DestinationListView,
    DestinationView,
)
from mappings.api.views.event_matches import EventMatchesView
from mappings.api.views.exchange import (
    DestinationExportView,
    ImportView,
    MappingExportView,
    WorkspaceExportView,
)
from mappings.api.views.filters import (
    FilterListView,
    FilterMoveView,
    FilterTryView,
    FilterView,
)
from mappings.api.views.jobs import (
    JobCancelView,
    JobListView,
    JobPauseView,
    JobProblemsView,
    JobResumeView,
    JobView,
)
from mappings.api.views.mappings import (
    DisableView,
    DuplicateView,
    EnableView,
    MappingListView,
    MappingView,
)
from mappings.api.views.own_definitions import (
    DefinitionDraftView,
    DefinitionReviewsView,
    DefinitionVersionListView,
    DefinitionVersionView,
    MappingReviewedView,
    OwnDefinitionListView,
    OwnDefinitionView,
)
from mappings.api.views.previews import MappingPreviewView, PreviewView
from mappings.api.views.profiles import (
    ProfileImportView,
    ProfileListView,
    ProfileView,
    TraitListView,
    TraitView,
)
from mappings.api.views.recent_events import RecentEventsView
from mappings.api.views.resyncs import ResyncEstimateView, ResyncTryView, ResyncView
from mappings.api.views.sending import (
    DestinationTestView,
    HealthView,
    MappingTestView,
    ResumeView,
)
from mappings.api.views.source_values import SourceValuesView
from mappings.api.views.sources import (
    OldWriteKeyView,
    SourceListView,
    SourceView,
    WriteKeyView,
)
from mappings.api.views.test_events import (
    CheckEventView,
    GenerateEventView,
    SavedEventListView,
    SavedEventView,
    TwinEventView,
)
from mappings.api.views.triggers import ExplainTriggerView, TriggerLanguageView

app_name = "api"

urlpatterns = [
    path("limits/", LimitsView.as_view(), name="limits"),
    path("me/", MeView.as_view(), name="me"),
    path("audiences/", AudienceListView.as_view(), name="audiences"),
    path("audiences/<uuid:audience_id>/", AudienceView.as_view(), name="audience"),
    path(
        "audiences/<uuid:audience_id>/members/",
        AudienceMembersView.as_view(),
        name="audience_members",
    ),
    path(
        "audiences/<uuid:audience_id>/members/import/",
        MemberImportView.as_view(),
        name="member_import",
    ),
    path(
        "audiences/<uuid:audience_id>/coverage/",
        AudienceCoverageView.as_view(),
        name="audience_coverage",
    ),
    path(
        "audiences/<uuid:audience_id>/connections/",
        ConnectionListView.as_view(),
        name="connections",
    ),
    path("connections/<uuid:connection_id>/", ConnectionView.as_view(), name="connection"),
    path(
        "connections/<uuid:connection_id>/estimate/",
        SetupEstimateView.as_view(),
        name="setup_estimate",
    ),
    path(
        "connections/<uuid:connection_id>/missing-mapping/",
        MissingMappingView.as_view(),
        name="missing_mapping",
    ),
    path("connections/<uuid:connection_id>/resync/", ResyncView.as_view(), name="resync"),
    path(
        "connections/<uuid:connection_id>/resync/estimate/",
        ResyncEstimateView.as_view(),
        name="resync_estimate",
    ),
    path(
        "connections/<uuid:connection_id>/resync/try/", ResyncTryView.as_view(), name="resync_try"
    ),
    path("catalog/", DefinitionListView.as_view(), name="definitions"),
    path("catalog/<slug:slug>/", DefinitionView.as_view(), name="definition"),
    path("definitions/", OwnDefinitionListView.as_view(), name="own_definitions"),
    path("definitions/draft/", DefinitionDraftView.as_view(), name="own_definition_draft"),
    path("definitions/<uuid:definition_id>/", OwnDefinitionView.as_view(), name="own_definition"),
    path(
        "definitions/<uuid:definition_id>/versions/",
        DefinitionVersionListView.as_view(),
        name="own_definition_versions",
    ),
    path(
        "definitions/<uuid:definition_id>/versions/<int:number>/",
        DefinitionVersionView.as_view(),
        name="own_definition_version",
    ),
    path(
        "definitions/<uuid:definition_id>/reviews/",
        DefinitionReviewsView.as_view(),
        name="own_definition_reviews",
    ),
    path("destinations/", DestinationListView.as_view(), name="destinations"),
    path("destinations/<uuid:destination_id>/", DestinationView.as_view(), name="destination"),
    path("destinations/<uuid:destination_id>/actions/", ActionListView.as_view(), name="actions"),
    path(
        "destinations/<uuid:destination_id>/actions/<slug:slug>/",
        ActionView.as_view(),
        name="action",
    ),
    path(
        "destinations/<uuid:destination_id>/test-credentials/",
        CredentialTestView.as_view(),
        name="credential_test",
    ),
    path(
        "destinations/<uuid:destination_id>/test-events/",
        EventMatchesView.as_view(),
        name="event_matches",
    ),
    path(
        "destinations/<uuid:destination_id>/export/",
        DestinationExportView.as_view(),
        name="destination_export",
    ),
    path("export/", WorkspaceExportView.as_view(), name="workspace_export"),
    path("imports/", ImportView.as_view(), name="imports"),
    path(
        "destinations/<uuid:destination_id>/filters/",
        FilterListView.as_view(),
        name="filters",
    ),
    path(
        "destinations/<uuid:destination_id>/filters/try/",
        FilterTryView.as_view(),
        name="filters_try",
    ),
    path("filters/<uuid:filter_id>/", FilterView.as_view(), name="filter"),
    path("filters/<uuid:filter_id>/move/", FilterMoveView.as_view(), name="filter_move"),
    path("destinations/<uuid:destination_id>/health/", HealthView.as_view(), name="health"),
    path("destinations/<uuid:destination_id>/resume/", ResumeView.as_view(), name="resume"),
    path(
        "destinations/<uuid:destination_id>/test/",
        DestinationTestView.as_view(),
        name="destination_test",
    ),
    path("deliveries/", DeliveryListView.as_view(), name="deliveries"),
    path("deliveries/overview/", OverviewView.as_view(), name="overview"),
    path("deliveries/balance/", BalanceView.as_view(), name="balance"),
    path("deliveries/replay/", FilterReplayView.as_view(), name="replay"),
    path("deliveries/<uuid:delivery_id>/", DeliveryView.as_view(), name="delivery"),
    path(
        "deliveries/<uuid:delivery_id>/replay/",
        DeliveryReplayView.as_view(),
        name="delivery_replay",
    ),
    path(
        "deliveries/<uuid:delivery_id>/retry/", DeliveryRetryView.as_view(), name="delivery_retry"
    ),
    path("events/", EventListView.as_view(), name="events"),
    path("events/<uuid:event_id>/", EventView.as_view(), name="event"),
    path("mappings/", MappingListView.as_view(), name="mappings"),
    path("mappings/<uuid:mapping_id>/", MappingView.as_view(), name="mapping"),
    path("mappings/<uuid:mapping_id>/enable/", EnableView.as_view(), name="mapping_enable"),
    path("mappings/<uuid:mapping_id>/disable/", DisableView.as_view(), name="mapping_disable"),
    path(
        "mappings/<uuid:mapping_id>/duplicate/", DuplicateView.as_view(), name="mapping_duplicate"
    ),
    path("mappings/<uuid:mapping_id>/export/", MappingExportView.as_view(), name="mapping_export"),
    path(
        "mappings/<uuid:mapping_id>/preview/", MappingPreviewView.as_view(), name="mapping_preview"
    ),
    path("mappings/<uuid:mapping_id>/test/", MappingTestView.as_view(), name="mapping_test"),
    path(
        "mappings/<uuid:mapping_id>/reviewed/",
        MappingReviewedView.as_view(),
        name="mapping_reviewed",
    ),
    path("jobs/", JobListView.as_view(), name="jobs"),
    path("jobs/<uuid:job_id>/", JobView.as_view(), name="job"),
    path("jobs/<uuid:job_id>/problems/", JobProblemsView.as_view(), name="job_problems"),
    path("jobs/<uuid:job_id>/pause/", JobPauseView.as_view(), name="job_pause"),
    path("jobs/<uuid:job_id>/resume/", JobResumeView.as_view(), name="job_resume"),
    path("jobs/<uuid:job_id>/cancel/", JobCancelView.as_view(), name="job_cancel"),
    path("profiles/", ProfileListView.as_view(), name="profiles"),
    path("profiles/import/", ProfileImportView.as_view(), name="profile_import"),
    path("profiles/<uuid:profile_id>/", ProfileView.as_view(), name="profile"),
    path("traits/", TraitListView.as_view(), name="traits"),
    path("traits/<uuid:trait_id>/", TraitView.as_view(), name="trait"),
    path("preview/", PreviewView.as_view(), name="preview"),
    path("sources/", SourceListView.as_view(), name="sources"),
    path("sources/<uuid:source_id>/", SourceView.as_view(), name="source"),
    path("sources/<uuid:source_id>/write-key/", WriteKeyView.as_view(), name="write_key"),
    path(
        "sources/<uuid:source_id>/old-write-key/", OldWriteKeyView.as_view(), name="old_write_key"
    ),
    path("sources/<uuid:source_id>/events/", RecentEventsView.as_view(), name="recent_events"),
    path("sources/<uuid:source_id>/values/", SourceValuesView.as_view(), name="source_values"),
    path("test-events/", SavedEventListView.as_view(), name="test_events"),
    path("test-events/check/", CheckEventView.as_view(), name="check_event"),
    path("test-events/generate/", GenerateEventView.as_view(), name="generate_event"),
    path("test-events/twin/", TwinEventView.as_view(), name="twin_event"),
    path("test-events/<uuid:test_event_id>/", SavedEventView.as_view(), name="test_event"),
    path("triggers/language/", TriggerLanguageView.as_view(), name="trigger_language"),
    path("triggers/explain/", ExplainTriggerView.as_view(), name="explain_trigger"),
    path("schema/", SchemaView.as_view(), name="schema"),
    re_path("", NothingView.as_view(), name="nothing"),
]
