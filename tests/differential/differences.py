"""Every deliberate difference from the reference, in one table.

A row's name is the first cell of its row in docs/segment-differences.md. A difference that no row
explains fails the test; so does a row that no case shows, and one that the docs do not have.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.differential import config_check
from tests.differential import liquid_differences as liquid
from tests.differential import mapping_differences as mappings
from tests.differential import payload_differences as payloads
from tests.differential import trigger_differences as triggers
from tests.differential.answers import Answer

Case = dict[str, Any]


def _never(_case: Case, _ours: Answer, _theirs: Answer) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Difference:
    """One row.

    `explains` says whether the answers to a case, ours and theirs, differ for this reason. Rows
    without it touch any value, see ``mended``, or what is said of a config, see ``config_check``.
    `example` is a case that shows it, whatever else is drawn.
    """

    heading: str  # of the table in the docs
    example: Case
    explains: Callable[[Case, Answer, Answer], bool] = _never


HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "liquid": ("Liquid templates",),
    "mapping": ("Mapping configs", "Liquid templates"),
    "path": ("Mapping configs",),
    "payload": ("Payload check",),
    "tree": ("Triggers",),
    "trigger": ("Triggers",),
}


def explain(case: Case, ours: Answer, theirs: Answer) -> list[str | None]:
    """The rows that explain a difference; [None] where none does."""
    if case["kind"] == "liquid" and "error" in ours and "error" in theirs:
        return [liquid.WRONG]
    ours, theirs, rows = mappings.mended(ours, theirs)
    if case["kind"] == "liquid":
        rows = [liquid.HALF_EMOJI if row == mappings.HALF_EMOJI else row for row in rows]
    if ours == theirs:
        return [*rows]
    headings = HEADINGS[case["kind"]]
    rows_of_kind = (item for item in DIFFERENCES.items() if item[1].heading in headings)
    row = next((name for name, row in rows_of_kind if row.explains(case, ours, theirs)), None)
    return [None] if row is None else [*rows, row]


def _config(config: Any, *events: Any) -> Difference:
    case = {"kind": "mapping", "config": config, "events": list(events) or [{}]}
    return Difference("Mapping configs", case)


def _run(explains: Callable[[Case, Answer, Answer], bool], config: Any, *events: Any) -> Difference:
    return Difference("Mapping configs", _config(config, *events).example, explains)


def _liquid(
    template: str,
    event: Any = None,
    explains: Callable[[Case, Answer, Answer], bool] = _never,
    **more: str,
) -> Difference:
    case = {"kind": "liquid", "template": template, "event": event or {}, **more}
    return Difference("Liquid templates", case, explains)


def _payload(payload: Any, **fields: Any) -> Difference:
    """A row of the payload check; its fields have what every field has."""
    told = {
        key: {"label": key, "description": "A field.", "required": False, **field}
        for key, field in fields.items()
    }
    return Difference("Payload check", {"kind": "payload", "fields": told, "payloads": [payload]})


def _required(*conditions: Any) -> Any:
    return {"required": {"match": "any", "conditions": list(conditions)}}


def _texts(*examples: tuple[str, Any]) -> dict[str, Difference]:
    """The rows of trigger texts, each with its example: a text and an event."""
    return {
        name: Difference(
            "Triggers",
            {"kind": "trigger", "fql": fql, "events": [event]},
            lambda case, _ours, _theirs, name=name: triggers.is_told(name, case),  # type: ignore[misc]
        )
        for name, (fql, event) in zip(triggers.TEXT_ROWS, examples, strict=True)
    }


def _tree(
    condition: Any, event: Any, explains: Callable[[Case, Answer, Answer], bool] = _never
) -> Difference:
    tree = {"type": "group", "operator": "and", "children": [condition]}
    return Difference("Triggers", {"kind": "tree", "tree": tree, "events": [event]}, explains)


_TWO: Final = (
    {"fieldKey": "d", "operator": "is", "value": "x"},
    {"fieldKey": "d", "operator": "is", "value": "y"},
)
_PATH: Final = {"@path": "$.a"}

DIFFERENCES: Final[Mapping[str, Difference]] = {
    config_check.NO_OBJECT: _config([_PATH]),
    config_check.NOT_LOOKED_INTO: _config({"a": [{"@path": 5}]}),
    config_check.KEYS_IN_LIST: _config({"a": [{"@path": "$.a", "b": 1}]}),
    config_check.FAILS_EACH_EVENT: _config({"a": {"@if": {"then": 1}}}),
    config_check.MORE_AT_ONCE: _config({"a": {"@replace": {"value": {"@path": 5}}}}),
    config_check.PLACE: _config({"a": {"@merge": {"direction": "left", "objects": [5]}}}),
    config_check.SUGGESTION: _config({"a": {"@Path": "$.a"}}),
    config_check.WITHOUT_END: _run(
        mappings.is_without_end, {"a": {"@template": "{{a}}" * 1_001}}, {"a": "x" * 1_000}
    ),
    "Lists in lists in lists, a large text over and over: what one run may build": _run(
        mappings.is_beyond_budget,
        {f"a{number}": {"@template": "{{a}}" * 100} for number in range(9)},
        {"a": "x" * 10_000},
    ),
    'Quoted key with a dot, `traits["user.email"]`': _run(
        mappings.is_quoted_key, {"a": {"@path": '$.a["b.c"]'}}, {"a": {"b.c": 1, "b": {"c": 2}}}
    ),
    "Keys that JavaScript objects inherit, `$.traits.constructor`": _run(
        mappings.is_inherited, {"a": {"@path": "$.a.constructor.name"}}, {"a": {}}
    ),
    mappings.HALF_EMOJI: _config({"a": {"@path": "$.a[0]"}}, {"a": "😀"}),
    mappings.DIGIT_KEYS: _run(mappings.is_other_first, {"b": 1, "1": 2}),
    "`@json` decoding of `1e400`": _run(
        mappings.is_beyond_double,
        {"a": {"@json": {"mode": "decode", "value": _PATH}}},
        {"a": "1e400"},
    ),
    "Event that is no object": _run(mappings.is_no_object, {"a": 1}, "text"),
    "`transformBatch` over events that are no objects": _run(
        mappings.is_batch_of_others, {"a": _PATH}, 5
    ),
    mappings.EVENT_OF_BATCH: _config({"a": {"@path": _PATH}}, {}),
    liquid.WRONG: _liquid("{% for a in b %}{% endfor %}"),
    "Too much work": _liquid(
        "{{ a | replace: 'a', a }}", {"a": "a" * 1_100}, liquid.is_too_much_work
    ),
    "Tags or brackets nested deeper than 32 levels": _liquid(
        "{% if true %}" * 33 + "{% endif %}" * 33, explains=liquid.is_too_deep
    ),
    "Time zone of dates": _liquid(
        "{{ '2023-01-15T10:30:00Z' | date: '%H' }}",
        explains=liquid.is_another_zone,
        zone="America/New_York",
    ),
    "`increment` and `decrement`": Difference(
        "Liquid templates",
        {
            "kind": "mapping",
            "config": {"a": {"@liquid": "{% increment n %}"}, "b": {"@path": "$.n"}},
            "events": [{"n": 1}],
        },
        liquid.has_counter,
    ),
    "`sample`": _liquid(
        "{{ a | sample: 9 }}", {"a": [str(number) for number in range(40)]}, liquid.has_sample
    ),
    liquid.HALF_EMOJI: _liquid("{{ a | slice: 0 }}", {"a": "😀"}),
    "`base64_decode` of a text with characters beyond Latin-1": _liquid(
        "{{ 'ŁWJj' | base64_decode }}", explains=liquid.has_odd_base64
    ),
    "Keys that JavaScript objects inherit, and an object's `length` as its size": _liquid(
        "{{ a | last }}", {"a": {"length": 1, "0": "x"}}, liquid.has_inherited
    ),
    "`default` of `false` with an argument that has no name": _liquid(
        "{{ false | default: 1, 2 }}", explains=liquid.has_nameless_argument
    ),
    payloads.EMPTIED_BY_CONDITION: _payload(
        {"a": 0, "b": "x"},
        a={"type": "string"},
        b={"type": "string", **_required({"fieldKey": "a", "operator": "is"})},
    ),
    payloads.CONDITIONS_OF_PROPERTY: _payload(
        {"a": {"b": "x"}, "d": "x"},
        d={"type": "string"},
        a={
            "type": "object",
            "properties": {
                "b": {"label": "b", "type": "string", "required": False},
                "c": {"label": "c", "type": "string", **_required(*_TWO)},
            },
        },
    ),
    payloads.DOT_IN_KEY: _payload(
        {"a.b": "x"},
        **{"a.b": {"type": "string"}},
        c={
            "type": "string",
            **_required({"fieldKey": "a.b", "operator": "is", "value": "x"}),
        },
    ),
    payloads.INFINITE: _payload({"a": "Infinity"}, a={"type": "number"}),
    payloads.LONG_NUMBER: _payload({"a": "0" * 401}, a={"type": "number"}),
    payloads.LONG_TEXT: _payload(
        {"a": "a" * 320 + "@example.com"}, a={"type": "string", "format": "email"}
    ),
    **_texts(
        ('type = "a" and event = "b" or event = "c"', {"event": "b"}),
        ('((type = "a"))', {"type": "a"}),
        ('!(type = "a")', {"type": "b"}),
        ('groupId = "g" and type = "a"', {"type": "a"}),
        ('type = "a" event = "b"', {"type": "a", "event": "b"}),
        ("type = 'a'", {"type": "a"}),
        ('event = "say ""hi"""', {"event": 'say "hi"'}),
        ("event != null", {}),
        ("properties.a != true", {}),
        ('properties.a > "2024-01-01"', {"properties": {"a": 5}}),
        ("properties.a = 1e3", {"properties": {"a": 1_000}}),
        ('match(event, "abc")', {"event": "xbc"}),
        ("properties.items[0].price = 5", {"properties": {"items": [{"price": 5}]}}),
        ('type in ("a")', {"type": "a"}),
        ('oneof(event, "b") or type = "a"', {"type": "a"}),
    ),
    'Name `["a.b"]` in a tree': _tree(
        {"type": "event-trait", "operator": "exists", "name": '["a.b"]'},
        {"traits": {"a.b": 1}},
        triggers.is_quoted_name,
    ),
    triggers.NEVER_TRUE: _tree({"type": "event", "operator": "is_true"}, {"event": True}),
    triggers.NO_TREE: _tree({"type": "event", "operator": "<", "value": "x"}, {"event": 5}),
    "Event that is no object, for a trigger": _tree(
        {"type": "event", "operator": "not_exists"}, "text", triggers.is_no_event
    ),
}
