"""The WSGI application: `granian --interface wsgi engage_mapper.wsgi:application`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engage_mapper.settings")
application = get_wsgi_application()

if settings.EMBEDDED_WORKER:
    from mappings.jobs.running import start_embedded  # models are loaded by now

    start_embedded()
