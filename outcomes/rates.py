"""Dated exchange rates: the latest one on or before a day; a missing one is an error that says what to do."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import ExchangeRate, Supplier
from accounts.notation import date_medium
from accounts.refusal import Refused


@dataclass(frozen=True)
class DatedRate:
    rate: Decimal
    on: date
    source: str


def rate_on(*, supplier: Supplier, currency: str, base: str, day: date) -> DatedRate | None:
    """The rate from `currency` to `base` that was valid on the day; None where both are the same. Refused if unknown."""
    if currency == base:
        return None
    found = ExchangeRate.objects.valid_on(day).filter(supplier=supplier, currency=currency, base=base).first()
    if found is None:
        raise _missing(currency, base, day)
    return DatedRate(found.rate, found.on, found.source)


class RateBook:
    """All rates of a supplier, read once: for who needs those of many days."""

    def __init__(self, supplier: Supplier) -> None:
        self._rates: dict[tuple[str, str], list[DatedRate]] = {}
        for one in ExchangeRate.objects.known().filter(supplier=supplier).order_by("on"):
            self._rates.setdefault((one.currency, one.base), []).append(DatedRate(one.rate, one.on, one.source))

    def rate_on(self, *, currency: str, base: str, day: date) -> DatedRate | None:
        """As the function of this name."""
        if currency == base:
            return None
        dated = self._rates.get((currency, base), [])
        known = bisect_right(dated, day, key=lambda rate: rate.on)
        if not known:
            raise _missing(currency, base, day)
        return dated[known - 1]


def _missing(currency: str, base: str, day: date) -> Refused:
    return Refused(
        _("There is no rate from %(currency)s to %(base)s on or before %(day)s. Add one first.")
        % {"currency": currency, "base": base, "day": date_medium(day)},
        code="missing_rate",
        field="currency",
    )
