"""Which mark of the look stands for a state of an event and for a kind of decision."""

from __future__ import annotations

from outcomes.models import Decision, ValueEvent

State = ValueEvent.State
Kind = Decision.Kind
OPEN = (State.STATED, State.DISPUTED)
DECIDED = (State.CONFIRMED, State.ADJUSTED)
LIVE = (*OPEN, *DECIDED)
EVENT_MARKS: dict[str, str] = {
    State.DRAFT: "draft",
    State.STATED: "undecided",
    State.CONFIRMED: "confirmed",
    State.ADJUSTED: "adjusted",
    State.DISPUTED: "disputed",
    State.WITHDRAWN: "withdrawn",
    State.RESTATED: "withdrawn",
}
DECISION_MARKS: dict[str, str] = {
    Kind.TERMS_AGREED: "confirmed",
    Kind.STATED: "undecided",
    Kind.CONFIRMED: "confirmed",
    Kind.ADJUSTED: "adjusted",
    Kind.DISPUTED: "disputed",
    Kind.WITHDRAWN: "withdrawn",
    Kind.RESTATED: "withdrawn",
    Kind.SPEND_CONFIRMED: "spend",
    Kind.PERIOD_SIGNED_OFF: "confirmed",
}


def is_decidable(event: ValueEvent) -> bool:
    """Nobody of the customer has decided it in her own session: it is open, or rests on paper."""
    return event.state in OPEN or (event.on_paper and event.state in {State.CONFIRMED, State.ADJUSTED})
