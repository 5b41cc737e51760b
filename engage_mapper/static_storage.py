"""Collected static files: compressed, named by what they hold, and ours without their comments."""

from typing import Any

import minify
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

_OURS = "mapper/"
_TYPES = {".js": "application/javascript", ".css": "text/css"}


class SmallFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # untyped
    """Stores our scripts and style sheets minified; what packages bring is stored as it is.

    The source stays readable in `static/`, and is what `ENGAGE_MAPPER_DEBUG` serves.
    """

    def _save(self, name: str, content: Any) -> str:
        kind = next((kind for end, kind in _TYPES.items() if name.endswith(end)), None)
        if kind and name.startswith(_OURS):
            content.seek(0)
            content = ContentFile(minify.string(kind, content.read().decode()).encode())
        saved: str = super()._save(name, content)
        return saved
