"""Profiles: finding people by what they are called, and all that is known of one."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import BadRequest
from django.db.models import Count, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import render

from mappings import conf
from mappings.models import Membership, Profile, ProfileIdentifier
from mappings.models.profiles import ProfileQuerySet
from mappings.services.event_story import pretty
from mappings.services.profile_json import find_profiles
from mappings.services.profile_story import KnownTrait, tell_profile
from mappings.web.access import PageRequest, found, page

PROFILES_PER_PAGE = 50
SHOWN_IDENTIFIERS = 4


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """A profile as a line of the list: the first of its identifiers, and how many audiences."""

    profile: Profile
    identifiers: Sequence[ProfileIdentifier]
    audience_count: int


@dataclass(frozen=True, slots=True)
class TraitLine:
    """A trait as a profile's page shows it."""

    trait: KnownTrait

    @property
    def text(self) -> str:
        return pretty(self.trait.value)


@page("GET")
def profile_list(request: PageRequest) -> HttpResponse:
    """The newest first, page after page: a workspace may have millions, so nobody counts them."""
    can_view = request.member.can_view_payloads
    query = request.GET.get("q", "")[: conf.MAX_SEARCH_CHARS].strip() if can_view else ""
    rows = _called(request, query).newest_first()
    if after := request.GET.get("after", ""):
        rows = rows.filter(pk__lt=_read_id(after))
    shown = list(_with_first_identifiers(rows)[: PROFILES_PER_PAGE + 1])
    lines = _lines(shown[:PROFILES_PER_PAGE])
    has_more = len(shown) > PROFILES_PER_PAGE
    older = {"after": lines[-1].profile.pk, **({"q": query} if query else {})} if has_more else {}
    context = {
        "lines": lines,
        "query": query,
        "is_later_page": bool(after),
        "older": urlencode(older),
        "can_view": can_view,
        "max_search_chars": conf.MAX_SEARCH_CHARS,
    }
    return render(request, "mappings/profiles.html", context)


@page("GET")
def profile_page(request: PageRequest, profile_id: UUID) -> HttpResponse:
    profile = found(find_profiles(request.workspace).filter(pk=profile_id).first())
    can_view = request.member.can_view_payloads
    story = tell_profile(profile, with_contents=can_view)
    context = {
        "profile": profile,
        "story": story,
        "traits": [TraitLine(trait) for trait in story.traits],
        "untold": story.identifier_count - len(story.identifiers),
        "can_view": can_view,
    }
    return render(request, "mappings/profile.html", context)


def _called(request: PageRequest, query: str) -> ProfileQuerySet:
    """Who has this identifier, of whichever type; a profile's own id finds it, too."""
    if not query:
        return find_profiles(request.workspace)
    called = find_profiles(request.workspace, identifier=query).values("pk")
    asked = Q(pk__in=called)
    with suppress(ValueError):
        asked |= Q(pk=UUID(query))
    return find_profiles(request.workspace).filter(asked)


def _with_first_identifiers(rows: ProfileQuerySet) -> ProfileQuerySet:
    first = ProfileIdentifier.objects.oldest_first()[: SHOWN_IDENTIFIERS + 1]
    return rows.prefetch_related(Prefetch("identifiers", first, to_attr="first_identifiers"))


def _lines(profiles: Sequence[Profile]) -> list[ProfileLine]:
    current = Membership.objects.current().filter(audience__deleted_at=None)
    counted = current.filter(profile__in=[row.pk for row in profiles]).order_by()
    counts = dict(counted.values_list("profile").annotate(count=Count("id")))
    return [
        ProfileLine(row, getattr(row, "first_identifiers", []), counts.get(row.pk, 0))
        for row in profiles
    ]


def _read_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as err:
        raise BadRequest("after is the id of a profile.") from err
