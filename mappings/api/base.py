"""What every view of the API shares."""

from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.db import models
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView

from mappings.api.errors import ApiError
from mappings.api.fields import StrictQuery, StrictSerializer
from mappings.api.parsers import check_body_headers
from mappings.api.renderers import JSONOnly
from mappings.models import Workspace
from mappings.services.access import Access

_Row = TypeVar("_Row", bound=models.Model)


class ApiView(APIView):
    """A view that knows its workspace and refuses what it does not know."""

    content_negotiation_class = JSONOnly
    metadata_class = None
    http_method_names = ["get", "post", "put", "patch", "delete", "head"]
    # True for a POST that only computes: a viewer and a token that reads may use it.
    changes_nothing: ClassVar[bool] = False
    query_class: ClassVar[type[StrictQuery]] = StrictQuery

    access: Access
    query: dict[str, Any]

    @property
    def workspace(self) -> Workspace:
        return self.access.member.workspace

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_body_headers(request)
        self.query = self.query_class.read(request.query_params)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Answers hold what is known of people: no cache keeps them."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        return answer

    def find(self, rows: models.QuerySet[_Row], row_id: UUID) -> _Row:
        """The row of that id; a foreign one looks like a missing one, for `rows` are ours."""
        row = rows.filter(pk=row_id).first()
        if row is None:
            raise NotFound
        return row

    def body(
        self,
        serializer_class: type[StrictSerializer],
        *,
        current: dict[str, Any] | None = None,
        partial: bool = False,
    ) -> dict[str, Any]:
        """The checked body of the request.

        Args:
            current: what the row looks like now; read-only values may be sent back unchanged.
            partial: whether what is left out stays as it is.
        """
        if self.request.META.get("CONTENT_LENGTH") in (None, "", "0"):
            raise ApiError(400, "invalid", "The body is empty. Send a JSON object.")
        serializer = serializer_class(data=self.request.data, current=current, partial=partial)
        serializer.is_valid(raise_exception=True)
        checked: dict[str, Any] = serializer.validated_data
        return checked
