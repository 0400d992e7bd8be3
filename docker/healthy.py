"""Does the web process of this container answer? Exits 0 or 1. Asked under the first host name that it answers to."""

from __future__ import annotations

import os
import sys
from urllib.request import Request, urlopen

host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip()
try:
    with urlopen(Request("http://127.0.0.1:8000/healthz", headers={"Host": host}), timeout=3) as answer:
        sys.exit(answer.status != 200)
except OSError as error:
    sys.exit(f"no answer: {error}")
