"""The form of a destination, built from what its definition says about settings.

A secret is write-only: it never comes back to the page. An empty secret box keeps what is stored.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.dateformat import format as date_format

from mappings.catalog.schema import DestinationDefinition, Setting
from mappings.delivery.options import OPTION_TEXTS
from mappings.models import Destination, Source, Workspace
from mappings.services.destinations import SecretState, secret_states
from mappings.services.names import free_name
from mappings.web.forms import PageForm, dress

SETTING = "settings."
SECRET = "secrets."  # noqa: S105  (a prefix of field names)
FORGET = "forget."
DELIVERY = "delivery."

_ORDERS = (
    ("", "For the order window (as usual)"),
    ("strict", "As long as it takes"),
    ("off", "Not at all"),
)
_SINGLE_ATTEMPT = "none"


class DestinationForm(PageForm):
    """Name, source, and a field for each setting.

    Once the destination exists there are `is_enabled`, and a field for each delivery option: an
    empty one is as usual.
    """

    name = forms.CharField(
        label="Name",
        error_messages={"required": "Enter a name."},
        help_text="How this workspace calls it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self,
        *args: Any,
        definition: DestinationDefinition,
        workspace: Workspace,
        destination: Destination | None = None,
        **kwargs: Any,
    ) -> None:
        self.definition = definition
        secrets = secret_states(destination) if destination else {}
        kept = {SECRET + key for key, state in secrets.items() if state.is_set}
        self.unmarked = frozenset(kept | {DELIVERY + key for key in OPTION_TEXTS})
        kwargs.setdefault("initial", _initial(definition, destination, workspace))
        super().__init__(*args, **kwargs)
        self.fields["source"] = _source_field(workspace)
        if destination:
            self.fields["is_enabled"] = _switch()
        for name, field in _setting_fields(definition, secrets).items():
            self.fields[name] = field
        if destination:
            self.fields |= _delivery_fields()
        for field in self.fields.values():
            dress(field)

    @property
    def general_fields(self) -> list[BoundField]:
        return [self[name] for name in ("name", "source", "is_enabled") if name in self.fields]

    @property
    def setting_fields(self) -> list[BoundField]:
        for name in self.fields:
            if name.startswith(SECRET) and self.errors and self.data.get(name):
                self[name].help_text = "Enter it again: what was typed is not sent back."
        prefixes = (SETTING, SECRET, FORGET)
        return [self[name] for name in self.fields if name.startswith(prefixes)]

    @property
    def delivery_fields(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name.startswith(DELIVERY)]

    @property
    def is_sent_unusually(self) -> bool:
        """Whether an option is set, or was refused."""
        return any(field.value() or field.errors for field in self.delivery_fields)

    def settings(self) -> dict[str, Any]:
        """What was filled in; an empty box is a setting left out."""
        given = self._given(SETTING)
        return {key: _as_json(value) for key, value in given.items() if value not in ("", None)}

    def secrets(self) -> dict[str, str | None]:
        """The secrets that were entered, and those to forget as None."""
        forgotten = {key: None for key, is_ticked in self._given(FORGET).items() if is_ticked}
        return {key: value for key, value in self._given(SECRET).items() if value} | forgotten

    def delivery_options(self) -> dict[str, Any]:
        """The options that were filled in; the others are as usual."""
        given = self._given(DELIVERY)
        options = {key: _as_json(value) for key, value in given.items() if value not in ("", None)}
        if "retry_waits_s" in options:
            options["retry_waits_s"] = _as_waits(options["retry_waits_s"])
        return options

    def _given(self, prefix: str) -> dict[str, Any]:
        return {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix)
        }


def _as_json(value: Any) -> Any:
    """A whole number as it was written: 5, not 5.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _as_waits(text: str) -> Any:
    """A list of numbers as it was typed; what is none stays a text, for the service to refuse.

    Shape:
        "5, 30, 120" -> [5, 30, 120]; "none" -> []
    """
    if text.strip().lower() == _SINGLE_ATTEMPT:
        return []
    try:
        return [_as_json(float(part)) for part in text.split(",")]
    except ValueError:
        return text


def _source_field(workspace: Workspace) -> forms.Field:
    return forms.ModelChoiceField(
        Source.objects.for_workspace(workspace).by_name(),
        label="Source",
        empty_label=None,
        help_text="Where its events come from.",
        error_messages={
            "required": "Choose a source.",
            "invalid_choice": "This source does not exist (any more). Choose another one.",
        },
    )


def _switch() -> forms.Field:
    return forms.BooleanField(
        label="This destination is on",
        required=False,
        help_text="While it is off, none of its mappings runs.",
    )


def _setting_fields(
    definition: DestinationDefinition, secrets: Mapping[str, SecretState]
) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for setting in definition.settings:
        if not setting.is_secret:
            fields[SETTING + setting.key] = _FIELDS[setting.type](setting)
            continue
        state = secrets.get(setting.key)
        fields[SECRET + setting.key] = _secret_field(setting, state)
        if state and state.is_set and not setting.required:
            label = f"Forget the stored {setting.label}"
            fields[FORGET + setting.key] = forms.BooleanField(label=label, required=False)
    return fields


