"""The supplier's logo, as it is on the day of freezing."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from accounts.models import Supplier

SIGNS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
MOST_BYTES = 1_000_000


def logo_of(supplier: Supplier) -> dict[str, Any] | None:
    """PNG or JPEG by content, with its digest. None: there is none, and the document shows the supplier's name.

    A picture of another kind, a larger one, and one that the storage has lost are none: a document is not held up by a logo.
    """
    name = supplier.logo.name
    if not name or not supplier.logo.storage.exists(name):
        return None
    with supplier.logo.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    media_type = next((kind for sign, kind in SIGNS.items() if data.startswith(sign)), None)
    if media_type is None or len(data) > MOST_BYTES:
        return None
    return {
        "media_type": media_type,
        "data": base64.b64encode(data).decode(),
        "words": supplier.name,
        "digest": hashlib.sha256(data).hexdigest(),
    }
