"""Resync of a connection: what it would take, what it would send of some members, and the start."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from mappings.models import Connection, Mapping
from mappings.services.errors import ServiceError
from mappings.services.resync_choice import ResyncChoice, choose_resync
from mappings.services.resync_json import estimate_json, trial_json
from mappings.services.resync_trials import estimate_resync, try_resync
from mappings.services.resyncs import find_open_resync, start_resync
from mappings.web.access import PageRequest, page
from mappings.web.connections import find_connection, pretty
from mappings.web.forms import PageForm
from mappings.web.jobs import JobLine

SAMPLE = 10


class ResyncForm(PageForm):
    """Whom to tell of what."""

    unmarked = frozenset({"mapping"})
    pointers = {"/connection": "mapping"}

    mapping = forms.ChoiceField(
        label="Mapping",
        required=False,
        error_messages={"invalid_choice": "Choose one of the destination's mappings."},
    )
    since_version = forms.IntegerField(
        label="Only whose payload changed since version … of the mapping",
        required=False,
        min_value=1,
        help_text="Compares what that version would send with what is sent now.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    since_connection_version = forms.IntegerField(
        label="Only whose payload changed since version … of the connection",
        required=False,
        min_value=1,
        help_text="After a change of the traits or identifiers that are sent.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, row: Connection, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mappings = Mapping.objects.for_destination(row.destination).enabled().in_order()
        choices = [(str(one.pk), f"{one.name} (version {one.version})") for one in mappings]
        field: Any = self.fields["mapping"]
        field.choices = [("", "All enabled mappings"), *choices]

    def choice(self, row: Connection) -> ResyncChoice:
        """
        Raises:
            InvalidInput: something of it does not exist.
        """
        given = self.cleaned_data
        return choose_resync(
            connection=row,
            mapping_id=UUID(given["mapping"]) if given["mapping"] else None,
            since_version=given["since_version"],
            since_connection_version=given["since_connection_version"],
        )


@page("GET", "POST")
def resync_page(request: PageRequest, connection_id: UUID) -> HttpResponse:
    row = find_connection(request, connection_id)
    form = ResyncForm(row, request.POST or None)
    context: dict[str, Any] = {"connection": row, "audience": row.audience, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            choice = form.choice(row)
            if request.POST.get("do") == "start":
                job = start_resync(choice, started_by=request.user)
                return redirect("job", job.id)
            context |= _looked_at(request, choice)
        except ServiceError as err:
            form.show_problems(err.problems, message=err.message)
    open_job = find_open_resync(row)
    context["line"] = JobLine(open_job) if open_job else None
    status = 400 if form.errors else 200
    return render(request, "mappings/resync.html", context, status=status)


def _looked_at(request: PageRequest, choice: ResyncChoice) -> dict[str, Any]:
    now = timezone.now()
    looked: dict[str, Any] = {"estimate": estimate_json(estimate_resync(choice, now=now))}
    if request.POST.get("do") == "try":
        tried = try_resync(choice, sample=SAMPLE, now=now)
        can_view = request.member.can_view_payloads
        looked["trial"] = trial_json(choice, tried, with_contents=can_view)["profiles"]
        for prospect in _prospects(looked["trial"]):
            prospect["text"] = pretty(prospect["payload"])
    return looked


def _prospects(trial: list[Any]) -> list[dict[str, Any]]:
    events = [event for profile in trial for event in profile["events"]]
    return [one for event in events for one in event["mappings"]]
