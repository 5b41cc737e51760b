"""Why a request was refused as a whole."""


class Refused(Exception):  # noqa: N818 (the name says what happened)
    """A status, a stable code, and a sentence for whoever reads the sender's log."""

    def __init__(self, status: int, code: str, message: str, *, retry_after_s: int = 0) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.retry_after_s = retry_after_s
