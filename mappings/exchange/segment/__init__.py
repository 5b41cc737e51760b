"""Segment's subscriptions, as its Public API and its Terraform provider write them, in and out.

Source:
    Segment Public API, Destination subscriptions (v1alpha); segmentio/terraform-provider-segment
    docs/resources/destination_subscription.md; action-destinations `Subscription`. Read 2026-11.
"""
