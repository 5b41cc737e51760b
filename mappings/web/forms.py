"""What our forms share: looks, and the problems of a service shown at the field they belong to."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from mappings.engine.errors import Problem

_CLASSES: dict[type[forms.Widget], str] = {
    forms.Textarea: "textarea",
    forms.Select: "select",
    forms.RadioSelect: "",
    forms.CheckboxInput: "",
    forms.FileInput: "input",
    forms.TextInput: "input",
    forms.NumberInput: "input",
    forms.URLInput: "input",
    forms.PasswordInput: "input",
}


def dress(field: forms.Field) -> None:
    """Give the field's control the class of its kind, as our style sheets know it."""
    look = _CLASSES.get(type(field.widget), "")
    own = field.widget.attrs.get("class", "").split()
    words = [look, *(word for word in own if word != look)]
    if any(words):
        field.widget.attrs["class"] = " ".join(words).strip()


class PageForm(forms.Form):
    """A form that keeps what was typed and says everything that is wrong at once.

    It checks little itself: the rules are in the services, whose problems `show_problems` places.
    """

    use_required_attribute = False
    # Fields that may stay empty without being called optional.
    unmarked: frozenset[str] = frozenset()
    # Where a service calls something by another name than the form does.
    pointers: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field)

    def show_problems(self, problems: Iterable[Problem], *, message: str = "") -> None:
        """Put each problem beside its field; what belongs to no field goes to the top.

        Shape:
            ``Problem("/settings/url", …)`` → the field ``settings.url``, or ``settings``
        """
        placed = [(self._field_at(problem.pointer), problem.message) for problem in problems]
        if not placed:
            self.add_error(None, message)
        for field, text in placed:
            if field is None or text not in self.errors.get(field, []):
                self.add_error(field, text)

    def _field_at(self, pointer: str) -> str | None:
        if pointer in self.pointers:
            return self.pointers[pointer]
        keys = [key for key in pointer.split("/") if key]
        names = (".".join(keys[:length]) for length in range(len(keys), 0, -1))
        return next((name for name in names if name in self.fields), None)


class NameForm(PageForm):
    """One name, as in renaming; the service decides whether it will do."""

    name = forms.CharField(
        label="Name",
        strip=True,
        error_messages={"required": "Enter a name."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
