"""The import page: a document goes in, its difference is shown, and then it is confirmed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render

from mappings.exchange.limits import MAX_IMPORT_BYTES
from mappings.models import Destination, Role, Workspace
from mappings.services.errors import InvalidInput, ServiceError, StaleImport
from mappings.services.imports import ImportAnswer, ImportOptions, preview_import, run_import
from mappings.web.access import PageRequest, page
from mappings.web.difference import difference_of, problem_lines, summary_of
from mappings.web.forms import PageForm

_STALE = "stale"


class ImportForm(PageForm):
    """A document, typed, dropped or from a file; a file wins over what is in the box."""

    unmarked = frozenset({"document", "upload", "destination", "action"})

    document = forms.CharField(
        label="Document",
        required=False,
        strip=False,
        help_text="An export of Engage Mapper, Segment's subscriptions as JSON, or Terraform.",
        widget=forms.Textarea(
            attrs={
                "class": "textarea--code",
                "rows": 16,
                "spellcheck": "false",
                "wrap": "off",
                "placeholder": "Paste a document, or drop a file here",
                "data-drop": "",
                "data-max-bytes": str(MAX_IMPORT_BYTES),
            }
        ),
    )
    upload = forms.FileField(
        label="Or a file",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(
            attrs={
                "accept": ".yaml,.yml,.json,.tf,application/json,application/yaml,text/plain",
                "data-file-into": "id_document",
                "data-max-bytes": str(MAX_IMPORT_BYTES),
            }
        ),
    )
    destination = forms.ModelChoiceField(
        label="Destination",
        required=False,
        queryset=Destination.objects.none(),
        empty_label="As the document says",
        help_text="For mappings alone: what comes from Segment names no destination.",
        error_messages={"invalid_choice": "Choose one of the list."},
    )
    action = forms.ChoiceField(
        label="Action",
        required=False,
        help_text="For mappings whose own action this destination does not know.",
        error_messages={"invalid_choice": "Choose one of the list."},
    )

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["destination"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (declared above)
        field.queryset = Destination.objects.for_workspace(workspace).with_source().by_name()
        self._offer_actions()

    def _offer_actions(self) -> None:
        """The actions of the destination that is chosen; without one there is nothing to choose."""
        field = self.fields["action"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (declared above)
        chosen = self["destination"].value()
        destination = self.fields["destination"]
        try:
            row = destination.clean(chosen) if chosen else None
        except forms.ValidationError:
            row = None
        if row is None or row.definition is None:
            del self.fields["action"]
            return
        actions = [(action.slug, action.name) for action in row.definition.actions]
        field.choices = [("", "The document's own"), *actions]

    def text(self) -> str | bytes:
        """The text to read; bytes from a file, so that a wrong encoding is told."""
        upload = self.cleaned_data.get("upload")
        if not isinstance(upload, UploadedFile):
            # As it was written: browsers send lines that end with CR LF.
            return str(self.cleaned_data["document"]).replace("\r\n", "\n")
        upload.seek(0)
        return bytes(upload.read(MAX_IMPORT_BYTES + 1))

    def options(self) -> ImportOptions:
        given = self.cleaned_data
        return ImportOptions(given.get("destination"), given.get("action", ""))

    def keep_upload(self) -> None:
        """Put the text of a file into the box, where it can be corrected, and sent again."""
        text = self.text()
        if isinstance(text, bytes):
            given = {name: self.data[name] for name in self.data}
            self.data = given | {"document": text.decode(errors="replace")}


@page("GET", "POST", reads=Role.EDITOR)
def import_document(request: PageRequest) -> HttpResponse:
    """The form on GET; on POST the difference, the import, or the form again, as `step` says."""
    form = ImportForm(
        request.POST or None,
        request.FILES or None,
        workspace=request.workspace,
        initial={"destination": request.GET.get("destination", "")},
    )
    if request.method != "POST" or request.POST.get("step") == "edit" or not form.is_valid():
        return _form_page(request, form)
    try:
        if request.POST.get("step") == "confirm":
            return _confirmed(request, form)
        return _difference_page(request, form)
    except InvalidInput as err:
        form.keep_upload()
        return _form_page(request, form, problems=problem_lines(err.problems))
    except ServiceError as err:
        form.keep_upload()
        return _form_page(request, form, problems=[{"place": "", "message": err.message}])


def _confirmed(request: PageRequest, form: ImportForm) -> HttpResponse:
    try:
        answer = run_import(
            workspace=request.workspace,
            text=form.text(),
            options=form.options(),
            user=request.user,
            # Without it, nobody has seen what is about to happen.
            expected=request.POST.get("state") or _STALE,
        )
    except StaleImport as err:
        return _difference_page(request, form, warning=err.message)
    messages.success(request, f"Imported: {', '.join(summary_of(answer)[:3])}.")
    return redirect(*_next_page(request, answer))


def _next_page(request: PageRequest, answer: ImportAnswer) -> tuple[Any, ...]:
    """The destination, where all of it is about one; else all of them."""
    names = {change.inside or change.name for change in answer.changes if change.thing != "source"}
    rows = Destination.objects.for_workspace(request.workspace).filter(name__in=names)
    return ("destination", rows[0].pk) if len(names) == 1 and rows else ("destinations",)


def _difference_page(request: PageRequest, form: ImportForm, *, warning: str = "") -> HttpResponse:
    answer = preview_import(
        workspace=request.workspace, text=form.text(), options=form.options(), user=request.user
    )
    form.keep_upload()
    context = {
        "form": form,
        "difference": difference_of(answer),
        "state": answer.state,
        "warning": warning,
    }
    status = 409 if warning else 200
    return render(request, "mappings/import_difference.html", context, status=status)


def _form_page(
    request: PageRequest, form: ImportForm, *, problems: list[dict[str, str]] | None = None
) -> HttpResponse:
    context = {"form": form, "problems": problems or []}
    status = 400 if problems or (form.is_bound and form.errors) else 200
    return render(request, "mappings/import.html", context, status=status)
