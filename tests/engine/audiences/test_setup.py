from typing import Any

import pytest

from mappings.engine.audiences import (
    DEFAULT_IDENTIFIERS,
    ConnectionSetup,
    IdentifierRow,
    TraitRow,
    read_setup,
)
from mappings.engine.errors import SetupError


def problems_of(given: Any) -> dict[str, str]:
    with pytest.raises(SetupError) as caught:
        read_setup(given, audience_key="vip")
    return {problem.pointer: problem.message for problem in caught.value.problems}


def custom(**lists: Any) -> dict[str, Any]:
    return {"is_customized": True, **lists}


def test_nothing_said_is_the_default_setup() -> None:
    assert read_setup({}, audience_key="vip") == ConnectionSetup(
        True, True, (), DEFAULT_IDENTIFIERS
    )


def test_lists_count_only_where_the_setup_is_customized() -> None:
    rows = {"traits": [{"trait": "plan"}], "identifiers": [{"type": "email"}]}

    assert read_setup(rows, audience_key="vip") == ConnectionSetup()
    assert read_setup(custom(**rows), audience_key="vip") == ConnectionSetup(
        traits=(TraitRow("plan", "plan"),), identifiers=(IdentifierRow("email", "email", "last"),)
    )


def test_identifiers_stay_the_usual_ones_where_only_traits_are_listed() -> None:
    setup = read_setup(custom(traits=[{"trait": "plan", "name": " tier "}]), audience_key="vip")

    assert setup.identifiers == DEFAULT_IDENTIFIERS
    assert setup.traits == (TraitRow("plan", "tier"),)


def test_usual_identifiers_have_their_usual_names() -> None:
    rows = [{"type": "user_id", "strategy": "first"}, {"type": "crm", "name": "crm_id"}]

    assert read_setup(custom(identifiers=rows), audience_key="vip").identifiers == (
        IdentifierRow("user_id", "userId", "first"),
        IdentifierRow("crm", "crm_id", "last"),
    )


@pytest.mark.parametrize(
    ("rows", "pointer", "part"),
    [
        ([{"trait": "vip"}], "/traits/0/name", "would overwrite the flag"),
        ([{"trait": "plan", "name": "vip"}], "/traits/0/name", "would overwrite the flag"),
        ([{"trait": "audience_key"}], "/traits/0/name", "names the audience in Track events"),
        (
            [{"trait": "a"}, {"trait": "b", "name": "a"}],
            "/traits/1/name",
            "The trait 'a' has the name",
        ),
        ([{"trait": "a", "name": 1}], "/traits/0/name", "name is a text."),
        ([{"name": "a"}], "/traits/0/trait", "Enter the trait."),
        ([{"trait": "x" * 201}], "/traits/0/trait", "has 201 characters"),
        ([{"trait": "a", "origin": "sql"}], "/traits/0", "found 'origin'"),
        (["a"], "/traits/0", "A row is an object."),
        ("a", "/traits", "traits is a list."),
        ([{"trait": str(at)} for at in range(101)], "/traits", "101 rows; at most 100"),
    ],
)
def test_a_row_of_traits_that_cannot_be_is_told(rows: Any, pointer: str, part: str) -> None:
    assert part in problems_of(custom(traits=rows))[pointer]


def test_an_identifier_named_like_the_audience_is_refused() -> None:
    found = problems_of(custom(identifiers=[{"type": "crm", "name": "vip"}]))

    assert "The identifier" not in found["/identifiers/0/name"]
    assert "the identifier 'crm' would overwrite the flag" in found["/identifiers/0/name"]


def test_a_trait_and_an_identifier_have_different_names() -> None:
    found = problems_of(custom(identifiers=[{"type": "email"}], traits=[{"trait": "email"}]))

    assert "The identifier 'email' has the name" in found["/traits/0/name"]


def test_at_most_three_identifiers_are_sent_with_all_values() -> None:
    rows = [{"type": f"t{at}", "strategy": "all"} for at in range(3)]

    assert len(read_setup(custom(identifiers=rows), audience_key="vip").identifiers) == 3
    found = problems_of(custom(identifiers=[*rows, {"type": "t3", "strategy": "all"}]))
    assert found == {
        "/identifiers/3/strategy": "At most 3 identifiers are sent with all their values."
    }


def test_a_strategy_is_first_last_or_all() -> None:
    found = problems_of(custom(identifiers=[{"type": "email", "strategy": "newest"}]))

    assert found == {"/identifiers/0/strategy": "Choose first, last or all."}


def test_everything_else_that_is_wrong_is_told_at_once() -> None:
    given = {"sends_identify": False, "sends_track": False, "is_customized": 1, "trait": []}

    assert problems_of(given).keys() == {"/sends_track", "/is_customized", "/trait"}
    assert problems_of([]) == {"": "A setup is an object."}


def test_event_types_go_identify_first() -> None:
    assert ConnectionSetup().event_types == ("identify", "track")
    assert ConnectionSetup(sends_identify=False).event_types == ("track",)


def test_a_trait_may_not_hide_a_usual_identifier_either() -> None:
    given = {"is_customized": True, "traits": [{"trait": "email"}]}

    with pytest.raises(SetupError) as caught:
        read_setup(given, audience_key="vip")

    (problem,) = caught.value.problems
    assert (problem.pointer, problem.code) == ("/traits/0/name", "taken")


def test_a_character_that_cannot_be_stored_is_told() -> None:
    given = {"is_customized": True, "traits": [{"trait": "a\0b"}]}

    with pytest.raises(SetupError, match="cannot be stored"):
        read_setup(given, audience_key="vip")
