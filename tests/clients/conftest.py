"""The source that the libraries send to: as for the tests of the tracking API.

On its own because a live server keeps a connection to the database for each open one to it, which
PostgreSQL's test database does not outlive.
"""

from tests.tracking.conftest import destination, running, source

__all__ = ["destination", "running", "source"]
