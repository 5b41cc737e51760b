"""The floor of sending: the HTTP client that deliveries go through, and nothing around it.

`python -m benchmarks.client_alone URL REQUESTS THREADS BYTES` prints the seconds that it took.
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

if __name__ == "__main__":
    import django

    django.setup()

    from mappings.delivery.messages import Answer, OutgoingRequest
    from mappings.delivery.transport import send

    url, count, threads, size = sys.argv[1], *map(int, sys.argv[2:5])
    headers = {"Content-Type": "application/json"}
    request = OutgoingRequest("POST", url, headers, b"x" * size)

    def send_one(_number: int) -> bool:
        return isinstance(send(request), Answer)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(send_one, range(threads)))  # connections are open by now
        started_s = time.perf_counter()
        assert all(pool.map(send_one, range(count)))
    print(time.perf_counter() - started_s)
