"""Which lines of Django's about refused requests are left out of the log."""

import logging

TRACKING_PREFIX = "/v1/"
UNAVAILABLE = 503


class WithoutRefusals(logging.Filter):
    """Drops what senders of events are told, as they are by the thousand while there is no room.

    Whoever watches is told by `/readyz`, by figures, and by the line of the fault itself.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        path = getattr(getattr(record, "request", None), "path", "")
        status: int = getattr(record, "status_code", 0)
        is_refusal = status == UNAVAILABLE or 400 <= status < 500
        return not (is_refusal and path.startswith(TRACKING_PREFIX))
