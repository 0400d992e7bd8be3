#!/usr/bin/env python
"""Are all texts of the project translated? Exits 1 and names those that are not.

The texts are collected anew (makemessages) in a copy, so that checking changes nothing; `--update` collects them into
the project's own catalogues instead, names what is to be translated and exits 0. A translation fails where it is
missing, empty, fuzzy, or has other placeholders than its text.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages import pofile

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ["de"]
SOURCES = {".py", ".html", ".txt"}
NOT_SHOWN = ["tests", "var", "scripts", "docs"]


def collect_texts(root: Path) -> None:
    """Bring the catalogues below root up to date with its sources."""
    (root / "locale").mkdir(exist_ok=True)
    locales = [f"--locale={language}" for language in LANGUAGES]
    ignored = [f"--ignore={folder}" for folder in [*NOT_SHOWN, ".venv"]]
    command = [sys.executable, "-m", "django", "makemessages", *locales, *ignored]
    command += ["--add-location=file", "--no-wrap", "--no-obsolete"]
    # By settings it would find the project's catalogues instead of those below root.
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"makemessages failed:\n{done.stdout}{done.stderr}")


def copy_sources(source: Path, target: Path) -> None:
    """What makemessages reads: the files that git knows or would take, and the catalogues."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=source, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        path = Path(name)
        if (path.suffix in SOURCES and path.parts[0] not in NOT_SHOWN) or path.parts[0] == "locale":
            if not (source / path).is_file():
                continue
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / path, target / path)


def faults(root: Path) -> list[str]:
    """One line for each text below root whose translation is missing or wrong."""
    found = []
    for language in LANGUAGES:
        with (root / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
            catalogue = pofile.read_po(file, locale=language)
        for message in catalogue:
            if not message.id:
                continue
            texts = message.string if isinstance(message.string, tuple | list) else [message.string]
            text = message.id[0] if isinstance(message.id, tuple | list) else message.id
            where = ", ".join(sorted({name for name, _line in message.locations}))
            if not all(texts):
                found.append(f"{language}: not translated: {text!r} ({where})")
            elif message.fuzzy:
                found.append(f"{language}: fuzzy, to be checked: {text!r} ({where})")
            else:
                found += [f"{language}: {error}: {text!r} ({where})" for error in message.check(catalogue)]
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--update", action="store_true", help="bring the project's own catalogues up to date")
    update = parser.parse_args().update
    if update:
        collect_texts(ROOT)
        missing = faults(ROOT)
    else:
        with tempfile.TemporaryDirectory() as folder:
            copy_sources(ROOT, Path(folder))
            collect_texts(Path(folder))
            missing = faults(Path(folder))
    print("\n".join(missing) if missing else "every text is translated")
    return 1 if missing and not update else 0


if __name__ == "__main__":
    sys.exit(main())
