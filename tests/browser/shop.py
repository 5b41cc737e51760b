"""A shop whose action has every sort of field: lists, objects, conditions, choices, locked."""

from dataclasses import replace
from typing import Any

import pytest

from mappings.catalog import registry
from mappings.engine.fields import Choice, Field, FieldCondition, FieldConditions
from mappings.models import Destination, Mapping, Source
from mappings.services.destinations import create_destination
from mappings.services.mappings import create_mapping
from tests import factories

SHOP = "shop.json"
IS_PRO = FieldConditions((FieldCondition("plan", "is", "pro"),))
FIELDS = (
    Field("email", "Email", "string", category="hashed_pii"),
    Field(
        "items",
        "Items",
        "object",
        multiple=True,
        properties=(
            Field("sku", "SKU", "string", required=True),
            Field("quantity", "Quantity", "integer"),
        ),
    ),
    Field("tags", "Tags", "string", multiple=True),
    Field(
        "address",
        "Address",
        "object",
        properties=(Field("street", "Street", "string"), Field("city", "City", "string")),
        additional_properties=True,
    ),
    Field("plan", "Plan", "string", choices=(Choice("free", "Free"), Choice("pro", "Pro"))),
    Field("seats", "Seats", "integer", depends_on=IS_PRO),
    Field("channel", "Channel", "string", hidden=True),
    Field("tier", "Tier", "string", disabled_input_methods=("literal", "function")),
    Field("note", "Note", "string", disabled_input_methods=("variable",)),
    Field("campaign", "Campaign", "string", display_mode="collapsed"),
    Field("coupon", "Coupon", "string", display_mode="collapsed"),
    Field("origin", "Origin", "string", default="engage", read_only=True),
)
CART_EVENT: dict[str, Any] = {
    **factories.TRACK_EVENT,
    "properties": {
        "browse_abandoners": True,
        "city": "Oslo",
        "cart": [{"sku": "A-1", "qty": 2}, {"sku": "B-2", "qty": 1, "gift": True}],
        "colors": ["red", "blue"],
    },
}


def add_shop(monkeypatch: pytest.MonkeyPatch, source: Source) -> Destination:
    """A destination of the shop, which is in the catalog for one test."""
    known = registry.destination_definitions()
    webhook = next(one for one in known if one.slug == "webhook")
    action = replace(webhook.actions[0], fields=FIELDS, allows_extra_fields=False)
    shop = replace(webhook, slug="shop", name="Shop", actions=(action,), presets=())
    load = registry._definition
    monkeypatch.setattr(registry, "DOCUMENTS", (*registry.DOCUMENTS, SHOP))
    monkeypatch.setattr(registry, "_definition", lambda name: shop if name == SHOP else load(name))
    monkeypatch.setattr(registry, "destination_definitions", lambda: (*known, shop))
    return create_destination(
        workspace=source.workspace,
        source=source,
        definition_slug="shop",
        name="Corner shop",
        settings={"url": "https://example.com/shop", "method": "POST"},
    )


def make_shop_mapping(shop: Destination, config: dict[str, Any]) -> Mapping:
    return create_mapping(
        destination=shop,
        name="Cart",
        action_slug="send_event",
        trigger=factories.TRACK_TRIGGER,
        config=config,
    )
