"""What the OpenAPI document says of each operation: a decorator for the views' methods."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from mappings.api.serializers.common import ErrorSerializer
from mappings.api.serializers.mappings import StaleSerializer

_View = TypeVar("_View", bound=Callable[..., Any])

ERRORS = {
    400: "The request is malformed; every problem is listed.",
    401: "No token, or one that does not work.",
    403: "The role or the token's scope does not allow it.",
    404: "There is nothing of that id in this workspace.",
    409: "A limit is reached, or something else stands against it.",
    411: "The body has no length.",
    412: "If-Match names another version than the stored one.",
    413: "The body is too large.",
    415: "The body is not JSON, or compressed.",
    429: "Too often; Retry-After says when it may be tried again.",
    503: "It cannot be taken now; Retry-After says when it may be tried again.",
}
_BODY_ERRORS = (400, 411, 413, 415)

_ERROR_EXAMPLE = OpenApiExample(
    "Error",
    value={
        "error": {
            "code": "invalid",
            "message": "/config/email/@path: expected a text, found a list.",
            "request_id": "0b9b4d2f6c0e4f3c8a55a7c1f5a3e6b1",
            "problems": [
                {
                    "pointer": "/config/email/@path",
                    "code": "type",
                    "message": "/config/email/@path: expected a text, found a list.",
                    "line": None,
                    "column": None,
                }
            ],
        }
    },
)


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How tokens are sent; drf-spectacular finds this class by its `target_class`."""

    target_class = "mappings.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, _auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "Made under API tokens."}


IF_MATCH = OpenApiParameter(
    "If-Match",
    location=OpenApiParameter.HEADER,
    description='The ETag the change was made on, like `"3"`. Another version answers 412.',
)
ETAG = OpenApiParameter(
    "ETag",
    location=OpenApiParameter.HEADER,
    description="The version in quotes.",
    response=[200, 201, 412],
)


def operation(
    operation_id: str,
    summary: str,
    *,
    tag: str,
    answer: Any = None,
    status: int = 200,
    body: Any = None,
    errors: Sequence[int] = (),
    parameters: Sequence[Any] = (),
    description: str = "",
    example: Any = None,
    stale: Any = StaleSerializer,
) -> Callable[[_View], _View]:
    """Describe one method of a view.

    Args:
        answer: serializer of the good answer; None for an empty one.
        body: serializer of the request body; None for none.
        errors: statuses beside 401, 403 and those of every body.
        example: a request body to show.
        stale: serializer of the answer 412.
    """
    statuses = {401, 403, *errors, *(_BODY_ERRORS if body else ())}
    responses: dict[Any, Any] = {status: answer or OpenApiResponse(description="Done.")}
    for code in sorted(statuses):
        serializer = stale if code == 412 else ErrorSerializer
        examples = [_ERROR_EXAMPLE] if code == 400 else []
        responses[code] = OpenApiResponse(serializer, description=ERRORS[code], examples=examples)
    examples = [OpenApiExample("Example", value=example, request_only=True)] if example else []
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        description=description or summary,
        tags=[tag],
        request=body,
        responses=responses,
        parameters=list(parameters),
        examples=examples,
    )
