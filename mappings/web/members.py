"""The members of an audience: found, added and removed one by one, or from a file."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from mappings import conf
from mappings.event_files.records import FORMATS
from mappings.models import Audience, Membership, Role
from mappings.models.audiences import MembershipQuerySet
from mappings.services.audience_json import members_of
from mappings.services.errors import ServiceError
from mappings.services.member_changes import name_members, start_member_import
from mappings.services.memberships import Change, change_members
from mappings.services.profile_imports import ImportFile
from mappings.services.profile_input import ANONYMOUS_ID, EMAIL, USER_ID, ProfileInput
from mappings.services.profile_json import find_profiles
from mappings.web.access import PageRequest, found, page
from mappings.web.audiences import find_audience
from mappings.web.dialogs import Question, confirm
from mappings.web.forms import PageForm

MEMBERS_PER_PAGE = 50
_MODES = [
    ("add", "They enter"),
    ("remove", "They leave"),
    ("replace", "They are all members: who is not in the file leaves"),
]


class AddMemberForm(PageForm):
    """One person, by what they are called."""

    pointers = {f"/add/0/identifiers/{kind}": "value" for kind in (USER_ID, EMAIL, ANONYMOUS_ID)}

    type = forms.ChoiceField(
        label="Identifier",
        choices=[(USER_ID, "User ID"), (EMAIL, "E-mail"), (ANONYMOUS_ID, "Anonymous ID")],
    )
    value = forms.CharField(
        label="Value",
        error_messages={"required": "Enter the value."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "user-123"}),
    )


class MemberFileForm(PageForm):
    """A file of people, and what it means."""

    unmarked = frozenset({"format"})
    pointers = {"/columns": "file"}

    file = forms.FileField(
        label="File",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
        help_text="CSV with a header, NDJSON or Parquet, packed with gzip or not. Columns named "
        "user_id, email or anonymous_id name people; others are traits.",
    )
    mode = forms.ChoiceField(label="The people in it", choices=_MODES, widget=forms.RadioSelect)
    format = forms.ChoiceField(
        label="Format",
        choices=[("", "As its name says"), *((kind, kind.upper()) for kind in FORMATS)],
        required=False,
    )


@page("GET", "POST")
def member_list(request: PageRequest, audience_id: UUID) -> HttpResponse:
    audience = find_audience(request, audience_id)
    form = AddMemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _add(request, audience, form):
        return redirect("members", audience.id)
    query = request.GET.get("q", "")[: conf.MAX_SEARCH_CHARS].strip()
    rows = _found(members_of(audience), audience, query if _may_search(request) else "")
    shown = Paginator(rows.newest_first(), MEMBERS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "audience": audience,
        "tab": "members",
        "form": form,
        "members": shown,
        "query": query,
        "can_view": request.member.can_view_payloads,
        "max_search_chars": conf.MAX_SEARCH_CHARS,
    }
    status = 400 if form.errors else 200
    return render(request, "mappings/audience_members.html", context, status=status)


@page("GET", "POST", reads=Role.EDITOR)
def import_members(request: PageRequest, audience_id: UUID) -> HttpResponse:
    audience = find_audience(request, audience_id)
    form = MemberFileForm(request.POST or None, request.FILES or None, initial={"mode": "add"})
    if request.method == "POST" and form.is_valid():
        upload: Any = form.cleaned_data["file"]
        try:
            job = start_member_import(
                audience=audience,
                mode=form.cleaned_data["mode"],
                file=ImportFile(upload.name or "", form.cleaned_data["format"]),
                blocks=upload.chunks(),
                size_bytes=upload.size,
                started_by=request.user,
            )
        except ServiceError as err:
            form.show_problems(err.problems, message=err.message)
        else:
            return redirect("job", job.id)
    context = {"audience": audience, "form": form, "max_bytes": conf.max_upload_bytes()}
    status = 400 if form.errors else 200
    return render(request, "mappings/import_members.html", context, status=status)


@page("GET", "POST", reads=Role.EDITOR)
def remove_member(request: PageRequest, membership_id: UUID) -> HttpResponse:
    rows = Membership.objects.for_workspace(request.workspace).current()
    row: Membership = found(
        rows.select_related("audience__workspace").filter(pk=membership_id).first()
    )
    connected = row.audience.connections.filter(is_enabled=True).count()
    noun = "destination is" if connected == 1 else "destinations are"
    question = Question(
        title=f"Remove this member from {row.audience.name}?",
        consequences=[f"{connected} connected {noun} told that they left."],
        button="Remove member",
        done="The member left.",
        back=reverse("members", args=[row.audience_id]),
    )

    def act() -> None:
        change_members(row.audience, [Change(row.profile_id, False)], timezone.now())

    return confirm(request, question, act)


def _add(request: PageRequest, audience: Audience, form: AddMemberForm) -> bool:
    given = {form.cleaned_data["type"]: form.cleaned_data["value"]}
    try:
        done = name_members(
            audience=audience, adding=[ProfileInput(given)], now=timezone.now()
        ).changed
    except ServiceError as err:
        form.show_problems(err.problems, message=err.message)
        return False
    if done.entered:
        events = f"{done.events} {'event' if done.events == 1 else 'events'}"
        messages.success(request, f"The member entered: {events} for connected destinations.")
    else:
        messages.info(request, "They are a member already. Nothing was changed.")
    return True


def _may_search(request: PageRequest) -> bool:
    return bool(request.member.can_view_payloads)


def _found(rows: MembershipQuerySet, audience: Audience, query: str) -> MembershipQuerySet:
    if not query:
        return rows
    people: Any = find_profiles(audience.workspace, identifier=query).values("pk")
    return rows.filter(profile__in=people)
