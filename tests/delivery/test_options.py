"""Delivery options: what a document may hold, and what is told of one that may not be stored."""

from dataclasses import fields

import pytest

from mappings.delivery.options import (
    OPTION_TEXTS,
    DeliveryOptions,
    option_problems,
    read_options,
)
from mappings.delivery.retry import SCHEDULE_S


def test_an_empty_document_is_the_usual_way_of_sending() -> None:
    assert read_options({}) == DeliveryOptions()


def test_the_usual_schedule_is_the_one_of_the_docs() -> None:
    assert DeliveryOptions().schedule_s == SCHEDULE_S


def test_a_schedule_of_its_own_begins_at_once() -> None:
    assert read_options({"retry_waits_s": [5, 60]}).schedule_s == (0, 5, 60)
    assert read_options({"retry_waits_s": []}).schedule_s == (0,)


def test_every_option_is_described() -> None:
    assert list(OPTION_TEXTS) == [field.name for field in fields(DeliveryOptions)]


def test_options_of_a_document_are_used() -> None:
    options = read_options({"order": "strict", "max_concurrency": 2, "timeout_s": 2.5})
    assert options == DeliveryOptions(order="strict", max_concurrency=2, timeout_s=2.5)


@pytest.mark.parametrize(
    ("document", "pointer", "code"),
    [
        ({"order": "random"}, "/order", "choice"),
        ({"max_concurrency": 0}, "/max_concurrency", "range"),
        ({"max_concurrency": 1.5}, "/max_concurrency", "type"),
        ({"timeout_s": 31}, "/timeout_s", "range"),
        ({"timeout_s": True}, "/timeout_s", "type"),
        ({"requests_per_s": "10"}, "/requests_per_s", "type"),
        ({"speed": 1}, "/speed", "unknown_field"),
        ({"retry_waits_s": "5"}, "/retry_waits_s", "type"),
        ({"retry_waits_s": [5] * 21}, "/retry_waits_s", "type"),
        ({"retry_waits_s": [5, 0]}, "/retry_waits_s/1", "range"),
        ({"retry_waits_s": [float("nan")]}, "/retry_waits_s/0", "range"),
        ([], "", "type"),
    ],
)
def test_each_wrong_option_is_told_with_its_place(
    document: object, pointer: str, code: str
) -> None:
    assert [(p.pointer, p.code) for p in option_problems(document)] == [(pointer, code)]


def test_all_wrong_options_are_told_at_once() -> None:
    assert len(option_problems({"order": "", "timeout_s": 0, "colour": "red"})) == 3


def test_a_stored_option_that_no_longer_may_be_is_as_usual() -> None:
    assert read_options({"timeout_s": 1000, "order": "off"}) == DeliveryOptions(order="off")
