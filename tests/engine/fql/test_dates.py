"""Dates in triggers."""

import pytest

from mappings.engine.fql.dates import date_span, is_date


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-01-31", "2026-01-31T00:00:00+00:00", "2026-01-31T23:59:59.999999+00:00"),
        ("2026-01-31T10:00Z", "2026-01-31T10:00:00+00:00", "2026-01-31T10:00:00+00:00"),
        ("2026-01-31 10:00:00", "2026-01-31T10:00:00+00:00", "2026-01-31T10:00:00+00:00"),
        ("2026-01-31T10:00:00+02:00", "2026-01-31T08:00:00+00:00", "2026-01-31T08:00:00+00:00"),
        ("9999-12-31", "9999-12-31T00:00:00+00:00", "9999-12-31T23:59:59.999999+00:00"),
    ],
)
def test_a_date_is_a_span_in_utc(text, first, last):
    assert tuple(moment.isoformat() for moment in date_span(text)) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        *["", "soon", "2026-1-31", "20260131", "2026-W05", "2026-02-30", "2026-01-31T25:00"],
        *["0000-01-01", "0001-01-01T00:00+01:00", "9999-12-31T23:59-01:00", "2026-01-31\n"],
        "٢٠٢٦-٠١-٣١",
    ],
)
def test_what_is_no_date(text):
    assert not is_date(text)
    with pytest.raises(ValueError, match="is no date"):
        date_span(text)
