"""What the cases in JSON cannot tell: the clock, what is read, and what holds for any template."""

import copy
import random
import threading
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from mappings.engine.compiler import compile_mapping
from mappings.engine.errors import EngineError
from mappings.engine.liquid.filters.table import DISABLED_FILTERS, FILTERS
from mappings.engine.liquid.parser import DISABLED_TAGS, TAGS
from mappings.engine.liquid.tag_summaries import TAG_SUMMARIES
from tests.differential.liquid_templates import draw_case, draw_event

NOON = 1_673_784_000  # 2023-01-15T12:00:00Z


def reads(template):
    return compile_mapping({"out": {"@liquid": template}}).reads


def output(template, event=None, **options):
    return compile_mapping({"out": {"@liquid": template}}, **options).run(event or {})["out"]


def test_now_is_what_the_clock_says():
    template = "{{ 'now' | date: '%Y-%m-%d %H:%M' }} {{ day | date: '%L' }}"
    told = output(template, {"day": "today"}, clock=lambda: NOON + 0.25)
    assert told == "2023-01-15 12:00 250"


def test_the_clock_of_the_machine_is_taken_when_none_is_given():
    assert int(output("{{ 'now' | date: '%s' }}")) > NOON


def test_a_long_text_is_no_date():
    assert output("{{ x | date: '%Y' | size }}", {"x": "1 " * 600}) == "1200"


def test_a_sample_is_the_first_item_so_that_an_event_gives_the_same_each_time():
    event = {"list": ["a", "b", "c"], "nothing": None}
    template = (
        "{{ list | sample }}{{ 'xyz' | sample: 2 }}{{ list | sample: 1 }}{{ nothing | sample }}"
    )
    assert output(template + "{{ '' | sample }}|", event) == "axya|"


def test_where_without_a_path_keeps_nothing():
    assert output("{{ list | where: '|' | size }}", {"list": [1]}) == "0"


def test_reads_are_the_paths_as_written():
    assert reads("{{ traits.email | append: traits['first name'] }}{{ items[0].sku }}") == (
        "traits.email",
        'traits["first name"]',
        "items[0].sku",
    )


def test_reads_end_where_a_key_is_worked_out():
    assert reads("{{ a[b.c].d }}{{ e[-1].f }}{{ g[true] }}{{ [h].i }}") == (
        "a",
        "b.c",
        "e",
        "g",
        "h",
    )


def test_reads_are_found_in_every_tag():
    template = (
        "{% if a == 1 %}{{ b }}{% elsif c %}{% else %}{{ d }}{% endif %}"
        "{% capture x %}{{ e }}{% endcapture %}{% cycle f: g, 'h' %}{% increment i %}"
        "{{ (j..k) }}{{ 'l'[m] }}{{ n | default: o, allow_false: p }}{% liquid\necho q\n%}"
    )
    assert reads(template) == tuple("abcdefgijkmnopq")


def test_what_the_template_assigned_is_not_read_of_the_event():
    template = "{{ a }}{% assign a = b %}{{ a.c }}{% if d %}{% assign e = 1 %}{% endif %}{{ e }}"
    assert reads(template) == ("a", "b", "d", "e")


def test_a_text_without_outputs_and_tags_reads_nothing():
    assert reads("plain") == ()
    assert output("plain") == "plain"
    assert output("") == ""


def test_every_filter_says_what_it_does():
    assert all(known.summary.endswith(".") for known in FILTERS.values())
    assert not set(FILTERS) & set(DISABLED_FILTERS)


def test_every_tag_is_explained():
    assert list(TAG_SUMMARIES) == list(TAGS)
    assert not set(TAGS) & set(DISABLED_TAGS)


def test_an_event_of_an_item_is_the_item():
    config = {
        "out": {"@arrayPath": ["$.items", {"name": {"@liquid": "{{ n }}{{ length }}{{ [0] }}"}}]}
    }
    event = {"items": [{"n": 1}, "text", ["a", "b"], None, 5]}
    names = [item["name"] for item in compile_mapping(config).run(event)["out"]]
    assert names == ["1", "4t", "2a", "", ""]


@given(seed=st.integers(0, 2**32), event_seed=st.integers(0, 2**32))
def test_a_template_gives_a_text_or_an_error_of_ours_and_changes_nothing(seed, event_seed):
    template, _ = draw_case(random.Random(seed))  # noqa: S311
    event = draw_event(random.Random(event_seed))  # noqa: S311
    before = copy.deepcopy(event)
    config = {"out": {"@liquid": template}}
    with suppress(EngineError):
        first = compile_mapping(config).run(event)
        assert isinstance(first["out"], str)
        assert compile_mapping(config).run(event) == first
    assert event == before


@given(
    template=st.text(
        alphabet=st.sampled_from("{}%-|:,.[]()'\"\\ \nab0=<>!😀") | st.characters(), max_size=60
    )
)
def test_any_text_is_a_template_or_refused(template):
    with suppress(EngineError):
        assert isinstance(output(template, {"a": [1, "b"], "b": {"a": 0}}), str)


def test_one_template_serves_many_threads():
    run = compile_mapping(
        {"out": {"@liquid": "{% assign x = n %}{% increment n %}{% cycle 'a','b' %}{{ x }}{{ n }}"}}
    ).run
    told = {}

    def work(number):
        told[number] = {run({"n": number})["out"] for _ in range(200)}

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == {number: {f"{number}a{number}{number + 1}"} for number in range(4)}
