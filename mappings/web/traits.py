"""Traits: those that profiles have, and the label that says where their values come from."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from mappings import conf
from mappings.models import Trait, TraitOrigin
from mappings.services.traits import change_origin
from mappings.web.access import PageRequest, found, page

TRAITS_PER_PAGE = 100


@page("GET")
def trait_list(request: PageRequest) -> HttpResponse:
    query = request.GET.get("q", "").replace("\0", "")[: conf.MAX_SEARCH_CHARS].strip()
    rows = Trait.objects.for_workspace(request.workspace).order_by("name", "id")
    rows = rows.filter(name__icontains=query) if query else rows
    shown = Paginator(rows, TRAITS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "traits": shown,
        "origins": TraitOrigin.choices,
        "query": query,
        "max_search_chars": conf.MAX_SEARCH_CHARS,
    }
    return render(request, "mappings/traits.html", context)


@page("POST")
def trait_origin(request: PageRequest, trait_id: UUID) -> HttpResponse:
    trait = found(Trait.objects.for_workspace(request.workspace).filter(pk=trait_id).first())
    origin = request.POST.get("origin", "")
    if origin not in TraitOrigin.values:
        raise BadRequest(f"origin is one of {', '.join(TraitOrigin.values)}.")
    changed = change_origin(trait, origin)
    messages.success(request, f"{trait.name} is labelled {changed.get_origin_display()}.")
    number = request.POST.get("page", "")
    at = f"?page={number}" if number.isascii() and number.isdigit() else ""
    return redirect(f"{reverse('traits')}{at}")
