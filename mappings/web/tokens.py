"""API tokens: make one (shown once), see which are used, revoke."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from mappings.models import ApiToken, Member, Role, TokenScope
from mappings.models.tokens import TOKEN_MARK
from mappings.services.errors import ServiceError
from mappings.services.tokens import create_token, revoke_token
from mappings.web.access import PageRequest, found, page
from mappings.web.dialogs import Question, confirm
from mappings.web.forms import PageForm

_SCOPE_TEXTS = {TokenScope.READ.value: "Read", TokenScope.WRITE.value: "Read and write"}
_SENT_FORMS = "sent_token_forms"  # in the session: reloading the answer must not make a token again
_REMEMBERED_FORMS = 20
_LIFETIMES = {"30": "30 days", "90": "90 days", "365": "1 year", "": "Never"}


class TokenForm(PageForm):
    unmarked = frozenset({"expires_in_days"})

    name = forms.CharField(
        label="Name",
        help_text="What will use it, so that you know it again.",
        error_messages={"required": "Enter a name."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "Nightly export"}),
    )
    scope = forms.ChoiceField(
        label="It may",
        initial=TokenScope.READ.value,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what the token may do.",
            "invalid_choice": "Choose one of the list.",
        },
    )
    expires_in_days = forms.ChoiceField(
        label="Expires", choices=list(_LIFETIMES.items()), initial="90", required=False
    )

    form_id = forms.CharField(
        widget=forms.HiddenInput, initial=partial(get_random_string, 22), required=False
    )

    def __init__(self, *args: object, can_edit: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        scope = self.fields["scope"]
        assert isinstance(scope, forms.ChoiceField)  # noqa: S101  (declared above)
        scope.choices = [
            (value, text)
            for value, text in _SCOPE_TEXTS.items()
            if can_edit or value == TokenScope.READ
        ]


@dataclass(frozen=True, slots=True)
class NewToken:
    """The one time that a token's text reaches a page."""

    name: str
    text: str
    example_url: str


@dataclass(frozen=True, slots=True)
class TokenRow:
    token: ApiToken
    shown: str
    scope_text: str
    state_text: str
    can_revoke: bool


@page("GET", "POST", changes=Role.VIEWER)
def token_list(request: PageRequest) -> HttpResponse:
    if request.POST.get("form_id") in request.session.get(_SENT_FORMS, []):
        messages.info(request, "This token was made already. It is shown only once.")
        return redirect("tokens")
    now = timezone.now()
    form = TokenForm(request.POST or None, can_edit=request.member.can_edit)
    new_token = None
    if request.method == "POST" and form.is_valid():
        new_token = _create(request, form, now)
        if new_token:
            form = TokenForm(can_edit=request.member.can_edit)
    tokens = ApiToken.objects.for_workspace(request.workspace).select_related("created_by")
    context = {
        "form": form,
        "new_token": new_token,
        "tokens": [_row(token, request.member, now) for token in tokens.newest_first()],
    }
    return render(request, "mappings/tokens.html", context, status=400 if form.errors else 200)


@page("GET", "POST", changes=Role.VIEWER)
def end_token(request: PageRequest, token_id: UUID) -> HttpResponse:
    rows = ApiToken.objects.for_workspace(request.workspace)
    token = found(rows.filter(pk=token_id).first())
    question = Question(
        title=f"Revoke “{token.name}”?",
        consequences=["Programs that use it are refused at once. This cannot be undone."],
        button="Revoke token",
        done=f"{token.name} was revoked.",
        back=reverse("tokens"),
    )
    act = partial(revoke_token, token=token, member=request.member, now=timezone.now())
    return confirm(request, question, act)


def _create(request: PageRequest, form: TokenForm, now: datetime) -> NewToken | None:
    days = form.cleaned_data["expires_in_days"]
    try:
        token, text = create_token(
            member=request.member,
            name=form.cleaned_data["name"],
            scope=form.cleaned_data["scope"],
            now=now,
            expires_at=now + timedelta(days=int(days)) if days else None,
        )
    except ServiceError as err:
        form.show_problems(err.problems, message=err.message)
        return None
    _note_sent(request.session, form.cleaned_data["form_id"])
    return NewToken(token.name, text, request.build_absolute_uri("/api/v1/mappings/"))


def _note_sent(session: SessionBase, form_id: str) -> None:
    session[_SENT_FORMS] = [*session.get(_SENT_FORMS, []), form_id][-_REMEMBERED_FORMS:]


def _row(token: ApiToken, member: Member, now: datetime) -> TokenRow:
    state = _state_text(token, now)
    is_own = token.created_by_id == member.user_id
    return TokenRow(
        token=token,
        shown=f"{TOKEN_MARK}{token.prefix}…",
        scope_text=_SCOPE_TEXTS[token.scope],
        state_text=state,
        can_revoke=not state and (is_own or member.has_role(Role.ADMIN)),
    )


def _state_text(token: ApiToken, now: datetime) -> str:
    """Why the token no longer works; "" while it does."""
    if token.revoked_at:
        return "Revoked"
    if token.expires_at and token.expires_at <= now:
        return "Expired"
    return ""
