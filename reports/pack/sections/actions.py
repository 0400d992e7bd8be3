"""Section 6: actions agreed."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import figures as shapes
from ..parts import Cell, Column, Slide, Table
from ..told import Say, isolated

ROWS_TO_WRITE = 5


def actions(figures: shapes.Figures, say: Say, title: str) -> Iterator[Slide]:
    rows = figures["actions"]
    if not rows:
        yield Slide(
            6, title, _("No action is agreed here. What should follow from this review?"), tables=[_to_be_agreed(say)]
        )
        return
    yield Slide(6, title, _actions_lead(rows), tables=[_actions(rows, say)])


def _actions_lead(rows: list[shapes.Action]) -> str:
    is_open = [one for one in rows if one["state"] == "open"]
    done = sum(one["state"] == "done" for one in rows)
    overdue = sum(one["overdue"] for one in rows)
    said = [
        ngettext("{count} action is open", "{count} actions are open", len(is_open)).format(count=len(is_open))
        if is_open
        else _("No action is open")
    ]
    if overdue:
        said.append(
            ngettext("{count} of them is overdue", "{count} of them are overdue", overdue).format(count=overdue)
        )
    said.append(ngettext("{count} was done", "{count} were done", done).format(count=done))
    return _("{sentence}.").format(sentence=", ".join(said))


def _to_be_agreed(say: Say) -> Table:
    """Rows to write on in the meeting: by hand, or in the presentation."""
    columns = (
        Column(_("Number"), 1),
        Column(_("Action"), 5),
        Column(_("Owner at {firm}").format(firm=say.us), 2.4),
        Column(_("Owner at {firm}").format(firm=say.them), 2.4),
        Column(_("Due"), 1.6),
    )
    return Table("", columns, [(Cell(str(number)), *[Cell("")] * 4) for number in range(1, ROWS_TO_WRITE + 1)])


def _actions(rows: list[shapes.Action], say: Say) -> Table:
    columns = (
        Column(_("Action"), 3.6),
        Column(_("Owner at {firm}").format(firm=say.us), 1.8),
        Column(_("Owner at {firm}").format(firm=say.them), 1.8),
        Column(_("Due"), 1.3),
        Column(_("Progress"), 3.2),
    )
    return Table(
        "",
        columns,
        [
            (
                Cell(isolated(one["words"])),
                Cell(isolated(one["owner_ours"])),
                Cell(isolated(one["owner_theirs"]) if one["owner_theirs"] else _("nobody named")),
                Cell(say.date(one["due_on"]), _action_state(one), strong=one["overdue"]),
                _progress(one, say),
            )
            for one in rows
        ],
    )


def _action_state(one: shapes.Action) -> str:
    if one["overdue"]:
        return _("overdue")
    return {"open": _("open"), "done": _("done"), "dropped": _("dropped")}[one["state"]]


def _progress(one: shapes.Action, say: Say) -> Cell:
    progress = one["progress"]
    if progress is None:
        return Cell(_("no progress stated"))
    return Cell(isolated(progress["words"]), f"{isolated(progress['by'])}, {say.date(progress['on'])}")
