"""The delivery overview: of the workspace, of a destination, of a mapping."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from mappings.models import Destination
from mappings.services.balance import balance
from mappings.services.destination_health import resume_destination, tell_health
from mappings.services.errors import InvalidInput
from mappings.services.overview import Scope, make_overview
from mappings.services.time_ranges import TimeRange, named_range, read_range
from mappings.web.access import PageRequest, page
from mappings.web.destinations import find_destination
from mappings.web.mapping_list import find_mapping
from mappings.web.overview_parts import overview_parts, range_choices


@page("GET")
def workspace_deliveries(request: PageRequest) -> HttpResponse:
    return _overview_page(request, Scope(request.workspace), "mappings/deliveries.html")


@page("GET")
def destination_deliveries(request: PageRequest, destination_id: UUID) -> HttpResponse:
    destination = find_destination(request, destination_id)
    scope = Scope(request.workspace, destination)
    return _overview_page(request, scope, "mappings/destination_deliveries.html")


@page("GET")
def mapping_deliveries(request: PageRequest, mapping_id: UUID) -> HttpResponse:
    mapping = find_mapping(request, mapping_id)
    scope = Scope(request.workspace, mapping.destination, mapping)
    return _overview_page(request, scope, "mappings/destination_deliveries.html")


@page("GET")
def show_balance(request: PageRequest) -> HttpResponse:
    """The books, when somebody asks: every row is read for them."""
    template = "_balance.html" if request.htmx else "balance.html"
    context = {"balance": balance(request.workspace), "at": timezone.now()}
    return render(request, f"mappings/{template}", context)


@page("POST")
def resume_deliveries(request: PageRequest, destination_id: UUID) -> HttpResponse:
    destination = find_destination(request, destination_id)
    count = resume_destination(destination=destination, now=timezone.now())
    waiting = "delivery waits" if count == 1 else "deliveries wait"
    messages.success(request, f"{destination.name} is sent to again. {count:,} {waiting}.")
    return redirect("destination_deliveries", destination.id)


def _overview_page(request: PageRequest, scope: Scope, template: str) -> HttpResponse:
    now = timezone.now()
    during, problem = _range(request)
    made = make_overview(scope=scope, during=during, now=now)
    context = {
        "scope": scope,
        "destination": scope.destination,
        "mapping": scope.mapping,
        "tab": "deliveries",
        "during": during,
        "problem": problem,
        "asked": request.GET,
        "choices": range_choices(request.path, during),
        "overview": made,
        "parts": overview_parts(scope, made, during),
        "health": _health(scope.destination),
        "now": now,
    }
    return render(request, template, context, status=400 if problem else 200)


def _health(destination: Destination | None) -> object:
    return tell_health(destination=destination, now=timezone.now()) if destination else None


def _range(request: PageRequest) -> tuple[TimeRange, str]:
    """The range that is asked for; the last day, and what is wrong, where it cannot be read."""
    asked = {key: request.GET.get(key, "") for key in ("range", "from", "to")}
    now = timezone.now()
    try:
        during = read_range(name=asked["range"], start=asked["from"], end=asked["to"], now=now)
    except InvalidInput as err:
        return named_range("24h", now=now), err.message
    return during, ""
