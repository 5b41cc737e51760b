"""The event tester: one event, sent for real through all enabled mappings of a destination."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mappings import conf
from mappings.engine import limits
from mappings.engine.errors import Problem
from mappings.models import Destination, Mapping, Role, TestEvent
from mappings.services.errors import ServiceError
from mappings.services.event_story import pretty
from mappings.services.test_events import check_event_text
from mappings.services.test_sends import TEST_HEADER, TestAnswer, send_event_test
from mappings.web.access import PageRequest, page
from mappings.web.destinations import find_destination
from mappings.web.forms import PageForm

_KINDS = {
    "delivered": "success",
    "refused": "error",
    "not_sent": "error",
    "filtered": "",
    "unmatched": "",
}
_STATES = {
    "delivered": "Delivered",
    "refused": "Not delivered",
    "not_sent": "Not sent",
    "filtered": "Filtered",
    "unmatched": "No match",
}


class TesterForm(PageForm):
    """The event to send, as JSON."""

    event = forms.CharField(
        label="Event JSON",
        strip=False,
        error_messages={"required": "Paste an event, or load a saved one."},
        widget=forms.Textarea(
            attrs={
                "class": "textarea--code",
                "rows": 18,
                "spellcheck": "false",
                "wrap": "off",
                "data-max-bytes": str(limits.MAX_EVENT_BYTES),
            }
        ),
    )


@dataclass(frozen=True, slots=True)
class TestRow:
    """A mapping's answer with its texts."""

    __test__ = False  # the name starts like a test class

    told: TestAnswer
    state: str
    kind: str
    request_text: str
    answer_text: str


@page("GET", "POST", reads=Role.EDITOR)
def event_tester(request: PageRequest, destination_id: UUID) -> HttpResponse:
    destination = find_destination(request, destination_id)
    saved = TestEvent.objects.for_source(destination.source).by_name()
    form = TesterForm(request.POST or None, initial={"event": _chosen(saved, request)})
    rows = _send(request, destination, form) if form.is_bound and form.is_valid() else None
    context = {
        "destination": destination,
        "tab": "tester",
        "form": form,
        "saved": list(saved.values_list("pk", "name")),
        "chosen": request.GET.get("test_event", ""),
        "enabled_count": Mapping.objects.for_destination(destination).enabled().count(),
        "rows": rows,
        "sent_count": sum(row.told.request is not None for row in rows or ()),
        "header": TEST_HEADER,
        "max_tests": conf.MAX_TESTS_PER_MINUTE,
    }
    return render(
        request, "mappings/event_tester.html", context, status=400 if form.errors else 200
    )


def _chosen(saved: Any, request: PageRequest) -> str:
    """The saved event that the address names; else the first one."""
    try:
        wanted = UUID(request.GET.get("test_event", ""))
    except ValueError:
        wanted = None
    row = saved.filter(pk=wanted).first() if wanted else saved.first()
    return json.dumps(row.event, indent=2, ensure_ascii=False) if row else ""


def _send(
    request: PageRequest, destination: Destination, form: TesterForm
) -> Sequence[TestRow] | None:
    """What each mapping made of it; None once what is wrong is said in the form."""
    try:
        event = check_event_text(text=form.cleaned_data["event"])
        answers = send_event_test(
            destination=destination, event=event, member=request.member, now=timezone.now()
        )
    except ServiceError as err:
        problems = [Problem("/event", one.message, one.code) for one in err.problems]
        form.show_problems(problems, message=err.message)
        return None
    return [_row(answer) for answer in answers]


def _row(answer: TestAnswer) -> TestRow:
    return TestRow(
        told=answer,
        state=_STATES[answer.state],
        kind=_KINDS[answer.state],
        request_text=pretty(answer.request) if answer.request else "",
        answer_text=pretty(answer.answer) if answer.answer else "",
    )
