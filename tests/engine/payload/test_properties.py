"""What holds for any fields and any payload."""

import copy
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from mappings.engine.payload import compile_payload_check, walk
from tests.differential.payload_cases import payload_cases

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
)
NEVER_QUICK = dict.fromkeys(("compile_fits", "compile_fits_known"), lambda _: lambda _: False)


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


@given(st.integers(min_value=0, max_value=10_000))
def test_the_quick_test_and_the_walk_agree(seed):
    for case in payload_cases(seed=seed, count=1):
        for options in ({}, {"allow_extra": True}, {"strict": True}):
            quick = compile_payload_check(case.fields, **options)
            with mock.patch.multiple(walk, **NEVER_QUICK):
                slow = compile_payload_check(case.fields, **options)
                alone = [slow.check(payload) for payload in case.payloads]
                batched = slow.check_batch(case.payloads)
            assert repr([quick.check(payload) for payload in case.payloads]) == repr(alone)
            assert repr(quick.check_batch(case.payloads)) == repr(batched)


@given(st.integers(min_value=0, max_value=10_000))
def test_a_payload_is_given_back_itself_where_nothing_is_to_be_changed_or_told(seed):
    for case in payload_cases(seed=seed, count=1):
        check = compile_payload_check(case.fields)
        for payload, checked in zip(case.payloads, check.check_batch(case.payloads), strict=True):
            is_left_alone = not checked.changes and not checked.problems
            assert (checked.payload is payload) == is_left_alone
