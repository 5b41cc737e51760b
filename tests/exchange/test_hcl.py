"""As much of HCL as mappings are written in: values in and out, the rest told with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.exchange.errors import ExchangeError
from mappings.exchange.hcl.reading import Reference, read_resources
from mappings.exchange.hcl.writing import hcl_name, hcl_text, hcl_value

PLAIN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
SPECIAL = st.text(st.sampled_from('$%{}"\\\n\t#/*<a'), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | PLAIN | SPECIAL,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PLAIN | SPECIAL, inner, max_size=3),
    max_leaves=10,
)


def block(body):
    return f'resource "thing" "a" {{\n{body}\n}}\n'


def arguments(body):
    (resource,) = read_resources(block(body), "thing").resources
    return resource.arguments


def value(text):
    argument = arguments(f"x = {text}")["x"]
    assert argument.problem == ""
    return argument.value


@given(VALUES)
def test_what_is_written_is_read_back(given_value):
    assert value(f"jsonencode({hcl_value(given_value)})") == given_value
    assert value(hcl_value(given_value)) == given_value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"a"', "a"),
        ('""', ""),
        (r'"a\"b\\c\n\t\r"', 'a"b\\c\n\t\r'),
        (r'"\u00e9\U0001f6d2"', "é🛒"),
        ('"$${a} %%{b} $ % {c}"', "${a} %{b} $ % {c}"),
        ("1", 1),
        ("-1.5e3", -1500.0),
        ("true", True),
        ("null", None),
        ("[]", []),
        ("[1, 2,]", [1, 2]),
        ("[\n 1,\n # a comment\n 2\n]", [1, 2]),
        ("{}", {}),
        ('{ a = 1, "b" : 2 }', {"a": 1, "b": 2}),
        ("{\n a = 1\n b = { c = [null] }\n}", {"a": 1, "b": {"c": [None]}}),
        ("jsonencode({ a = 1 })", {"a": 1}),
        ("jsonencode(\n {\n a = 1\n }\n)", {"a": 1}),
        ("<<EOT\na\n  b\nEOT", "a\n  b\n"),
        ("<<-EOT\n    a\n      b $${c}\n    EOT", "a\n  b ${c}\n"),
        ("var.x", Reference("var.x", "x")),
        ('var.ids["upsert"]', Reference('var.ids["upsert"]', "upsert")),
        ("a.b[0].id", Reference('a.b["0"].id', "id")),
    ],
)
def test_a_value_is_read(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('"a ${var.b} c"', "its text has ${…} or %{…} in it"),
        ('"${"}"}"', "its text has ${…} or %{…} in it"),
        ("<<EOT\n${a}\nEOT", "its text has ${…} or %{…} in it"),
        ('file("x")', "only Terraform works out file(…)"),
        ("jsonencode(var.x)", "the value of var.x is not in this text"),
        ("jsonencode({ a = var.x })", "the value of var.x is not in this text"),
        ("a ? b : c", "found “?” behind the value"),
        ("1 + 2", "found “+” behind the value"),
        ("[for a in b : a]", "the value of for is not in this text"),
        ("{ for a in b : a => a }", "found “a” behind the key for"),
        ("a.*.b", "found “*” in a reference"),
        ("1e999", "1e999 is no number that JSON can hold"),
        ("[1 2]", "found “2” in a list"),
        ("{ a = 1 b = 2 }", "found “b” in an object"),
        ("{ (a) = 1 }", "found “(” for a key"),
        ("a[b.c]", "a bracket of a reference is not closed"),
        ("!a", "found “!”"),
        ("[" * 100 + "]" * 100, "it is nested deeper than 64 levels"),
    ],
)
def test_what_only_terraform_works_out_is_told_and_the_rest_is_read(text, told):
    found = arguments(f"x = {text}\ny = 1")
    assert told in found["x"].problem
    assert found["x"].line == 2
    assert found["y"].value == 1


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (block("x = 1")[:-3], 2, "Expected an argument or a block; found the end of the text"),
        ("a b\n", 1, "Expected a block; found the end of the line"),
        (block('x = "a'), 2, "A text starts here that does not end on its line"),
        (block('x = "${a')[:-3], 2, "A text starts here that has no end"),
        (block(r'x = "\x"'), 2, r"\x is no escape that a text may have"),
        (block(r'x = "\ud800"'), 2, r"\u is no escape that a text may have"),
        (block("x = 1\nx = 2"), 3, "x is there twice"),
        (block("= 1"), 2, "Expected an argument or a block; found “=”"),
        (block("x 1"), 2, "Expected = or {; found “1”"),
        (block("x = <<EOT\na"), 2, "A text starts here whose end, EOT on a line, is missing"),
        ("/* a\n", 1, "A comment starts here that has no end"),
        ("a {\n  b = [1}\n}\n", 2, "} closes nothing here"),
        ("a {\n", 1, "what { opens here is not closed"),
        (block('x = "' + '${"' * 50), 2, "This is nested deeper than 32 levels"),
        ("x " * 400_001, 1, "There are more than 400,000 words and signs"),
    ],
)
def test_what_is_not_hcl_is_refused_with_its_line(text, line, told):
    with pytest.raises(ExchangeError) as caught:
        read_resources(text, "thing")
    (problem,) = caught.value.problems
    assert told in problem.message
    assert problem.line == line


def test_other_blocks_are_passed_over_whatever_is_in_them():
    text = (
        "# a comment\n// another\n/* and\none more */\n"
        'locals {\n  a = "}${b("}")}" ? [for x in y : x] : {}\n}\n'
        + block("x = 1\nlifecycle {\n  ignore_changes = [x]\n}")
        + 'data "thing" "b" {}\nresource "other" "c" {}\n'
    )
    found = read_resources(text, "thing")
    assert [resource.name for resource in found.resources] == ["a"]
    assert (found.resources[0].line, found.resources[0].blocks) == (8, ("lifecycle",))
    assert found.other_count == 3


def test_lines_may_end_as_on_windows():
    text = block('x = "a"\ny = <<EOT\nb\nEOT').replace("\n", "\r\n")
    found = read_resources(text, "thing").resources[0].arguments
    assert (found["x"].value, found["y"].value, found["y"].line) == ("a", "b\n", 3)


def test_names_of_blocks_are_words():
    assert hcl_name("Acme CRM", "Audience entered – vip") == "acme_crm_audience_entered_vip"
    assert hcl_name("1st", "ü") == "mapping_1st"
    assert hcl_text("${a}") == '"$${a}"'
