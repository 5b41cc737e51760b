"""About the API itself: who is asking, and every limit."""

from typing import Any

from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.base import ApiView
from mappings.api.documentation import operation
from mappings.api.errors import ApiError
from mappings.api.permissions import WorkspacePermission
from mappings.api.renderers import JSONOnly, JSONRenderer
from mappings.api.serializers.common import MeSerializer
from mappings.services.limits import all_limits
from mappings.services.representation import member_json

_LIMITS_SCHEMA = {
    "type": "object",
    "additionalProperties": {"type": "integer"},
    "example": {"max_enabled_mappings_per_destination": 50},
}


class LimitsView(ApiView):
    @operation("limits_read", "Every limit", tag="About", answer=_LIMITS_SCHEMA)
    def get(self, _request: Request) -> Response:
        return Response(all_limits())


class MeView(ApiView):
    @operation("me_read", "Who is asking, and where", tag="About", answer=MeSerializer)
    def get(self, _request: Request) -> Response:
        access = self.access
        token: dict[str, Any] | None = None
        if access.token:
            token = {
                "name": access.token.name,
                "prefix": access.token.prefix,
                "scope": access.token.scope,
            }
        answer = {**member_json(access.member), "can_edit": access.can_edit, "token": token}
        return Response(answer)


class SchemaView(SpectacularJSONAPIView):
    """The OpenAPI document, drawn from these very views."""

    renderer_classes = [JSONRenderer]
    content_negotiation_class = JSONOnly
    permission_classes = (WorkspacePermission,)
    metadata_class = None
    http_method_names = ApiView.http_method_names


class NothingView(ApiView):
    """Any other address below the API: the API's own error, also where debug pages are on."""

    authentication_classes = ()
    permission_classes = ()
    schema = None

    def initial(self, request: Request, *_args: Any, **_kwargs: Any) -> None:
        hint = "" if request.path.endswith("/") else " Addresses end with a slash."
        raise ApiError(404, "not_found", f"There is nothing at this address.{hint}")
