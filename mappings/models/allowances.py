"""How many real requests a person has sent as tests within the running minute."""

from django.db import models

from mappings.models.workspaces import Member


class TestAllowance(models.Model):
    """One row a person; all processes share it, and a conditional update counts it up."""

    __test__ = False  # the name starts like a test class

    member = models.OneToOneField(
        Member, on_delete=models.CASCADE, primary_key=True, related_name="test_allowance"
    )
    minute_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.count} in {self.minute_at:%H:%M}"
