"""How far a customer's relationship benchmark is, and what its newest results said, in words: page and exports."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from scorecards.standing import Stage, Standing


def stage_words(stage: str) -> str:
    return {
        Stage.NONE: _("no round"),
        Stage.PLANNED: _("round planned"),
        Stage.OPEN: _("round open"),
        Stage.CLOSED: _("round closed, not released"),
        Stage.RED: _("red, not each dimension has an action"),
        Stage.AGREED: _("red, actions agreed"),
        Stage.MOVING: _("red, actions under way"),
        Stage.BETTER: _("second round better, none is red"),
        Stage.GREEN: _("released, none is red"),
        Stage.RENEWED: _("none is red, contract renewed"),
        Stage.HIDDEN: _("released, nothing can be shown"),
    }[Stage(stage)]


def benchmark_words(standing: Standing) -> dict[str, str]:
    """A mark and words for how far the benchmark is; beneath it what the newest results said, where that is not all of it."""
    one, results = standing.current, _results_words(standing)
    if one is None:
        if standing.stage == Stage.RENEWED:
            return {"mark": "confirmed", "words": _renewed_words(standing), "note": results["words"]}
        return results | {"note": _plan_words(standing)}
    said = {"opens": notation.date_short(one.opens_on), "closes": notation.date_short(one.closes_on)}
    words = {
        Stage.PLANNED: _("round planned, %(opens)s"),
        Stage.OPEN: _("round open until %(closes)s"),
        Stage.CLOSED: _("closed, not released"),
    }[Stage(one.state)]
    mark = "undecided" if one.state == Stage.OPEN else "draft"
    return {"mark": mark, "words": words % said, "note": results["words"] if standing.released is not None else ""}


def _plan_words(standing: Standing) -> str:
    """What came of red results: how many actions the plan has, and how many are done; that the contract is renewed."""
    words = []
    if standing.red and standing.plan:
        done = sum(not one.is_open for one in standing.plan)
        named = {"n": len(standing.plan), "done": done}
        if done:
            words.append(ngettext("one action, %(done)s done", "%(n)s actions, %(done)s done", named["n"]) % named)
        elif standing.stage == Stage.MOVING:
            words.append(ngettext("one action under way", "%(n)s actions under way", named["n"]) % named)
        else:
            words.append(ngettext("one action agreed", "%(n)s actions agreed", named["n"]) % named)
    return "; ".join(filter(None, [*words, _renewed_words(standing)]))


def _renewed_words(standing: Standing) -> str:
    """Until when the contract is renewed under which the newest results were given; "" where it is not."""
    contract = standing.renewed_by
    if contract is None:
        return ""
    if contract.ends_on is None:
        return _("contract renewed")
    return _("renewed until %(day)s") % {"day": notation.date_medium(contract.ends_on)}


def _results_words(standing: Standing) -> dict[str, str]:
    last = standing.released
    if last is None:
        return {"mark": "missing", "words": _("no round")}
    if not last.red:
        if all(mean is None for mean in last.means.values()):
            return {"mark": "missing", "words": _("nothing can be shown")}
        return {"mark": "confirmed", "words": _("none red, better") if standing.is_better else _("none red")}
    said = {"red": len(last.red), "of": len(last.means)}
    words = _("%(red)s of %(of)s red, better") if standing.is_better else _("%(red)s of %(of)s red")
    return {"mark": "flag", "words": words % said}
