"""Which sum an event counts in, by how it stands."""

from __future__ import annotations

import pytest

from outcomes.counting import Standing, buckets

G = Standing("confirmed", 100, 100)
S = Standing("confirmed", -50, -50)


@pytest.mark.parametrize(
    ("standing", "pending", "sums"),
    [
        (Standing("draft", 100, None), None, {}),
        (Standing("stated", 100, None), None, {"undecided": 100}),
        (Standing("disputed", 100, None), None, {"disputed": 100}),
        (Standing("confirmed", 100, 100), None, {"confirmed": 100}),
        (Standing("adjusted", 100, 60), None, {"confirmed": 60}),
        (Standing("withdrawn", 100, None), None, {}),
        (Standing("restated", 100, 100), None, {}),
        (Standing("stated", None, None), None, {}),
        (Standing("stated", 0, None), None, {}),
        (Standing("stated", -50, None), None, {"shortfall": 50, "shortfall_open": 50}),
        (Standing("disputed", -50, None), None, {"shortfall": 50, "shortfall_open": 50}),
        (Standing("adjusted", -50, -80), None, {"shortfall": 80}),
        (Standing("withdrawn", -50, None), None, {}),
        (Standing("confirmed", 100, 100, after_the_fact=True), None, {"after_the_fact": 100}),
        (Standing("confirmed", -50, -50, after_the_fact=True), None, {"shortfall": 50}),
        (Standing("confirmed", 100, 100, on_paper=True), None, {"on_paper": 100}),
        (Standing("confirmed", 100, 100, terms_on_paper=True), None, {"on_paper": 100}),
        (Standing("adjusted", -50, -20, on_paper=True), None, {"shortfall": 50, "shortfall_open": 50}),
        (Standing("adjusted", -50, -20, terms_on_paper=True), None, {"shortfall": 20}),
        (G, Standing("stated", 40, None), {"confirmed": 40}),
        (G, Standing("stated", 140, None), {"confirmed": 100, "undecided": 40}),
        (G, Standing("disputed", 140, None), {"confirmed": 100, "disputed": 40}),
        (G, Standing("stated", -30, None), {"shortfall": 30, "shortfall_open": 30}),
        (G, Standing("withdrawn", 40, None), {"confirmed": 100}),
        (G, Standing("stated", None, None), {"confirmed": 100}),
        (S, Standing("stated", -80, None), {"shortfall": 80, "shortfall_open": 30}),
        (S, Standing("stated", -20, None), {"shortfall": 50}),
        (S, Standing("stated", 70, None), {"shortfall": 50, "undecided": 70}),
    ],
)
def test_buckets(standing: Standing, pending: Standing | None, sums: dict[str, int]) -> None:
    assert {name: minor for name, minor in buckets(standing, pending).items() if minor} == sums
