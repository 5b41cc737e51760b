"""The addresses that machines ask."""

from django.urls import path

from mappings.operations import views

urlpatterns = [
    path("livez", views.live, name="livez"),
    path("readyz", views.ready, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
]
