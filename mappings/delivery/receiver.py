"""The built-in receiver: a host inside the product that answers and shows what it was sent.

Whatever a definition sends to ``https://receiver.invalid/…`` never leaves the process, so that the
whole flow works without an account anywhere. No such host can exist: the name is reserved.

Source:
    RFC 2606, section 2.
"""

import re
from urllib.parse import urlsplit

from mappings.delivery.messages import Answer, OutgoingRequest

RECEIVER_HOST = "receiver.invalid"
RECEIVER_URL = f"https://{RECEIVER_HOST}"
_ASKED_STATUS = re.compile(r"/status/([1-5]\d\d)(?:/|\Z)")


def is_for_receiver(url: str) -> bool:
    return urlsplit(url).hostname == RECEIVER_HOST


def receive(request: OutgoingRequest) -> Answer:
    """The receiver's answer: 200, or what the URL asks for.

    Shape:
        ``https://receiver.invalid/crm`` -> 200
        ``https://receiver.invalid/status/503/crm`` -> 503
    """
    asked = _ASKED_STATUS.search(urlsplit(request.url).path)
    status = int(asked[1]) if asked else 200
    body = b'{"received":true}' if status < 300 else b'{"error":"as the URL asked for"}'
    return Answer(status=status, headers={"content-type": "application/json"}, body=body)
