"""A text that somebody wants to import, whichever of the forms it has."""

import re
from dataclasses import dataclass, replace
from typing import Literal, get_args

from mappings.catalog.schema import DestinationDefinition
from mappings.engine.errors import Problem
from mappings.exchange.bundle import Bundle, MappingItem
from mappings.exchange.errors import ExchangeError
from mappings.exchange.limits import MAX_IMPORT_BYTES, MAX_IMPORT_ITEMS, MAX_IMPORT_PROBLEMS
from mappings.exchange.reading import is_bundle, read_bundle
from mappings.exchange.segment.json_form import is_segment_json, read_segment_json
from mappings.exchange.segment.subscription import ReadSubscriptions, Subscription
from mappings.exchange.segment.taking_in import take_in
from mappings.exchange.segment.terraform import RESOURCE, read_terraform
from mappings.exchange.texts import read_text, with_lines

Form = Literal["engage-mapper", "segment", "terraform"]
FORMS: tuple[Form, ...] = get_args(Form)

# A block with its labels and a brace at the end of its line: nothing that JSON or YAML would be.
_HCL_BLOCK = re.compile(r"""^[a-z_]+(?:[ \t]+(?:"[^"\n]*"|[\w-]+))*[ \t]*\{""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a text holds: a bundle of ours, or subscriptions of Segment. Problems are all told."""

    form: Form
    text: str
    bundle: Bundle | None = None
    subscriptions: tuple[Subscription, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()

    def placed(self, found: tuple[Problem, ...]) -> tuple[Problem, ...]:
        """Problems or notes with the lines that their pointers lead to."""
        return found if self.form == "terraform" else with_lines(found, self.text)


@dataclass(frozen=True, slots=True)
class TakenMappings:
    items: tuple[MappingItem, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]


def read_incoming(text: str | bytes) -> Incoming:
    """What a text holds.

    Raises:
        ExchangeError: nothing of it can be read; the problem has its line where there is one.
    """
    told = _decoded(text)
    if is_terraform(told):
        return _of_subscriptions("terraform", told, read_terraform(told))
    document = read_text(told)
    if is_bundle(document):
        read = read_bundle(document)
        return Incoming("engage-mapper", told, read.bundle, problems=read.problems)
    if is_segment_json(document):
        return _of_subscriptions("segment", told, read_segment_json(document))
    message = (
        "This is no document of Engage Mapper (it has no format), no subscription of Segment (it "
        f"has no trigger) and no Terraform with {RESOURCE}."
    )
    raise ExchangeError([Problem("", message, "unknown_form")])


def is_terraform(text: str) -> bool:
    return not text.lstrip().startswith(("{", "[")) and bool(_HCL_BLOCK.search(text))


def taken_mappings(
    incoming: Incoming, definition: DestinationDefinition | None, *, other_action: str = ""
) -> TakenMappings:
    """The mappings that Segment's subscriptions become for a kind of destination."""
    items: list[MappingItem] = []
    problems: list[Problem] = []
    notes: list[Problem] = []
    names: set[str] = set()
    for subscription in incoming.subscriptions[:MAX_IMPORT_ITEMS]:
        taken = take_in(subscription, definition, other_action=other_action)
        problems += taken.problems
        notes += taken.notes
        if taken.item:
            items.append(_with_own_name(taken.item, names, notes))
    if len(incoming.subscriptions) > MAX_IMPORT_ITEMS:
        text = f"There are more than {MAX_IMPORT_ITEMS:,} subscriptions in this document."
        problems.append(Problem("", text, "too_many"))
    return TakenMappings(tuple(items), tuple(problems[:MAX_IMPORT_PROBLEMS]), tuple(notes))


def _with_own_name(item: MappingItem, names: set[str], notes: list[Problem]) -> MappingItem:
    """Segment lets two subscriptions have one name."""
    name, number = item.name, 2
    while name in names:
        name, number = f"{item.name} ({number})", number + 1
    names.add(name)
    if name != item.name:
        text = f'"{item.name}" is there more than once; this one becomes "{name}".'
        notes.append(Problem(item.pointer + "/name", text, "renamed"))
    return replace(item, name=name)


def _of_subscriptions(form: Form, text: str, read: ReadSubscriptions) -> Incoming:
    if form == "terraform" and not read.subscriptions and not read.problems:
        message = f"There is no resource of the type {RESOURCE} in this text."
        raise ExchangeError([Problem("", message, "nothing_found")])
    return Incoming(
        form,
        text,
        subscriptions=read.subscriptions,
        problems=read.problems[:MAX_IMPORT_PROBLEMS],
        notes=read.notes,
    )


def _decoded(text: str | bytes) -> str:
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(data) > MAX_IMPORT_BYTES:
        message = f"This is {len(data):,} bytes; the limit is {MAX_IMPORT_BYTES:,}."
        raise ExchangeError([Problem("", message, "too_large")])
    try:
        told = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as err:
        message = "This is not UTF-8 text. Save it as UTF-8 and try again."
        raise ExchangeError([Problem("", message, "encoding")]) from err
    if "\0" in told:
        raise ExchangeError([Problem("", "This is no text: it holds a U+0000.", "characters")])
    return told
