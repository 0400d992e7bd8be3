"""How proposals are marked on the pages of both sides."""

MARKS = {
    "draft": "draft",
    "proposed": "undecided",
    "agreed": "confirmed",
    "declined": "disputed",
    "withdrawn": "withdrawn",
}
