"""Profiles, traits and jobs as the API shows them."""

from typing import Any

from mappings.models import Job, JobProblem, Profile, ProfileIdentifier, Trait, Workspace
from mappings.models.profiles import ProfileQuerySet


def find_profiles(workspace: Workspace, *, identifier: str = "", kind: str = "") -> ProfileQuerySet:
    """The profiles of a workspace; those that have this identifier, where one is given."""
    rows = Profile.objects.for_workspace(workspace)
    if not identifier and not kind:
        return rows
    if "\0" in identifier + kind:  # no identifier has it, and PostgreSQL refuses to look
        return rows.none()
    found = ProfileIdentifier.objects.for_workspace(workspace)
    found = found.filter(value=identifier) if identifier else found
    found = found.filter(type=kind) if kind else found
    return rows.filter(pk__in=found.values("profile"))


def profile_json(profile: Profile, *, with_contents: bool) -> dict[str, Any]:
    """A profile with its identifiers in the order in which they were first seen."""
    return {
        "id": str(profile.pk),
        "identifiers": [
            {
                "type": one.type,
                "value": one.value if with_contents else None,
                "first_seen_at": one.first_seen_at,
                "last_seen_at": one.last_seen_at,
            }
            for one in profile.identifiers.all()
        ],
        "traits": profile.traits if with_contents else None,
        "created_at": profile.created_at,
        "updated_at": profile.updated_at,
    }


def trait_json(trait: Trait) -> dict[str, Any]:
    return {
        "id": str(trait.pk),
        "name": trait.name,
        "origin": trait.origin,
        "created_at": trait.created_at,
    }


def job_json(job: Job) -> dict[str, Any]:
    """`done` of `total` is null while the total is not known."""
    return {
        "id": str(job.pk),
        "kind": job.kind,
        "title": job.title,
        "state": job.state,
        "done": job.done_count,
        "total": job.total,
        "problems": job.problem_count,
        "detail": job.detail,
        "created_at": job.created_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
    }


def job_problem_json(problem: JobProblem) -> dict[str, Any]:
    return {"line": problem.line, "message": problem.message}
