"""Rename and confirm: a dialog where scripts run, a page of its own where they do not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect

from mappings.services.errors import ServiceError
from mappings.web.access import PageRequest
from mappings.web.forms import NameForm


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before something is lost."""

    title: str
    consequences: Sequence[str]
    button: str
    done: str
    back: str


def confirm(
    request: PageRequest, question: Question, act: Callable[[], Any], *, next_address: str = ""
) -> HttpResponse:
    """Ask on GET, act on POST. A refusal is told and changes nothing.

    Args:
        next_address: where to go once it is done, when `question.back` is gone then.
    """
    if request.method != "POST":
        return _show(request, "_confirm.html", _texts_of(question) | {"action": request.path})
    try:
        act()
    except ServiceError as err:
        messages.error(request, err.message)
        return go(request, question.back)
    messages.success(request, question.done)
    return go(request, next_address or question.back)


def rename(
    request: PageRequest, *, title: str, name: str, back: str, act: Callable[[str], Any]
) -> HttpResponse:
    """Ask for the new name on GET, act on POST; a name that will not do is said beside it."""
    form = NameForm(request.POST or None, initial={"name": name})
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data["name"])
        except ServiceError as err:
            form.show_problems(err.problems, message=err.message)
        else:
            messages.success(request, f"Renamed to {form.cleaned_data['name']}.")
            return go(request, back)
    shown = {"title": title, "form": form, "back": back, "action": request.path}
    return _show(request, "_rename.html", shown, status=400 if form.errors else 200)


def go(request: PageRequest, address: str) -> HttpResponse:
    """To another page, also from a fragment."""
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def _texts_of(question: Question) -> dict[str, Any]:
    return {key: getattr(question, key) for key in ("title", "consequences", "button", "back")}


def _show(
    request: PageRequest, fragment: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    template = "mappings/_dialog.html" if request.htmx else "mappings/dialog_page.html"
    context = {"fragment": f"mappings/{fragment}", **context}
    return render(request, template, context, status=status)
