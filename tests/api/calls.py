"""How the API's tests speak to it, and the one place that knows the shape of an error."""

import json
from typing import Any

from django.test import Client

from mappings.models import Member

ROOT = "/api/v1/"
PROBLEM_KEYS = {"pointer", "code", "message", "line", "column"}


class Api:
    """A client of the API: a member in a browser, a token, or nobody."""

    def __init__(self, member: Member | None = None, *, token: str = "", csrf: bool = False):
        self.client = Client(enforce_csrf_checks=csrf, raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        if member:
            self.client.force_login(
                member.user, backend="django.contrib.auth.backends.ModelBackend"
            )

    def get(self, path: str, **headers: str) -> Any:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("PUT", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.send("DELETE", path, **headers)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """One request; `If_Match="…"` becomes the header If-Match."""
        data = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        return self.send_bytes(method, path, data, **headers)

    def send_bytes(
        self,
        method: str,
        path: str,
        data: bytes,
        content_type: str = "application/json",
        **headers: str,
    ) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(
            method, ROOT + path, data, content_type, headers={**self.headers, **named}
        )


def assert_error(response: Any, status: int, code: str) -> dict[str, Any]:
    """Pin the shape of an error, and hand it back."""
    assert response.status_code == status, response.content[:500]
    assert response["Content-Type"] == "application/json"
    body = response.json()
    assert body.keys() == {"error"}
    error: dict[str, Any] = body["error"]
    assert error.keys() - {"current"} == {"code", "message", "request_id", "problems"}
    assert error["code"] == code
    assert isinstance(error["message"], str)
    assert error["message"]
    assert len(error["request_id"]) == 32
    for problem in error["problems"]:
        assert problem.keys() == PROBLEM_KEYS
        assert problem["pointer"] == "" or problem["pointer"].startswith("/")
    return error


def assert_problem(response: Any, pointer: str, code: str) -> dict[str, Any]:
    """Pin that a malformed body is told at this place."""
    error = assert_error(response, 400, "invalid")
    found = {(problem["pointer"], problem["code"]): problem for problem in error["problems"]}
    assert (pointer, code) in found, found
    problem: dict[str, Any] = found[pointer, code]
    return problem
