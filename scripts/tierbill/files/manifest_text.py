"""The text of manifests: JSON that is the same for the same content."""

from __future__ import annotations

import json
from collections.abc import Mapping

MANIFEST = "manifest.json"


def json_text(content: Mapping[str, object]) -> str:
    """Return content as the text of a manifest, keys sorted."""
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
