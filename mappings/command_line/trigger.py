"""`engage-mapper trigger`: reads a trigger, tries it on an event, or filters events with it."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from mappings.command_line import exit_codes
from mappings.command_line.documents import Documents, GivenTrigger
from mappings.command_line.event_input import add_event_options, read_event
from mappings.command_line.event_run import add_run_options, run_over_files
from mappings.command_line.options import add_format_option
from mappings.command_line.parsing import CommandParser
from mappings.command_line.problems import print_json
from mappings.command_line.terminal import Paint
from mappings.command_line.verdicts import verdict_lines, verdict_members
from mappings.engine.fql import (
    Trigger,
    compile_trigger,
    describe_trigger,
    explain_compatibility,
    explain_trigger,
    format_trigger,
    trigger_to_json,
)
from mappings.engine.strict_json import dump_json
from mappings.event_files.mapping import EventMapper

DESCRIPTION = """\
Read a trigger: FQL, or a file with FQL or a JSON tree. Without INPUT, show it as FQL, as Segment's
JSON tree and in words, and say where Segment reads it otherwise; with --event, say for each
condition whether that event meets it. With INPUT, write the events that match, as they are."""

EXAMPLES = """\
  engage-mapper trigger 'type = "track" and properties.vip = true'
  engage-mapper trigger trigger.json --show fql
  engage-mapper trigger 'type = "track"' --event event.json
  engage-mapper trigger 'event = "Audience Entered"' events.ndjson.gz > entered.ndjson"""

_SHOWN = ("fql", "tree", "words")


def add_options(parser: CommandParser) -> None:
    parser.add_argument("trigger", metavar="TRIGGER", help="FQL, or a file with FQL or a JSON tree")
    parser.add_argument("--show", choices=_SHOWN, help="show the trigger in this one form only")
    add_event_options(parser)
    add_format_option(parser)
    add_run_options(parser)


def run(arguments: Namespace) -> int:
    documents = Documents()
    given = documents.read_trigger(arguments.trigger, option="TRIGGER")
    documents.stop_if_wrong()
    assert given is not None  # noqa: S101 (else there was a problem)
    trigger = given.trigger
    if arguments.inputs:
        mapper = EventMapper(matches=compile_trigger(trigger))
        return run_over_files(mapper, arguments, verb="matched")
    if arguments.event:
        _print_verdict(trigger, arguments)
    elif arguments.show:
        print(_forms(trigger)[arguments.show])
    elif arguments.format == "json":
        segment = asdict(explain_compatibility(given.text or trigger))
        print_json({**trigger_members(trigger), "segment": segment})
    else:
        for name, text in _forms(trigger).items():
            print(f"{name:<8} {text}")
        print("\n".join(_segment_lines(given)))
    return exit_codes.ALL_GOOD


def trigger_members(trigger: Trigger) -> dict[str, Any]:
    """A trigger in all its forms, for scripts."""
    return {
        "fql": format_trigger(trigger),
        "words": describe_trigger(trigger),
        "tree": trigger_to_json(trigger),
    }


def _forms(trigger: Trigger) -> dict[str, str]:
    told = trigger_members(trigger)
    return {"fql": told["fql"], "words": told["words"], "tree": dump_json(told["tree"])}


def _segment_lines(given: GivenTrigger) -> Iterator[str]:
    """Where Segment reads the trigger otherwise, and what to write so that both agree."""
    told = explain_compatibility(given.text or given.trigger)
    if told.is_same:
        yield "segment  reads it the same way"
        return
    yield (
        f"segment  reads {told.segment_reading}"
        if told.segment_reading
        else ("segment  cannot read it, and never matches")
    )
    for one in told.differences:
        yield f"         {one.line}:{one.column}: In Segment: {one.segment}"
        yield f"         Here: {one.ours} {one.instead}"
    if told.instead:
        yield f"         For both to agree, write {told.instead}"


def _print_verdict(trigger: Trigger, arguments: Namespace) -> None:
    event = read_event(arguments.event, arguments.line)
    verdict = explain_trigger(trigger, event.value)
    if arguments.format == "json":
        print_json({"event": event.place, **verdict_members(verdict)})
        return
    paint = Paint(sys.stdout)
    print(event.place)
    print("\n".join(verdict_lines(verdict, paint)))
