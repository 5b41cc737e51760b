"""What the commands over a workspace share."""

from django.core.management.base import CommandError

from mappings.engine.errors import Problem
from mappings.event_files.errors import bare_message
from mappings.models import Workspace
from mappings.services.errors import ServiceError


def find_workspace(slug: str) -> Workspace:
    """The workspace of this slug.

    Raises:
        CommandError: there is none.
    """
    workspace = Workspace.objects.filter(slug=slug).first()
    if workspace is None:
        known = ", ".join(Workspace.objects.order_by("slug").values_list("slug", flat=True)[:20])
        raise CommandError(f'There is no workspace "{slug}". There is: {known or "none"}.')
    return workspace


def told_problems(err: ServiceError) -> str:
    """Everything that a service refused for, a line each."""
    return "\n".join(map(told_problem, err.problems)) or err.message


def told_problem(problem: Problem) -> str:
    """Shape: ``line 12: /destinations/0/name: Enter a name.``"""
    place = f"line {problem.line}" if problem.line else ""
    message = bare_message(problem) if place else problem.message
    return ": ".join(part for part in (place, problem.pointer, message) if part)
