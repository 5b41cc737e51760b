"""Templates and events that want much time or memory; run alone, it prints what each took.

A process of its own, because measuring memory and coverage inside the tests takes minutes.
"""

import json
import resource
import time
from typing import Any

from mappings.engine.compiler import compile_mapping
from mappings.engine.errors import EventError

BIG = 950_000
TEXT = {"x": "a" * BIG}
WIDE = {"x": "\U0001f600" * (BIG // 4)}
ACCENTED = {"x": "é" * (BIG // 2)}
NUMBERS = {"x": list(range(BIG // 7))}
LETTERS = {"x": "".join(map(chr, range(99, 50_000)))}
DOUBLING = "{% assign x = x | append: x %}"
COPYING = "{% capture x %}{{ x }}{{ x }}{% endcapture %}"
PUSHING = "{% assign x = x | push: x %}"

ATTACKS: dict[str, tuple[str, dict[str, Any]]] = {
    "replace in replace": ("{{ x | replace: 'a', x | replace: 'a', x | size }}", TEXT),
    "replace every character": ("{{ x | replace: 'a', x }}", {"x": "a" * 30_000}),
    "replace between all characters": ("{{ x | replace: '', x }}", TEXT),
    "append doubles": (DOUBLING * 30 + "{{ x | size }}", {"x": "a"}),
    "capture doubles": (
        "{% capture x %}{{ x }}{{ x }}{% endcapture %}" * 22 + "{{ x }}",
        {"x": "a"},
    ),
    "prepend doubles emoji": (DOUBLING * 20 + "{{ x | size }}", WIDE),
    "lists in lists double": (PUSHING * 34 + "{{ x | json }}", {"x": [1]}),
    "lists in lists are joined": (PUSHING * 34 + "{{ x | join }}", {"x": [1]}),
    "lists in lists are written": (PUSHING * 34 + "{{ x }}", {"x": [1]}),
    "lists in lists are compared": (PUSHING * 30 + "{{ x == x }}", {"x": [1]}),
    "lists in lists are numbers": (PUSHING * 30 + "{{ x | plus: x }}", {"x": [1]}),
    "lists in lists are keys": (PUSHING * 30 + "{{ [x] }}", {"x": [1]}),
    "lists in lists are a range": (PUSHING * 30 + "{{ (x..x) }}", {"x": [1]}),
    "lists in lists are a length": (PUSHING * 30 + "{{ 'a' | truncate: x }}", {"x": [1]}),
    "lists in lists are an index": (PUSHING * 30 + "{{ 'a' | slice: x, x }}", {"x": [1]}),
    "lists in lists are a time zone": (PUSHING * 30 + "{{ 0 | date: '', x }}", {"x": [1]}),
    "lists in lists are summed": (PUSHING * 30 + "{{ x | sum }}", {"x": [1]}),
    "a range": ("{{ (1..999999999999) | size }}", {}),
    "an endless range": ("{{ (1..x) | size }}", {"x": "Infinity"}),
    "ranges": ("{{ (1..300000) | join | size }}" * 30, {}),
    "split and join": ("{{ x | split: '' | join: x }}", TEXT),
    "split again and again": ("{{ x | split: '' | json }}" * 30, TEXT),
    "split accents": ("{{ x | split: '' | size }}" * 30, ACCENTED),
    "split emoji": ("{{ x | split: '' | size }}" * 30, WIDE),
    "padding": ("{{ 0 | date: '%9999999999d' }}", {}),
    "much padding": ("{{ 0 | date: '%999999999d' }}", {}),
    "padding in parts": ("{{ 0 | date: x | size }}", {"x": "%9999999N" * 100}),
    "padding of fractions": ("{{ 0 | date: '%99999999999999999999N' }}", {}),
    "many date directives": ("{{ 0 | date: x | size }}", {"x": "%A" * (BIG // 2)}),
    "dates from long texts": ("{{ x | date: '%Y' | size }}" * 30, {"x": "1 " * (BIG // 2)}),
    "base64 again and again": ("{{ x" + " | base64_encode" * 60 + " | size }}", TEXT),
    "url_encode again and again": ("{{ x" + " | url_encode" * 60 + " | size }}", ACCENTED),
    "escape again and again": ("{{ x" + " | escape" * 90 + " | size }}", {"x": "&" * BIG}),
    "json again and again": ("{{ x" + " | json" * 120 + " | size }}", {"x": '"'}),
    "json of numbers": ("{{ x | json | size }}" * 40, NUMBERS),
    "upper case": ("{{ x" + " | upcase" * 100 + " | size }}", ACCENTED),
    "sharp s": ("{{ x" + " | upcase | downcase" * 40 + " | size }}", {"x": "ß" * (BIG // 2)}),
    "slugs": (
        "{{ x | slugify: 'pretty' | size }}" * 20,
        LETTERS,
    ),
    "html": ("{{ x | strip_html | size }}" * 30, {"x": "<>" * (BIG // 2)}),
    "html that never ends": (
        "{{ x | strip_html | size }}" * 30,
        {"x": "<!--<script" * (BIG // 11)},
    ),
    "words": ("{{ x | truncatewords: 9999999 | size }}" * 20, {"x": "a " * (BIG // 2)}),
    "counting words": ("{{ x | number_of_words: 'cjk' }}" * 30, {"x": "a " * (BIG // 2)}),
    "blanks": ("{{ x | normalize_whitespace | size }}" * 20, {"x": "a " * (BIG // 2)}),
    "a late last replacement": (
        "{{ x | replace_last: y, 'z' | size }}" * 20,
        {"x": "a" * (BIG // 2), "y": "b" + "a" * (BIG // 4)},
    ),
    "a sum by a long path": ("{{ x | sum: y }}", {"x": [{}] * 9_000, "y": "." * (BIG // 2)}),
    "where by a long path": (
        "{{ x | where: y }}",
        {"x": [{}] * 9_000, "y": "a" + ".a" * (BIG // 3)},
    ),
    "where by deep brackets": ("{{ x | where: y }}", {"x": [1], "y": "[" * 5_000}),
    "a long number": ("{{ x | plus: x }}" * 50, {"x": "9" * BIG}),
    "hashes": ("{{ x | sha256 }}" * 60, TEXT),
    "truncating": ("{{ x | truncate: 9e9 | truncate: 9999999 | size }}", TEXT),
    "slicing emoji": ("{{ x | slice: 1, 9999999 | size }}" * 25, WIDE),
    "output": ("{{ x }}" * 100, TEXT),
    "comparing": ("{% if " + " or ".join(["x > x"] * 90) + " %}{% endif %}", WIDE),
    "contains": ("{% if " + " or ".join(["x contains 'b'"] * 50) + " %}{% endif %}", NUMBERS),
    "json indented": ("{{ x | json: 10 | size }}" * 20, {"x": [[[[[[[[1]]]]]]]] * 9_000}),
    "sampling": ("{{ x | sample: 9 | size }}" * 30, TEXT),
    "not, again and again": ("{{ " + "not " * 240 + "x }}", TEXT),
    "operators": ("{{ x" + "==x" * 300 + " }}", TEXT),
}


def attack(template: str, event: dict[str, Any]) -> dict[str, Any]:
    """How the run ended, its seconds of processor time, and the process's largest memory."""
    run = compile_mapping({"out": {"@liquid": template}}).run
    started_at = time.process_time()
    try:
        run(event)
        end = "done"
    except EventError as err:
        end = err.problems[0].code
    elapsed_s = time.process_time() - started_at
    return {"end": end, "elapsed_s": elapsed_s, "memory_kb": _largest_memory_kb()}


def _largest_memory_kb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    before_kb = _largest_memory_kb()
    told = {name: attack(*ATTACKS[name]) for name in ATTACKS}
    print(json.dumps({"before_kb": before_kb, "attacks": told}))  # noqa: T201
