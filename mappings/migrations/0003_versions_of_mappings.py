"""Every mapping that is there gets its present state as a version, and enabled ones run it."""

from typing import Any

from django.db import migrations


def record_versions(apps: Any, _schema_editor: Any) -> None:
    mapping_model = apps.get_model("mappings", "Mapping")
    version_model = apps.get_model("mappings", "MappingVersion")
    for mapping in mapping_model.objects.order_by("id").iterator(chunk_size=200):
        version = version_model.objects.create(
            workspace_id=mapping.workspace_id,
            mapping=mapping,
            number=mapping.version,
            name=mapping.name,
            action_slug=mapping.action_slug,
            trigger=mapping.trigger,
            config=mapping.config,
            saved_at=mapping.updated_at,
            saved_by_id=mapping.updated_by_id,
        )
        if mapping.is_enabled:
            mapping_model.objects.filter(pk=mapping.pk).update(live_version=version)


def forget_versions(apps: Any, _schema_editor: Any) -> None:
    apps.get_model("mappings", "Mapping").objects.update(live_version=None)
    apps.get_model("mappings", "MappingVersion").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("mappings", "0002_events_and_deliveries"),
    ]

    operations = [
        migrations.RunPython(record_versions, forget_versions),
    ]
