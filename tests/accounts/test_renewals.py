"""Which contract counts, and what is asked no more once another follows it."""

from datetime import date

from accounts.renewals import Contract, is_renewed, outlook

TODAY = date(2026, 11, 20)


def contract(
    pk: int, starts: date, ends: date | None, notice: date | None = None, renews: date | None = None
) -> Contract:
    return Contract(pk, f"Contract {pk}", starts, ends, notice, renews)


OLD = contract(1, date(2024, 1, 1), date(2026, 12, 31), date(2026, 12, 10), date(2027, 1, 1))
NEW = contract(2, date(2027, 1, 1), date(2029, 12, 31), date(2029, 9, 30))


def test_the_one_that_follows_counts_and_the_old_one_asks_nothing() -> None:
    before, after = outlook([OLD], TODAY), outlook([OLD, NEW], TODAY)
    assert (before.contract, before.day, before.notice) == (OLD, date(2026, 12, 31), date(2026, 12, 10))
    assert (after.contract, after.day, after.notice) == (NEW, date(2029, 12, 31), date(2029, 9, 30))
    assert (before.is_renewed, after.is_renewed) == (False, True)
    assert not outlook([OLD, NEW], date(2027, 1, 1)).is_renewed  # it runs: nothing is renewed any more


def test_what_runs_beside_it_renews_nothing() -> None:
    beside = contract(3, date(2025, 6, 1), date(2027, 5, 31))
    assert outlook([OLD, beside], TODAY).contract == OLD
    too_late = contract(4, date(2027, 3, 1), None)
    assert not is_renewed(OLD, [OLD, too_late])
    early = contract(5, date(2026, 10, 1), None)
    assert is_renewed(OLD, [OLD, early])
    assert not is_renewed(OLD, [OLD, contract(6, date(2026, 12, 1), date(2026, 12, 31))])  # ends no later


def test_renewal_without_an_end_and_after_another_renewal() -> None:
    endless = contract(3, date(2027, 1, 15), None)
    found = outlook([OLD, endless], TODAY)
    assert (found.contract, found.day, found.notice, found.is_renewed) == (endless, None, None, True)
    assert found.has_no_end
    third = contract(4, date(2030, 1, 1), date(2031, 12, 31))
    assert outlook([third, NEW, OLD], TODAY).day == date(2031, 12, 31)
    rolling = contract(5, date(2024, 1, 1), None, renews=date(2027, 1, 1))
    assert outlook([rolling], TODAY).renews
    assert outlook([rolling, NEW], TODAY).contract == NEW


def test_what_ends_next_then_what_has_no_end_then_what_ended_last() -> None:
    soon, later = contract(1, TODAY, date(2027, 6, 30)), contract(2, TODAY, date(2028, 6, 30), date(2026, 12, 1))
    endless, over = contract(3, TODAY, None), contract(4, date(2023, 1, 1), date(2024, 12, 31))
    found = outlook([later, endless, over, soon], TODAY)
    assert (found.contract, found.notice) == (soon, date(2026, 12, 1))  # notice of another one comes first
    assert outlook([over, endless], TODAY).has_no_end
    ended = outlook([over], TODAY)
    assert (ended.contract, ended.day, ended.ended, ended.has_no_end) == (over, None, date(2024, 12, 31), False)
    assert outlook([], TODAY).contract is None and not outlook([], TODAY).has_no_end
