"""Texts that JavaScript takes for a date; the answers are Node's."""

import pytest

from mappings.engine.javascript_dates import read_date


@pytest.mark.parametrize(
    "text",
    [
        "Jan 15 2023",
        "15-January-2023",
        "january59",
        "Tue, 15 Nov 1994 12:45:26 GMT",
        "15 January 2023 10:00 GMT+2",
        "15 January 2023 10:00 -0530",
        "15 January 2023 10:00 +05:30",
        "2020 Jan 5 10:30 PM",
        "Jan 5 2020 12:30:15.25",
        "Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated (Universal) Time)",
        "01/15/2023",
        "2023/1/15",
        "x 5",
        "::1",
        "2359:6Z",
        "Jan 1 2020 5::",
        "1:2:3:4:5 Jan 1",
        "2026-01-31T24:00:00.000Z",
        "2026-01-31T09:30+05:30",
        "+002026-01-01",
        "2026-02-30",
    ],
)
def test_this_is_a_date(text):
    assert read_date(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "5 x",
        "x5",
        "15/01/2023",
        "Jan 32 2023",
        "1 2 3 4",
        "24:01 Jan 1",
        "13:00 pm Jan 1",
        "10:60:00 Jan 1",
        "5:: Jan 1",
        "1:2:3:4:5: Jan 1",
        "Jan 1 10:20 5:: 3",
        "10:20:30x Jan 1",
        "10:20. Jan 1",
        "01:1.1.1",
        "Jan 1 10:00 +12345",
        "Jan 1 10:00 GMT+",
        "Jan 1 2020)",
        "1-- Jan",
        "2026-01-31- 10:00",
        "2026-01-31T25:00",
        "2026-01-31T10",
        "2026-13-45",
        "Jan 1 300000000000",
        "Jan 1 2020 1:45(x:26",
    ],
)
def test_this_is_none(text):
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("Jan 15 2023 10:00 GMT+2", 1673769600000),
        ("2023-01-15", 1673740800000),
        ("\ufeff2023-01-15", 1673740800000),
        ("2023:", 1672531200000),  # the year comes first, and is no hour
        ("2023-01::10", 1673308800000),
        ("+002023:", 1672531200000),
        ("-050013;", -1640425046400000),
        ("-000000 00", 946684800000),  # the year that nothing is called is passed over
    ],
)
def test_a_date_is_read_as_node_reads_it(text, ms):
    assert read_date(text) == ms


def test_the_year_nothing_is_called_is_no_date():
    assert read_date("-000000") is None
