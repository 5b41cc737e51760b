"""Reading an answer as it comes in, up to a limit. Pure: the client hands the bytes over."""

from dataclasses import dataclass

from mappings.delivery.messages import Answer

STOP = -1  # tells the client to give the transfer up


@dataclass(frozen=True, slots=True)
class Limits:
    """What one attempt may take."""

    connect_s: float = 5.0
    attempt_s: float = 15.0
    body_bytes: int = 16_384
    header_bytes: int = 65_536
    header_lines: int = 128


class AnswerReading:
    """Takes headers and body piece by piece; stops the transfer when a limit is reached."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._body = bytearray()
        self._headers: dict[str, str] = {}
        self._line_count = 0
        self._header_bytes = 0
        self.has_enough = False
        self.has_too_many_headers = False

    def take_body(self, data: bytes) -> int:
        room = self._limits.body_bytes - len(self._body)
        self._body += data[:room]
        self.has_enough = len(data) > room
        return STOP if self.has_enough else len(data)

    def take_header(self, line: bytes) -> int:
        """Interim answers (1xx) count, too, but only the last answer's headers are kept."""
        self._line_count += 1
        self._header_bytes += len(line)
        if (
            self._line_count > self._limits.header_lines
            or self._header_bytes > self._limits.header_bytes
        ):
            self.has_too_many_headers = True
            return STOP
        name, colon, value = line.decode("latin-1").partition(":")
        if name.startswith("HTTP/"):
            self._headers = {}
        elif colon and name.lower() != "set-cookie":
            self._keep(name.lower(), value.strip())
        return len(line)

    def answer(self, status: int, elapsed_ms: int) -> Answer:
        return Answer(status, self._headers, bytes(self._body), self.has_enough, elapsed_ms)

    def _keep(self, name: str, value: str) -> None:
        """A header that comes twice has both values, as RFC 9110 §5.2 joins them."""
        earlier = self._headers.get(name)
        self._headers[name] = value if earlier is None else f"{earlier}, {value}"
