"""How often a person may send tests: counted in the database, for all processes together."""

from datetime import datetime

from django.db.models import F

from mappings import conf
from mappings.models import Member, TestAllowance
from mappings.services.errors import TooOften


def take_allowance(*, member: Member, now: datetime) -> None:
    """Count one test of the running minute.

    Raises:
        TooOften: the person has sent as many as a minute allows.
    """
    minute_at = now.replace(second=0, microsecond=0)
    TestAllowance.objects.get_or_create(member=member, defaults={"minute_at": minute_at})
    own = TestAllowance.objects.filter(member=member)
    # Conditional updates: of two that come at once, both count.
    own.filter(minute_at__lt=minute_at).update(minute_at=minute_at, count=0)
    is_below = own.filter(count__lt=conf.MAX_TESTS_PER_MINUTE).update(count=F("count") + 1)
    if not is_below:
        wait_s = 60 - now.second
        text = f"{conf.MAX_TESTS_PER_MINUTE} tests were sent within a minute."
        raise TooOften(text, retry_after_s=wait_s)
