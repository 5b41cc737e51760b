"""What every test shares."""

import os

from hypothesis import HealthCheck, settings

# Speed is shown by benchmarks, never by a timed test. On CI every run tries the same examples.
settings.register_profile(
    "mapper",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("mapper")
