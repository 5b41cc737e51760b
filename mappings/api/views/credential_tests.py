"""Testing the credentials of a destination."""

from dataclasses import asdict
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.base import ApiView
from mappings.api.documentation import operation
from mappings.api.serializers.credential_tests import CredentialTestSerializer
from mappings.models import Destination
from mappings.services.credential_tests import run_credential_test


class CredentialTestView(ApiView):
    @operation(
        "destinations_test_credentials",
        "Test the stored credentials of a destination",
        tag="Destinations",
        answer=CredentialTestSerializer,
        errors=[400, 404, 409, 429],
        description="Sends one request that changes nothing to the tool and says what it answered. "
        "Nothing is stored.",
    )
    def post(self, _request: Request, destination_id: UUID) -> Response:
        destination = self.find(Destination.objects.for_workspace(self.workspace), destination_id)
        return Response(asdict(run_credential_test(destination=destination)))
