"""Root URLs: the APIs, the pages, what machines ask, and (when switched on) the admin site."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("mappings.api.urls")),
    path("v1/", include("mappings.tracking.urls")),
    path("", include("mappings.operations.urls")),
    path("", include("mappings.web.urls")),
]
if settings.ADMIN_ENABLED:
    urlpatterns.append(path("admin/", admin.site.urls))

handler400 = "mappings.web.errors.bad_request"
handler403 = "mappings.web.errors.permission_denied"
handler404 = "mappings.web.errors.page_not_found"
handler500 = "mappings.web.errors.server_error"
