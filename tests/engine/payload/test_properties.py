"""What holds for any fields and any payload."""

import copy

from hypothesis import given
from hypothesis import strategies as st

from mappings.engine.payload import compile_payload_check
from tests.differential.payload_cases import payload_cases

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
)


@given(st.integers(min_value=0, max_value=10_000), ANY)
def test_a_check_never_changes_what_it_is_given_and_never_fails(seed, value):
    for case in payload_cases(seed=seed, count=1, payloads_each=2):
        payloads = [*case.payloads, value, {field.key: value for field in case.fields}]
        before = copy.deepcopy(payloads)
        for strict in (False, True):
            check = compile_payload_check(case.fields, strict=strict)
            for checked in [*map(check.check, payloads), *check.check_batch(payloads)]:
                assert all(problem.message for problem in checked.problems)
                assert all(change.sentence for change in checked.changes)
        assert repr(payloads) == repr(before)


@given(st.integers(min_value=0, max_value=10_000))
def test_what_the_check_let_through_passes_strict_mode(seed):
    for case in payload_cases(seed=seed, count=1):
        check = compile_payload_check(case.fields)
        strict = compile_payload_check(case.fields, strict=True)
        for payload in case.payloads:
            [checked] = check.check_batch([payload])
            if not checked.problems:
                [again] = strict.check_batch([checked.payload])
                assert {problem.code for problem in again.problems} <= {"required"}