def _delivery_fields() -> dict[str, forms.Field]:
    return {DELIVERY + key: _delivery_field(key) for key in OPTION_TEXTS}


def _delivery_field(key: str) -> forms.Field:
    text = OPTION_TEXTS[key]
    if key == "order":
        label = "An event waits for an earlier one of its user"
        return forms.ChoiceField(choices=_ORDERS, label=label, required=False)
    told: dict[str, Any] = {"label": text.label, "required": False}
    if key == "retry_waits_s":
        example = f"Like 5, 30, 120; “{_SINGLE_ATTEMPT}” for a single attempt."
        widget = forms.TextInput(attrs={"autocomplete": "off"})
        return forms.CharField(
            widget=widget, help_text=f"{text.description} {example} Usually {text.usual}.", **told
        )
    return forms.FloatField(
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=f"{text.description} Usually {text.usual}.",
        error_messages={"invalid": f"{text.label} expects a number."},
        **told,
    )


def _secret_field(setting: Setting, state: SecretState | None) -> forms.Field:
    is_kept = bool(state and state.is_set and state.is_readable)
    field = _text_field(setting, widget=forms.PasswordInput())
    field.widget.attrs["autocomplete"] = "new-password"
    field.required = setting.required and not is_kept
    if state and is_kept:
        told = secret_text(state)
        field.help_text = f"{setting.description} {told}. Leave empty to keep it.".strip()
    elif state and state.is_set:
        lost = "It is stored but cannot be read with the encryption keys of this installation."
        field.help_text = f"{setting.description} {lost} Enter it again.".strip()
    else:
        field.help_text = f"{setting.description} Kept encrypted, never shown again.".strip()
    return field


def secret_text(state: SecretState) -> str:
    """What people are told of a stored secret.

    Shape:
        "Ends in 9f2c, set on 24 Nov 2026"; "Set on 24 Nov 2026"; "Set"
    """
    parts = [f"ends in {state.last4}"] if state.last4 else []
    if state.set_at:
        parts.append(f"set on {date_format(state.set_at, 'j M Y')}")
    text = ", ".join(parts) or "set"
    return text[0].upper() + text[1:]


def _text_field(setting: Setting, *, widget: forms.Widget | None = None) -> forms.Field:
    widget = widget or forms.TextInput(attrs={"autocomplete": "off"})
    widget.attrs |= {"placeholder": setting.placeholder} if setting.placeholder else {}
    return forms.CharField(widget=widget, **_texts(setting))


def _url_field(setting: Setting) -> forms.Field:
    # The catalog says which addresses will do; here it is only a text with a fitting keyboard.
    return _text_field(setting, widget=forms.TextInput(attrs={"inputmode": "url"}))


def _choice_field(setting: Setting) -> forms.Field:
    choices = [(choice.value, choice.label) for choice in setting.choices]
    if not setting.required and setting.default is None:
        choices.insert(0, ("", "Not set"))
    texts = _texts(setting)
    texts["error_messages"]["invalid_choice"] = f"{setting.label}: choose one of the list."
    return forms.ChoiceField(choices=choices, **texts)


def _boolean_field(setting: Setting) -> forms.Field:
    return forms.BooleanField(**{**_texts(setting), "required": False})


def _number_field(setting: Setting) -> forms.Field:
    texts = _texts(setting)
    texts["error_messages"]["invalid"] = f"{setting.label} expects a number."
    return forms.FloatField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **texts)


def _texts(setting: Setting) -> dict[str, Any]:
    return {
        "label": setting.label,
        "required": setting.required,
        "help_text": setting.description,
        "error_messages": {"required": f"{setting.label} is required."},
    }


def _initial(
    definition: DestinationDefinition, destination: Destination | None, workspace: Workspace
) -> dict[str, Any]:
    stored = destination.settings if destination else {}
    values = {
        SETTING + setting.key: stored.get(setting.key, setting.default)
        for setting in definition.settings
        if not setting.is_secret
    }
    if destination is None:
        taken = Destination.objects.for_workspace(workspace).values_list("name", flat=True)
        return {"name": free_name(definition.name, set(taken)), **values}
    general = {
        "name": destination.name,
        "source": destination.source_id,
        "is_enabled": destination.is_enabled,
    }
    options = {DELIVERY + key: value for key, value in delivery_texts(destination).items()}
    return {**general, **values, **options}


def delivery_texts(destination: Destination) -> dict[str, str]:
    """The options that are set, as they are typed.

    Shape:
        ``{"max_concurrency": "2", "retry_waits_s": "5, 30"}``
    """
    stored = destination.delivery_options
    return {key: _typed(stored[key]) for key in OPTION_TEXTS if stored.get(key) is not None}


def _typed(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_typed, value)) or _SINGLE_ATTEMPT
    return str(_as_json(value))


_FIELDS = {
    "string": _text_field,
    "url": _url_field,
    "choice": _choice_field,
    "boolean": _boolean_field,
    "number": _number_field,
}
