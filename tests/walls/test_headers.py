"""What every answer says to the browser, and what production refuses."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.access.matrix import ROWS, Row
from tests.access.walk import Answer, ask, client_of, undone
from tests.access.world import World

pytestmark = pytest.mark.timeout(180)
ROOT = Path(__file__).parent.parent.parent
DIRECTIVES = {"default-src", "script-src", "style-src", "img-src", "form-action", "base-uri", "frame-ancestors"}


# --- Headers ----------------------------------------------------------------------------------------------------------


def faults_of(answer: Answer) -> list[str]:
    """One line for each header that is missing or too weak."""
    faults = []
    policy = str(answer.headers.get("Content-Security-Policy", ""))
    directives = {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}
    strict = answer.content_type != "text/html" and directives.get("default-src") == ["'none'"]
    missing = set() if strict else DIRECTIVES - set(directives)
    if missing:
        faults.append(f"Content-Security-Policy lacks {sorted(missing)}")
    for name, sources in directives.items():
        weak = [one for one in sources if "unsafe" in one or one in {"*", "http:", "https:"} or "//" in one]
        if weak or (one := [s for s in sources if s == "data:"]) and name != "img-src":
            faults.append(f"Content-Security-Policy: {name} {' '.join(weak or one)}")
    expected = {
        "X-Content-Type-Options": r"nosniff",
        "X-Frame-Options": r"DENY",
        "Cache-Control": r".*\bno-store\b.*",
        "Referrer-Policy": r"same-origin|no-referrer",
    }
    for name, pattern in expected.items():
        if not re.fullmatch(pattern, str(answer.headers.get(name, ""))):
            faults.append(f"{name}: {answer.headers.get(name)!r}")
    return faults


@pytest.mark.parametrize("key", ["anonymous", "account_manager", "champion"])
def test_every_answer_has_its_headers(key: str, world: World) -> None:
    client, found = client_of(world.people[key]), []
    for row in ROWS:
        for method, url, data in _requests(row, world):
            with undone():
                answer = ask(client, method, url, data)
            found += [f"{method} {url} as {key} ({answer.status}): {fault}" for fault in faults_of(answer)]
            client = client_of(world.people[key])
    if found:
        pytest.fail("\n".join(found[:20]), pytrace=False)


def _requests(row: Row, world: World) -> list[tuple[str, str, Any]]:
    url = reverse(row.name, kwargs={name: world.halden.value(path) for name, path in row.of.items()})
    return [("GET", url, None)] * bool(row.get) + [("POST", url, row.payload(world.halden))] * bool(row.post)


def test_a_weak_header_is_seen() -> None:
    strong = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": "; ".join(f"{name} 'self'" for name in sorted(DIRECTIVES)),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cache-Control": "no-store, private",
        "Referrer-Policy": "same-origin",
    }
    assert faults_of(Answer(200, strong, b"", [])) == []
    planted = {
        "Content-Security-Policy": strong["Content-Security-Policy"].replace(
            "script-src 'self'", "script-src 'self' 'unsafe-inline'"
        ),
        "X-Content-Type-Options": "",
        "X-Frame-Options": "SAMEORIGIN",
        "Cache-Control": "max-age=60",
        "Referrer-Policy": "unsafe-url",
    }
    for name, value in planted.items():
        assert len(faults_of(Answer(200, strong | {name: value}, b"", []))) == 1
    assert (
        "'script-src'" in faults_of(Answer(200, strong | {"Content-Security-Policy": "default-src 'self'"}, b"", []))[0]
    )


# --- Production -------------------------------------------------------------------------------------------------------
PRODUCTION = {
    "PV_MODE": "production",
    "SECRET_KEY": "a-secret-of-production-" + "k3J9s_x2Qv8mZp7Lw1Td" * 3,
    "ALLOWED_HOSTS": "proof.example",
    "BASE_URL": "https://proof.example",
    "DATABASE_URL": "postgres://nobody@localhost/nothing",
    "CELERY_BROKER_URL": "redis://localhost:6379/0",
    "CACHE_URL": "rediscache://localhost:6379/1",
    "EMAIL_URL": "smtp://localhost:25",
    "DEFAULT_FROM_EMAIL": "proof@proof.example",
}


def start(**changes: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check --deploy` with the settings of production, changed so; nothing of it is read from .env."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PV_VAR") if name in os.environ}
    # An empty variable wins over .env, and is as good as none.
    environment |= {"DEBUG": "off", "STORAGE_URL": ""} | PRODUCTION | changes
    command = [sys.executable, "-W", "ignore", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def test_production_passes_the_check_for_deployment() -> None:
    done = start()
    assert done.returncode == 0 and "no issues" in done.stdout, done.stdout + done.stderr


def test_a_weak_setting_of_production_is_seen() -> None:
    done = start(SECURE_HSTS_SECONDS="0")
    assert done.returncode != 0 and "security.W004" in done.stderr


@pytest.mark.parametrize("name", [name for name in PRODUCTION if name != "PV_MODE"])
def test_production_refuses_to_start_without(name: str) -> None:
    done = start(**{name: ""})
    assert done.returncode != 0 and f"{name} is not set" in done.stderr


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"DEBUG": "on"}, "DEBUG is on"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is shorter"),
        ({"PV_MODE": "live"}, "PV_MODE"),
        # Each process would count for itself.
        ({"CACHE_URL": "locmemcache://"}, "CACHE_URL names no Redis"),
    ],
    ids=["debug", "short secret", "unknown mode", "cache of one process"],
)
def test_production_refuses_to_start_with(changes: dict[str, str], said: str) -> None:
    done = start(**changes)
    assert done.returncode != 0 and said in done.stderr
