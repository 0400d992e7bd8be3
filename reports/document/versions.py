"""Figures that were frozen in an older shape, brought up to the present one: an old snapshot keeps rendering.

What was not frozen then is None, and the document says that it is not stated. The digest of a snapshot is always that of the
figures as they were frozen.
"""

import copy
from collections.abc import Mapping
from typing import Any, cast

from .figures import VERSION, Figures
from .measured import measured_sums, undecided_more
from .sensitivity import sensitivity_of


def brought_up(frozen: Mapping[str, Any]) -> Figures:
    """The figures in the present shape; `frozen` itself stays as it is. ValueError for a shape from the future."""
    version = frozen.get("version", 1)
    if version > VERSION:
        raise ValueError(f"These figures are of version {version}; this program knows {VERSION}.")
    if version == VERSION:
        return cast(Figures, frozen)
    figures = copy.deepcopy(dict(frozen))
    if version == 1:
        _from_first(figures)
    if version <= 2:
        _from_second(figures)
    if version <= 3:
        _from_third(figures)
    _from_fourth(figures)
    figures["version"] = VERSION
    return cast(Figures, figures)


def _from_first(figures: dict[str, Any]) -> None:
    """Version 1 knew no sensitivity but low values, no sign-offs, contracts or earlier edition's sums."""
    figures["document"] |= {"since": None, "since_frozen": False}
    figures["contracts"] = None
    figures["facts"]["finance"]["sign_offs"] = []
    for row in figures["spend"]["rows"]:
        row |= {"basis": None, "replaces": None}
    for event in figures["events"]:
        event |= {"version": None, "measured_by": None, "reviewed": None}
    for outcome in figures["outcomes"]:
        for dimension in outcome["dimensions"]:
            dimension["shares_effect_with"] = []
            alone = len(dimension["terms"]) == 1
            for terms in dimension["terms"]:
                if terms["low"] is not None:
                    instead = dimension["gains"] if alone else None
                    terms["low"] |= {"gains_rate": None, "gains_share": None, "instead": instead}
    figures["sensitivity"] = sensitivity_of(cast(Figures, figures))


def _from_second(figures: dict[str, Any]) -> None:
    """Version 2 knew when a target was last met, not since when."""
    for outcome in figures["outcomes"]:
        for dimension in outcome["dimensions"]:
            dimension["target_met_since"] = None


def _from_third(figures: dict[str, Any]) -> None:
    """Version 3 deducted what got worse from what got better, where neither was claimed; it had no notes of events, and did
    not count the decisions that a demonstration loads."""
    figures["document"]["loaded"] = None
    figures["document"].setdefault("since_frozen", True)
    for event in figures["events"]:
        event["note"] = None
    for outcome in figures["outcomes"]:
        for dimension in outcome["dimensions"]:
            for row in dimension["not_claimed"]:
                row |= {"worse": row["amount"] is not None and row["amount"] < 0, "states_on": None}
    for entry in figures["below"].values():
        entry["in_units"] = entry["count"] if entry["amount"] is None else 0
    figures["below"] |= measured_sums(figures["outcomes"])
    numbered = {event["number"]: event for event in figures["events"]}
    waiting = [one for one in figures["events"] if one["restates"] and one["state"] in ("stated", "disputed")]
    lower = [one for one in waiting if not undecided_more(one, numbered[one["restates"]])]
    for key, state in (("undecided", "stated"), ("disputed", "disputed")):
        figures["below"][key]["count"] -= sum(one["state"] == state and (one["claimed"] or 0) >= 0 for one in lower)
    figures["below"]["corrections"] = {"count": len(lower), "amount": 0, "in_units": 0}


def _from_fourth(figures: dict[str, Any]) -> None:
    """Version 4 did not keep what the supplier answered to a dispute."""
    for event in figures["events"]:
        event["answers"] = None
