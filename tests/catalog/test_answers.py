"""What an answer means, where the definition says more than the status does."""

import json

import pytest

from mappings.catalog.answer_loading import load_answers, load_results
from mappings.catalog.answers import (
    NO_ANSWERS,
    Answer,
    answer_message,
    declared_meaning,
    item_outcomes,
)
from mappings.catalog.registry import get_definition
from tests.catalog.builders import make_definition
from tests.catalog.cases_files import read_cases

PAYLOADS = [{"email": "jane@example.com"}, {"email": "user@example.com"}, {"id": "user-123"}]


def answer_of(case):
    body = case["answer"]["body"]
    text = body if isinstance(body, str) else json.dumps(body)
    return Answer(case["answer"]["status"], {}, text.encode())


@pytest.mark.parametrize("case", read_cases("answers.json"), ids=lambda case: case["claim"])
def test_an_answer_means_what_the_rules_say(case):
    answers = load_answers(case["answers"])
    answer = answer_of(case)
    assert declared_meaning(answers, answer) == case["means"]
    assert answer_message(answers, answer) == case["message"]


@pytest.mark.parametrize("case", read_cases("results.json"), ids=lambda case: case["claim"])
def test_the_answer_to_a_batch_tells_of_each_payload(case):
    results = [load_results(one) for one in case["results"]]
    outcomes = item_outcomes(results, answer_of(case), PAYLOADS)
    found = outcomes and [[outcome.means, outcome.message] for outcome in outcomes]
    assert found == case["outcomes"]


def test_the_rules_of_an_action_come_before_those_of_the_destination():
    tool = make_definition(
        answers={"rules": [{"means": "retry", "statuses": [404]}], "message": ["$.a"]},
        definition={
            "answers": {
                "rules": [{"means": "drop", "statuses": [404, 409]}],
                "message": ["$.b"],
            }
        },
    )
    action = tool.actions[0]
    assert [declared_meaning(action.answers, Answer(one, {})) for one in (404, 409)] == [
        "retry",
        "drop",
    ]
    assert declared_meaning(tool.answers, Answer(404, {})) == "drop"
    assert answer_message(action.answers, Answer(404, {}, b'{"b": "words"}')) == "words"


def test_the_words_of_an_answer_are_one_short_line():
    answer = Answer(500, {}, b"<html>\n\n  Oops " + b"x" * 600)
    assert answer_message(NO_ANSWERS, answer).startswith("<html> Oops xxx")
    assert len(answer_message(NO_ANSWERS, answer)) == 500


def test_the_repr_of_an_answer_holds_no_body():
    assert repr(Answer(200, {}, b"secret")) == "Answer(200)"


@pytest.mark.parametrize(
    "case", read_cases("destination_answers.json"), ids=lambda case: case["claim"]
)
def test_answers_of_real_tools_are_understood(case):
    action = get_definition(case["destination"]).action(case["action"])
    answer = answer_of(case)
    assert declared_meaning(action.answers, answer) == case["means"]
    assert answer_message(action.answers, answer) == case["message"]
    if "payloads" in case:
        outcomes = item_outcomes(action.batch.results, answer, case["payloads"])
        assert [[one.means, one.message] for one in outcomes] == case["outcomes"]
