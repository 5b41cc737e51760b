"""Profiles: who is known, and what is known of them."""

from collections.abc import Iterator
from typing import IO, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from mappings.api.base import ApiView
from mappings.api.documentation import operation
from mappings.api.pagination import PageQuery, page_json
from mappings.api.serializers.common import page_of
from mappings.api.serializers.profiles import (
    JobSerializer,
    ProfileImportQuery,
    ProfileQuery,
    ProfileSerializer,
    ProfilesInputSerializer,
    TraitSerializer,
    UpsertedProfilesSerializer,
)
from mappings.engine.errors import JsonTextError, Problem, json_pointer
from mappings.engine.strict_json import parse_json
from mappings.models import Trait
from mappings.services.errors import InvalidInput, NotAllowed
from mappings.services.event_filters import SEARCH_REFUSED
from mappings.services.profile_imports import ImportFile, start_uploaded_import
from mappings.services.profile_json import find_profiles, job_json, profile_json, trait_json
from mappings.services.profiles import INPUTS_PER_STEP, ProfileInput, upsert_profiles
from mappings.services.traits import change_origin

_TAG = "Profiles"
_BLOCK_BYTES = 256 * 1024


class ProfileListView(ApiView):
    query_class = ProfileQuery

    @operation(
        "profiles_list",
        "Find profiles",
        tag=_TAG,
        answer=page_of(ProfileSerializer),
        errors=[400],
        parameters=[ProfileQuery],
        description="Who may not see who users are cannot search by an identifier.",
    )
    def get(self, request: Request) -> Response:
        identifier, kind = self.query.get("identifier", ""), self.query.get("type", "")
        can_view = self.access.can_view_payloads
        if identifier and not can_view:
            raise NotAllowed(SEARCH_REFUSED)
        rows = find_profiles(self.workspace, identifier=identifier, kind=kind).with_identifiers()
        show = lambda row: profile_json(row, with_contents=can_view)  # noqa: E731
        return Response(page_json(request, self.query, rows, show))

    @operation(
        "profiles_write",
        "Write profiles",
        tag=_TAG,
        answer=UpsertedProfilesSerializer,
        body=ProfilesInputSerializer,
        errors=[],
        description=f"At most {INPUTS_PER_STEP} at once; all of them, or none. Traits are merged "
        "key by key, and null removes one.",
        example={
            "profiles": [
                {
                    "identifiers": {"user_id": "user-123", "email": "user@example.com"},
                    "traits": {"first_name": "Jane", "plan": None},
                }
            ]
        },
    )
    def post(self, _request: Request) -> Response:
        given = self.body(ProfilesInputSerializer)["profiles"]
        check_count(given, "/profiles")
        inputs = [profile_input(one, f"/profiles/{at}") for at, one in enumerate(given)]
        with transaction.atomic():
            done = upsert_profiles(self.workspace, inputs, timezone.now())
            problems = [
                Problem(f"/profiles/{at}{problem.pointer}", problem.message, problem.code)
                for at, one in enumerate(done)
                for problem in one.problems
            ]
            if problems:
                raise InvalidInput(problems)
        rows = [
            {"id": str(one.profile_id), "kept_apart": [kind for kind, _ in one.kept_apart]}
            for one in done
        ]
        return Response({"profiles": rows})


class ProfileView(ApiView):
    @operation("profiles_read", "Read a profile", tag=_TAG, answer=ProfileSerializer, errors=[404])
    def get(self, _request: Request, profile_id: UUID) -> Response:
        row = self.find(find_profiles(self.workspace).with_identifiers(), profile_id)
        return Response(profile_json(row, with_contents=self.access.can_view_payloads))


class ProfileImportView(ApiView):
    query_class = ProfileImportQuery

    @operation(
        "profiles_import",
        "Import profiles from a file",
        tag=_TAG,
        answer=JobSerializer,
        status=201,
        errors=[400, 409, 411],
        parameters=[ProfileImportQuery],
        description="The body is the file: CSV, NDJSON or Parquet, packed with gzip or not. The "
        "answer is the job that reads it.",
    )
    def post(self, request: Request) -> Response:
        job = start_uploaded_import(
            workspace=self.workspace,
            file=import_file(self.query),
            blocks=body_blocks(request),
            size_bytes=int(request.META.get("CONTENT_LENGTH") or 0),
            started_by=self.access.member.user,
        )
        return Response(job_json(job), status=201)


class TraitListView(ApiView):
    query_class = PageQuery

    @operation(
        "traits_list",
        "List traits",
        tag=_TAG,
        answer=page_of(TraitSerializer),
        errors=[400],
        parameters=[PageQuery],
    )
    def get(self, request: Request) -> Response:
        rows = Trait.objects.for_workspace(self.workspace)
        return Response(page_json(request, self.query, rows, trait_json))


class TraitView(ApiView):
    @operation("traits_read", "Read a trait", tag=_TAG, answer=TraitSerializer, errors=[404])
    def get(self, _request: Request, trait_id: UUID) -> Response:
        return Response(trait_json(self._trait(trait_id)))

    @operation(
        "traits_change",
        "Change the label of a trait's origin",
        tag=_TAG,
        answer=TraitSerializer,
        body=TraitSerializer,
        errors=[404],
        example={"origin": "computed"},
    )
    def patch(self, _request: Request, trait_id: UUID) -> Response:
        trait = self._trait(trait_id)
        given = self.body(TraitSerializer, current=trait_json(trait), partial=True)
        changed = change_origin(trait, given.get("origin", trait.origin))
        return Response(trait_json(changed))

    def _trait(self, trait_id: UUID) -> Trait:
        return self.find(Trait.objects.for_workspace(self.workspace), trait_id)


def check_count(given: list[Any], pointer: str) -> None:
    """Refuse more people than are taken at once."""
    if len(given) > INPUTS_PER_STEP:
        text = f"{len(given):,} profiles; at most {INPUTS_PER_STEP} are taken at once."
        raise InvalidInput([Problem(pointer, text, "too_many")])


def profile_input(given: dict[str, Any], pointer: str) -> ProfileInput:
    """A person in a body; a service checks the rest."""
    for kind, values in given["identifiers"].items():
        if not isinstance(values, (str, list)):
            at = pointer + json_pointer(["identifiers", kind])
            text = "An identifier is a text, or a list of texts."
            raise InvalidInput([Problem(at, text, "type")])
    return ProfileInput(given["identifiers"], given.get("traits") or {})


def import_file(query: dict[str, Any]) -> ImportFile:
    """What a query says of the file in the body."""
    try:
        columns = parse_json(query["columns"]) if query.get("columns") else None
    except JsonTextError as err:
        text = f"columns: {err.problems[0].message}"
        raise InvalidInput([Problem("/columns", text, err.problems[0].code)]) from err
    return ImportFile(query.get("name", ""), query.get("format", ""), columns)


def body_blocks(request: Request) -> Iterator[bytes]:
    """The body, bit by bit and whatever its type is called; no parser sees it."""
    stream: IO[bytes] | None = request.stream
    while stream and (block := stream.read(_BLOCK_BYTES)):
        yield block
