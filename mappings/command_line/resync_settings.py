"""What the options of `engage-mapper resync` say is to happen to each line."""

from argparse import Namespace
from collections.abc import Iterator

from mappings.command_line.documents import Documents
from mappings.engine.audiences import read_audience, read_setup
from mappings.engine.errors import Problem, SetupError
from mappings.engine.fql import format_trigger
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING
from mappings.event_files.resync.settings import MappingSettings, PayloadRules, ResyncSettings


def read_settings(arguments: Namespace) -> ResyncSettings:
    """The settings that options name, all of them checked.

    Raises:
        UsageError: with every problem of what the options name.
    """
    documents = Documents()
    _check_options(arguments, documents)
    mappings = tuple(_mappings(arguments, documents))
    audience, setup = _audience(arguments, documents)
    documents.stop_if_wrong()
    return ResyncSettings(mappings, audience, setup, is_entering=not arguments.exited)


def _check_options(arguments: Namespace, documents: Documents) -> None:
    for option in ("setup", "exited"):
        if getattr(arguments, option) and not arguments.audience:
            text = "This is of profiles, and needs --audience."
            documents.keep(f"--{option}", [Problem("", text, "usage")])
    for name in {one for one in arguments.mapping if arguments.mapping.count(one) > 1}:
        documents.keep(name, [Problem("", "This mapping is named twice.", "usage")])


def _mappings(arguments: Namespace, documents: Documents) -> Iterator[MappingSettings]:
    for path in arguments.mapping:
        mapping = documents.read_mapping(path)
        slug = arguments.action or (mapping.action_slug if mapping else None)
        action = documents.read_action(arguments.destination, slug, fields=arguments.fields)
        if mapping is None:
            continue
        rules = None
        if action is not None:
            document = documents.action_document(arguments.destination, fields=arguments.fields)
            action_slug = None if arguments.fields else action.slug
            rules = PayloadRules(document, action_slug, is_strict=arguments.strict)
        trigger = format_trigger(mapping.trigger.trigger) if mapping.trigger else None
        yield MappingSettings(path, mapping.config, trigger, rules)


def _audience(arguments: Namespace, documents: Documents) -> tuple[Json, Json]:
    """The documents of the audience and the connection's setup, None where none is named."""
    if not arguments.audience:
        return None, None
    audience = documents.read_json(arguments.audience)
    setup = documents.read_json(arguments.setup) if arguments.setup else None
    if audience is MISSING:
        return None, None
    try:
        key = read_audience(audience).key
    except SetupError as err:
        documents.keep(arguments.audience, err.problems)
        return None, None
    if setup is not None and setup is not MISSING:
        try:
            read_setup(setup, audience_key=key)
        except SetupError as err:
            documents.keep(arguments.setup, err.problems)
    return audience, setup
