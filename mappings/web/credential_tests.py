"""The button "Test credentials" on a destination's settings page."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from mappings.services.credential_tests import run_credential_test
from mappings.services.errors import ServiceError
from mappings.web.access import PageRequest, page
from mappings.web.destinations import find_destination


@page("POST")
def test_credentials(request: PageRequest, destination_id: UUID) -> HttpResponse:
    """What came of it: a fragment for the page, or a page of its own without script."""
    destination = find_destination(request, destination_id)
    context = {"destination": destination, "tab": "settings"}
    try:
        context["test"] = run_credential_test(destination=destination)
    except ServiceError as err:
        context["refusal"] = err
    template = "_credential_test.html" if request.htmx else "credential_test.html"
    return render(request, f"mappings/{template}", context)
