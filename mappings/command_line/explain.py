"""`engage-mapper explain`: what a mapping does, and what it did with an event."""

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from mappings.command_line import exit_codes
from mappings.command_line.documents import Documents, MappingFile
from mappings.command_line.event_input import add_event_options, read_event
from mappings.command_line.options import (
    add_field_options,
    add_format_option,
    add_trigger_option,
)
from mappings.command_line.parsing import CommandParser
from mappings.command_line.problems import print_json
from mappings.command_line.shown_values import plain_value
from mappings.command_line.terminal import Paint
from mappings.command_line.trace_text import field_lines, field_members
from mappings.command_line.trigger import trigger_members
from mappings.command_line.verdicts import verdict_lines, verdict_members
from mappings.engine.directives.explaining import explain_mapping
from mappings.engine.directives.tracing import FieldTrace, Trace
from mappings.engine.errors import Problem
from mappings.engine.fql import Trigger, explain_trigger
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING
from mappings.engine.payload import CheckedPayload, PayloadProblem
from mappings.event_files.payload_check import payload_check

DESCRIPTION = """\
Say what a mapping does: its trigger in words, and each field in a sentence. With an event, say for
each condition of the trigger whether the event meets it, and for each field what was found, what
every directive made of it, and what the destination would convert, leave out or refuse."""

EXAMPLES = """\
  engage-mapper explain --mapping mapping.json
  engage-mapper explain --mapping mapping.json --event events.ndjson --line 12
  engage-mapper explain --mapping mapping.json --destination crm --event event.json --format json"""


_WHOLE = "payload"  # what a config that is one directive is called, in place of its fields


def add_options(parser: CommandParser) -> None:
    parser.add_argument(
        "--mapping",
        metavar="FILE",
        required=True,
        help="a config, or a mapping as the REST API gives it, with its trigger",
    )
    add_trigger_option(parser, "the trigger, instead of the mapping's own")
    add_event_options(parser)
    add_field_options(parser)
    add_format_option(parser)


def run(arguments: Namespace) -> int:
    documents = Documents()
    mapping = documents.read_mapping(arguments.mapping)
    trigger = documents.read_trigger(arguments.trigger) if arguments.trigger else None
    action_slug = arguments.action or (mapping.action_slug if mapping else None)
    action = documents.read_action(arguments.destination, action_slug, fields=arguments.fields)
    documents.stop_if_wrong()
    assert mapping is not None  # noqa: S101 (else there was a problem)
    given = trigger or mapping.trigger
    check = payload_check(action, is_strict=arguments.strict) if action else CheckedPayload
    explanation = _Explanation(mapping, given.trigger if given else None, check)
    event = read_event(arguments.event, arguments.line) if arguments.event else None
    if arguments.format == "json":
        of_event = {"event": event.place, **explanation.event_members(event.value)} if event else {}
        print_json({**explanation.members(), **of_event})
        return exit_codes.ALL_GOOD
    paint = Paint(sys.stdout)
    lines = list(explanation.lines(paint))
    if event:
        lines += ["", paint.strong(f"With {event.place}")]
        lines += explanation.event_lines(event.value, paint)
    print("\n".join(lines))
    return exit_codes.ALL_GOOD


class _Explanation:
    """What is told of a mapping, for people as lines and for scripts as members."""

    def __init__(
        self,
        mapping: MappingFile,
        trigger: Trigger | None,
        check: Callable[[Json], CheckedPayload],
    ) -> None:
        self._mapping, self._trigger, self._check = mapping, trigger, check
        self._sentences = {
            key or _WHOLE: text for key, text in explain_mapping(mapping.config).items()
        }

    def lines(self, paint: Paint) -> Iterator[str]:
        if self._trigger:
            told = trigger_members(self._trigger)
            yield f"{paint.strong('Trigger')}  {told['words']}"
            yield paint.faint(f"         {told['fql']}")
        else:
            yield f"{paint.strong('Trigger')}  none, so that every event is mapped"
        yield paint.strong("Fields")
        width = max(map(len, self._sentences), default=0)
        for key, sentence in self._sentences.items():
            yield f"  {key:<{width}}  {sentence}"

    def members(self) -> dict[str, Any]:
        return {
            "trigger": trigger_members(self._trigger) if self._trigger else None,
            "reads": self._mapping.compiled.reads,
            "explanations": self._sentences,
        }

    def event_lines(self, event: Json, paint: Paint) -> Iterator[str]:
        if self._trigger:
            yield from verdict_lines(explain_trigger(self._trigger, event), paint)
            yield ""
        trace = self._mapping.compiled.trace(event)
        for key, traced in _traced_fields(trace).items():
            yield from field_lines(key, traced, paint)
        yield ""
        yield paint.strong("Payload")
        checked = self._checked(trace)
        if checked.payload is MISSING:
            yield paint.bad("none")
        else:
            yield json.dumps(plain_value(checked.payload), indent=2, ensure_ascii=False)
        yield from (change.sentence for change in checked.changes)
        for problem in checked.problems:
            yield paint.bad(f"{problem.pointer}: {problem.message}")

    def event_members(self, event: Json) -> dict[str, Any]:
        trace = self._mapping.compiled.trace(event)
        checked = self._checked(trace)
        verdict = explain_trigger(self._trigger, event) if self._trigger else None
        return {
            "verdict": verdict_members(verdict) if verdict else None,
            "fields": {key: field_members(one) for key, one in _traced_fields(trace).items()},
            "payload": None if checked.payload is MISSING else plain_value(checked.payload),
            "changes": [change.sentence for change in checked.changes],
            "problems": [
                {"pointer": one.pointer, "code": one.code, "message": one.message}
                for one in checked.problems
            ],
        }

    def _checked(self, trace: Trace) -> CheckedPayload:
        """The payload as it would be sent; the problems' pointers tell what they lead into."""
        if trace.problems:
            return CheckedPayload(MISSING, problems=_under("/config", trace.problems))
        if trace.payload is MISSING:
            return CheckedPayload(MISSING)
        checked = self._check(trace.payload)
        return checked._replace(problems=_under("/payload", checked.problems))


def _traced_fields(trace: Trace) -> dict[str, FieldTrace]:
    return {_WHOLE: trace.whole} if trace.whole else trace.fields


def _under(prefix: str, problems: Iterable[Problem]) -> tuple[PayloadProblem, ...]:
    return tuple(PayloadProblem(prefix + one.pointer, one.message, one.code) for one in problems)
