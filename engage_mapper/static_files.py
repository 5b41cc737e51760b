"""Which static files of installed packages the product serves: those its pages ask for, no others.

The packages bring some 2,000 files (every language of the text editor, for one); collecting and
compressing them all would make the first start take minutes.
"""

from collections.abc import Iterator
from fnmatch import fnmatch
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder

_PAGES = (
    "django_ace/ace/ace.js",
    "django_ace/ace/mode-json.js",
    "django_ace/ace/mode-liquid.js",
    "django_ace/ace/worker-json.js",
    "django_ace/ace/css/*",
    "django_htmx/htmx-2.min.js",
    "django_htmx/django-htmx.js",  # asked for while ENGAGE_MAPPER_DEBUG is on
    "drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js",
    "drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js.map",
    "drf_spectacular_sidecar/swagger-ui-dist/swagger-ui.css",
    "drf_spectacular_sidecar/swagger-ui-dist/swagger-ui.css.map",
)
_ADMIN = ("admin/*",)


class PackageFilesFinder(AppDirectoriesFinder):
    """Finds the static files of installed packages that are served."""

    def list(self, ignore_patterns: Any) -> Iterator[Any]:
        found = super().list(ignore_patterns)
        return ((path, storage) for path, storage in found if is_served(path))

    def find(self, path: str, *args: Any, **kwargs: Any) -> Any:
        return super().find(path, *args, **kwargs) if is_served(path) else []


def is_served(path: str) -> bool:
    patterns = _PAGES + _ADMIN if settings.ADMIN_ENABLED else _PAGES
    return any(fnmatch(path, pattern) for pattern in patterns)
