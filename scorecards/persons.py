"""Which records of stakeholders are one person: whoever is recorded anew would else pass for somebody who joined."""

from __future__ import annotations

from collections.abc import Iterable


def one_person_an_address(asked: Iterable[tuple[int, int, str]]) -> dict[int, int]:
    """By stakeholder id the id of the first record of the same person.

    `asked` are round, stakeholder and the address at which she was invited, the oldest round first. Records asked at one
    address are one person, and so are those that hang together by such addresses; never two that were asked in one round.
    """
    first: dict[int, int] = {}
    rounds: dict[int, set[int]] = {}
    addresses: dict[int, set[str]] = {}
    for round, stakeholder, address in asked:
        first.setdefault(stakeholder, stakeholder)
        rounds.setdefault(stakeholder, set()).add(round)
        if address := address.strip().lower():
            addresses.setdefault(stakeholder, set()).add(address)
    by_address: dict[str, int] = {}
    for stakeholder, known in addresses.items():
        for address in sorted(known):
            earlier, later = first[by_address.setdefault(address, stakeholder)], first[stakeholder]
            if earlier == later or rounds[earlier] & rounds[later]:
                continue
            rounds[earlier] |= rounds[later]
            first = {pk: earlier if one == later else one for pk, one in first.items()}
    return first
