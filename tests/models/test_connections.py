"""What each connection to the database is told."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_a_transaction_that_stands_still_does_not_keep_its_rows_for_ever() -> None:
    if connection.vendor != "postgresql":
        assert connection.settings_dict["OPTIONS"]["timeout"] == 10  # others wait so long
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone() == ("1min",)
