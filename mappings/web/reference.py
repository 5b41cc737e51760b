"""The interactive reference of the REST API, drawn from the schema that the code gives."""

from django.http import HttpResponse
from django.shortcuts import render

from mappings.web.access import PageRequest, page


@page("GET")
def api_reference(request: PageRequest) -> HttpResponse:
    return render(request, "mappings/api_reference.html")
