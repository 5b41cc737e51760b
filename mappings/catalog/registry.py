"""The catalog: every destination definition there is, in the order people see."""

from functools import cache

from mappings.catalog.documents import read_document
from mappings.catalog.loading import load_definition
from mappings.catalog.schema import DestinationDefinition

DOCUMENTS = (
    "activecampaign.json",
    "amplitude.json",
    "braze.json",
    "brevo.json",
    "clevertap.json",
    "crm.json",
    "customerio.json",
    "discord.json",
    "google_ads_customer_match.json",
    "google_analytics_4.json",
    "hubspot.json",
    "intercom.json",
    "iterable.json",
    "klaviyo.json",
    "linkedin_audiences.json",
    "mailchimp.json",
    "meta_conversions.json",
    "meta_custom_audiences.json",
    "mixpanel.json",
    "posthog.json",
    "salesforce.json",
    "salesforce_marketing_cloud.json",
    "sendgrid.json",
    "slack.json",
    "tiktok_events.json",
    "twilio.json",
    "webhook.json",
    "zendesk.json",
)


@cache
def destination_definitions() -> tuple[DestinationDefinition, ...]:
    """All definitions, checked and compiled once.

    Raises:
        DefinitionError: for a document that is wrong, with everything that is wrong in it.
    """
    return tuple(_definition(name) for name in DOCUMENTS)


def get_definition(slug: str) -> DestinationDefinition | None:
    """One definition, without loading the others: a document is named for its slug."""
    name = f"{slug}.json"
    return _definition(name) if name in DOCUMENTS else None


@cache
def _definition(name: str) -> DestinationDefinition:
    return load_definition(read_document(f"destinations/{name}"), name=name)
