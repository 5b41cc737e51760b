"""No template takes long or much memory, whatever its event holds."""

import json
import subprocess
import sys

import pytest

from mappings.engine.compiler import compile_mapping
from mappings.engine.errors import EventError
from mappings.engine.limits import MAX_LIQUID_UNITS
from tests.engine.liquid.attacks import ATTACKS, TEXT
from tests.test_architecture import PROJECT_DIR

FINE_ENDS = {"done", "too_much_work", "too_long", "too_deep"}


@pytest.fixture(scope="module")
def told():
    """What the attacks did, each once, in a process of their own."""
    command = [sys.executable, "-m", "tests.engine.liquid.attacks"]
    answer = subprocess.run(  # noqa: S603
        command, cwd=PROJECT_DIR, capture_output=True, text=True, check=True
    )
    return json.loads(answer.stdout)


def test_no_attack_takes_half_a_second(told):
    assert {
        name: a["elapsed_s"] for name, a in told["attacks"].items() if a["elapsed_s"] > 0.5
    } == {}


def test_no_attack_takes_100_mb(told):
    largest_kb = max(attack["memory_kb"] for attack in told["attacks"].values())
    assert largest_kb - told["before_kb"] < 100_000


def test_attacks_end_or_meet_a_limit(told):
    assert {
        name: a["end"] for name, a in told["attacks"].items() if a["end"] not in FINE_ENDS
    } == {}


def test_the_attacks_fit_into_a_template():
    assert [name for name, (text, _) in ATTACKS.items() if len(text) > MAX_LIQUID_UNITS] == []


def test_the_limit_is_named_with_its_line():
    template = "ok\n{{ x | replace: 'a', x }}"
    with pytest.raises(EventError) as caught:
        compile_mapping({"out": {"@liquid": template}}).run(TEXT)
    assert str(caught.value) == (
        "Line 2: A template may do 10,000,000 units of work, and all templates of a mapping "
        "30,000,000; this does more."
    )


def test_all_templates_of_a_mapping_share_a_limit():
    fields = {f"f{number}": {"@liquid": "{{ x | upcase | size }}"} for number in range(9)}
    assert compile_mapping({"f0": fields["f0"]}).run(TEXT) == {"f0": "950000"}
    with pytest.raises(EventError) as caught:
        compile_mapping(fields).run(TEXT)
    assert caught.value.problems[0].pointer == "/f6/@liquid"


def test_the_work_of_templates_that_fail_counts_for_those_after_them_in_a_trace():
    failing = {"@liquid": "{{ x | upcase | upcase | upcase }}"}
    config = {f"f{number}": failing for number in range(4)}
    last = {"@liquid": "{{ x | upcase | size }}"}
    fields = compile_mapping({**config, "last": last}).trace(TEXT).fields
    assert [problem.code for problem in fields["last"].problems] == ["too_much_work"]
    assert compile_mapping({"f0": failing, "last": last}).trace(TEXT).fields["last"].problems == ()


def test_what_templates_that_fail_wrote_counts_for_those_after_them_in_a_trace():
    failing = {"@liquid": "{{ x }}{{ x }}"}
    config = {f"f{number}": failing for number in range(6)}
    last = {"@liquid": "{{ x | size }}"}
    fields = compile_mapping({**config, "last": last}).trace(TEXT).fields
    assert [problem.code for problem in fields["f0"].problems] == ["too_long"]
    assert [problem.code for problem in fields["last"].problems] == ["too_large"]


def test_a_large_event_may_be_used_as_a_whole():
    run = compile_mapping({"out": {"@liquid": "{{ x | upcase | truncate: 20 }}"}}).run
    assert run(TEXT)["out"] == "A" * 17 + "..."


def test_the_neighbours_of_an_event_that_fails_are_not_touched():
    run = compile_mapping({"out": {"@liquid": "{{ x | replace: 'a', x | size }}"}}).run
    small = {"x": "aa"}
    assert run(small) == {"out": "4"}
    with pytest.raises(EventError):
        run(TEXT)
    assert run(small) == {"out": "4"}


@pytest.mark.parametrize(
    "template", ["{{ x }}", "{{ x | join }}", "{{ x | json }}", "{{ x == x }}"]
)
def test_lists_nested_beyond_any_event_fail(template):
    deep = []
    for _ in range(300):
        deep = [deep]
    with pytest.raises(EventError, match="nested deeper than 128 levels"):
        compile_mapping({"out": {"@liquid": template}}).run({"x": deep})


def test_a_path_of_where_has_a_limit():
    run = compile_mapping({"out": {"@liquid": "{{ x | where: y }}"}}).run
    with pytest.raises(EventError, match="The path is longer than 1,000 characters"):
        run({"x": [], "y": "a" * 1_001})


def test_the_written_text_has_a_limit():
    run = compile_mapping({"out": {"@liquid": "{{ x }}{{ x }}"}}).run
    with pytest.raises(EventError, match="The text grows longer than 1,000,000 characters"):
        run(TEXT)
