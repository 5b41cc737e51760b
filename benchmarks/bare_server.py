"""The floor of taking events in: a Django view that stores a body in one row, and nothing else.

It has no middleware, reads nothing of the body, and commits as durably as the product does.
"""

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from engage_mapper.settings import SQLITE_OPTIONS

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": Path(os.environ["BARE_FOLDER"]) / "bare.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": SQLITE_OPTIONS,
        }
    },
    MIDDLEWARE=[],
    ROOT_URLCONF=__name__,
    SECRET_KEY="only for a benchmark",  # noqa: S106
)
django.setup()


def store(request: HttpRequest) -> HttpResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO body (text) VALUES (%s)", [request.body.decode()])
    answer = '{"success": true}'
    headers = {"Content-Length": str(len(answer))}
    return HttpResponse(answer, content_type="application/json", headers=headers)


with connection.cursor() as at_the_start:
    at_the_start.execute("CREATE TABLE IF NOT EXISTS body (id INTEGER PRIMARY KEY, text TEXT)")
connection.close()

urlpatterns = [path("v1/batch", store)]
application = get_wsgi_application()
