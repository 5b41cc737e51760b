"""What came of a test of credentials."""

from typing import get_args

from rest_framework import serializers

from mappings.api.fields import StrictSerializer, Text
from mappings.services.credential_tests import CredentialOutcome

OUTCOMES = get_args(CredentialOutcome)


class CredentialTestSerializer(StrictSerializer):
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    text = Text(help_text="What that means, for people.")
    status = serializers.IntegerField(
        allow_null=True, help_text="Of the tool's answer; null when there was none."
    )
    words = Text(help_text="The tool's own words, secrets masked; empty when it had none.")
    request = Text(help_text="What was asked, secrets masked; empty when nothing was.")
    elapsed_ms = serializers.IntegerField(allow_null=True)
