"""A shop's order with some 60 values, and a mapping of 25 fields, as presets have them."""

from typing import Any

EVENT: dict[str, Any] = {
    "type": "track",
    "event": "Order Completed",
    "userId": "user-123",
    "anonymousId": "anon-test-1",
    "messageId": "message-test-1",
    "timestamp": "2026-01-15T10:00:00.000Z",
    "receivedAt": "2026-01-15T10:00:01.000Z",
    "context": {
        "ip": "192.0.2.1",
        "locale": "en-US",
        "timezone": "Europe/Amsterdam",
        "userAgent": "Mozilla/5.0",
        "app": {"name": "Shop", "version": "5.4.1", "build": "1204"},
        "campaign": {"name": "winter", "source": "newsletter", "medium": "email"},
        "device": {"id": "device-test-1", "type": "ios", "manufacturer": "Apple"},
        "page": {
            "path": "/checkout",
            "referrer": "https://example.com/cart",
            "title": "Checkout",
            "url": "https://example.com/checkout",
        },
        "traits": {
            "email": "User@Example.com",
            "first_name": "Jane",
            "last_name": "Doe",
            "phone": "+1 555 0100",
            "birthday": "1990-04-01",
            "plan": "gold",
            "newsletter": True,
            "address": {"city": "Amsterdam", "country": "NL", "postal_code": "1012 AB"},
        },
    },
    "properties": {
        "order_id": "order-1001",
        "checkout_id": "checkout-77",
        "affiliation": "Web shop",
        "currency": "EUR",
        "subtotal": 119.9,
        "shipping": 4.95,
        "tax": 21.8,
        "discount": 10,
        "coupon": "",
        "total": 136.65,
        "is_gift": False,
        "browse_abandoners": True,
        "products": [
            {"product_id": "p-1", "sku": "SKU-1", "name": "Shoes", "price": 79.95, "quantity": 1},
            {"product_id": "p-2", "sku": "SKU-2", "name": "Socks", "price": 9.95, "quantity": 3},
            {"product_id": "p-3", "sku": "SKU-3", "name": "Laces", "price": 10.1, "quantity": 1},
        ],
    },
}


def _path(path: str) -> dict[str, Any]:
    return {"@path": path}


def _first_of(first: str, second: str) -> dict[str, Any]:
    return {"@if": {"exists": _path(first), "then": _path(first), "else": _path(second)}}


CONFIG: dict[str, Any] = {
    "event_name": _path("$.event"),
    "event_id": _path("$.messageId"),
    "event_time": _path("$.timestamp"),
    "external_id": _first_of("$.userId", "$.anonymousId"),
    "email": _first_of("$.properties.email", "$.context.traits.email"),
    "phone": _first_of("$.properties.phone", "$.context.traits.phone"),
    "first_name": _first_of("$.context.traits.first_name", "$.context.traits.firstName"),
    "last_name": _first_of("$.context.traits.last_name", "$.context.traits.lastName"),
    "full_name": {"@template": "{{context.traits.first_name}} {{context.traits.last_name}}"},
    "city": _path("$.context.traits.address.city"),
    "country": _path("$.context.traits.address.country"),
    "postal_code": _path("$.context.traits.address.postal_code"),
    "ip_address": _path("$.context.ip"),
    "user_agent": _path("$.context.userAgent"),
    "page_url": _path("$.context.page.url"),
    "campaign": {"@template": "{{context.campaign.source}}/{{context.campaign.name}}"},
    "order_id": _first_of("$.properties.order_id", "$.properties.orderId"),
    "currency": _first_of("$.properties.currency", "$.properties.currency_code"),
    "value": _first_of("$.properties.total", "$.properties.revenue"),
    "tax": _path("$.properties.tax"),
    "coupon": _path("$.properties.coupon"),
    "contents": {
        "@arrayPath": [
            "$.properties.products",
            {
                "id": _first_of("$.product_id", "$.sku"),
                "item_price": _path("$.price"),
                "quantity": _path("$.quantity"),
            },
        ]
    },
    "audience": _path("$.properties.browse_abandoners"),
    "source": "segment",
    "enable_batching": True,
}
TRIGGER = 'type = "track" and event = "Order Completed" and properties.total > 0'


def map_by_hand(event: dict[str, Any]) -> dict[str, Any]:
    """What a person would write for events like this one: the floor."""
    context, properties = event["context"], event["properties"]
    traits = context["traits"]
    address = traits["address"]
    return {
        "event_name": event["event"],
        "event_id": event["messageId"],
        "event_time": event["timestamp"],
        "external_id": event.get("userId") or event.get("anonymousId"),
        "email": properties.get("email") or traits.get("email"),
        "phone": properties.get("phone") or traits.get("phone"),
        "first_name": traits.get("first_name") or traits.get("firstName"),
        "last_name": traits.get("last_name") or traits.get("lastName"),
        "full_name": f"{traits['first_name']} {traits['last_name']}",
        "city": address["city"],
        "country": address["country"],
        "postal_code": address["postal_code"],
        "ip_address": context["ip"],
        "user_agent": context["userAgent"],
        "page_url": context["page"]["url"],
        "campaign": f"{context['campaign']['source']}/{context['campaign']['name']}",
        "order_id": properties.get("order_id") or properties.get("orderId"),
        "currency": properties.get("currency") or properties.get("currency_code"),
        "value": properties.get("total") or properties.get("revenue"),
        "tax": properties["tax"],
        "coupon": properties["coupon"],
        "contents": [
            {
                "id": product.get("product_id") or product.get("sku"),
                "item_price": product["price"],
                "quantity": product["quantity"],
            }
            for product in properties["products"]
        ],
        "audience": properties["browse_abandoners"],
        "source": "segment",
        "enable_batching": True,
    }
