"""The benchmark: ratios, because machines differ. `make bench` prints the table and writes var/bench/latest.json.

Rendering against the library alone: how much our pipeline adds to WeasyPrint on the same HTML (at most 1.15), and the most
memory that the process ever held (under 400 MB).
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
ROUNDS = 3
RATIO_LIMIT = 1.15
MEMORY_LIMIT_MB = 400


def timed(act: Callable[[], Any]) -> float:
    """Seconds of computing."""
    start = time.process_time()  # both only compute; other processes on the machine do not count
    act()
    return time.process_time() - start


def measure(name: str, figures: dict[str, Any]) -> dict[str, Any]:
    """Our pipeline and the library alone, in turn, after one of each to warm up; the median of the pairs' ratios."""
    from weasyprint import HTML

    from reports import document
    from reports.document.render import assets, style

    markup = document.html(figures, "en")
    sheet, configuration = style()

    def library() -> None:
        page = HTML(string=markup, base_url="asset:/", url_fetcher=assets({}))
        page.write_pdf(stylesheets=[sheet], font_config=configuration, pdf_variant="pdf/ua-1", pdf_tags=True)

    def ours() -> None:
        document.render(figures, locale="en")

    library()
    ours()
    pairs = [(timed(ours), timed(library)) for _ in range(ROUNDS)]
    return {
        "name": name,
        "events": len(figures["events"]),
        "ours_s": round(statistics.median(mine for mine, _ in pairs), 3),
        "library_s": round(statistics.median(alone for _, alone in pairs), 3),
        "ratio": round(statistics.median(mine / alone for mine, alone in pairs), 3),
    }


def memory(figures: dict[str, Any]) -> dict[str, Any]:
    """The most memory that this process held while it rendered the document once, by our pipeline alone."""
    import resource

    from reports import document

    document.render(figures, locale="en")
    return {"memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def figures_of(name: str) -> dict[str, Any]:
    """The frozen figures of one case: a sample of so many events, or a carrier of the O'Hare scenario."""
    import django

    django.setup()
    if name == "500 events":
        from tests.reports.document_figures import many

        return many(500)
    from django.core.management import call_command

    from accounts.models import Customer
    from reports.services import request_report

    call_command("migrate", verbosity=0)
    if not Customer.objects.exists():
        call_command("load_scenario", "ord", data=ROOT / "tests" / "data" / "ord", verbosity=0)
    report = request_report(customer=Customer.objects.get(name=name), requested_by=None, locale="en")
    return report.snapshot.frozen()


def main() -> int:
    if len(sys.argv) > 1:
        what, name = sys.argv[1:]
        figures = figures_of(name)
        print(json.dumps(memory(figures) if what == "memory" else measure(name, figures)))
        return 0
    cases = ["Carrier UA", "Carrier AA", "Carrier MQ", "500 events"]
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PV_VAR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        }
        results = []
        for name in cases:
            found: dict[str, Any] = {}
            for what in ("time", "memory"):  # each in a process of its own, so that neither weighs on the other
                command = [sys.executable, "-m", "tests.bench", what, name]
                ended = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
                found |= json.loads(ended.stdout.splitlines()[-1])
            results.append(found)
    print(f"{'case':<14}{'events':>8}{'ours, s':>10}{'library, s':>12}{'ratio':>8}{'peak, MB':>10}")
    for one in results:
        print(
            f"{one['name']:<14}{one['events']:>8}{one['ours_s']:>10}{one['library_s']:>12}{one['ratio']:>8}"
            f"{one['memory_mb']:>10}"
        )
    out = ROOT / "var" / "bench" / "latest.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(results, indent=2) + "\n")
    good = all(one["ratio"] <= RATIO_LIMIT and one["memory_mb"] < MEMORY_LIMIT_MB for one in results)
    print("within the limits" if good else f"beyond the limits: {RATIO_LIMIT} and {MEMORY_LIMIT_MB} MB")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
