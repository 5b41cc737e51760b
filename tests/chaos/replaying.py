"""A replay of everything that is dead, in a process that can be killed; prints what it made.

`python -m tests.chaos.replaying CHUNK`: so many deliveries are made in one transaction.
"""

import sys

if __name__ == "__main__":
    import django

    django.setup()

    from django.utils import timezone

    from mappings.models import Delivery
    from mappings.services import replaying

    replaying._CHUNK = int(sys.argv[1])
    dead = Delivery.objects.filter(state="dead")
    print(replaying.replay(rows=dead, as_it_is_now=True, now=timezone.now()).created)
