"""What customers of an industry want, in their language: outcomes, and the dimensions by which they are measured."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Criterion:
    """A dimension as it is usually agreed. `volume` is that of a month; `rate` in the customer's currency, None: no money."""

    name: str
    unit: str
    baseline: Decimal
    target: Decimal
    rate: Decimal | None
    volume: int | None
    volume_unit: str
    share: Decimal
    grain: str
    source: str
    rate_source: str

    @property
    def digits(self) -> int:
        return max(0, -min(_exponent(self.baseline), _exponent(self.target)))


@dataclass(frozen=True)
class Goal:
    title: str
    goal: str
    criteria: tuple[Criterion, ...]


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


def _criterion(text: str) -> Criterion:
    name, unit, numbers, volume, grain, source, rate_source = (part.strip() for part in text.split("|"))
    baseline, target, rate, share = numbers.split()
    count, _space, volume_unit = volume.partition(" ")
    return Criterion(
        name, unit, Decimal(baseline), Decimal(target), None if rate == "-" else Decimal(rate),
        int(count) if count.isdigit() else None, volume_unit, Decimal(share), grain, source, rate_source,
    )  # fmt: skip


def _read(text: str) -> dict[str, tuple[Goal, ...]]:
    """Books by name: `[book]`, then `# title | goal`, then a line a criterion."""
    books: dict[str, list[tuple[str, str, list[Criterion]]]] = {}
    goals: list[tuple[str, str, list[Criterion]]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if line.startswith("["):
            goals = books.setdefault(line.strip("[]"), [])
        elif line.startswith("#"):
            title, _bar, goal = line[1:].partition("|")
            goals.append((title.strip(), goal.strip(), []))
        else:
            goals[-1][2].append(_criterion(line))
    return {name: tuple(Goal(title, goal, tuple(ones)) for title, goal, ones in found) for name, found in books.items()}


# name | unit | baseline target rate share | monthly volume, its unit | grain | source | source of the rate
PLAYBOOKS = _read(
    """
[banking]
# Pay without corrections | Straight through, ninety-eight of a hundred
Payments repaired by hand, per 1,000 | payments | 46 12 2.10 0.7 | 180 thousand payments | quarter | Payments hub | Operations, time study
Cut-off times missed | a month | 9 1 1400 0.6 | - | quarter | Clearing reports | Penalty schedule
# Know the customer in a day | Nobody waits for an account
Days to open a business account | days | 14 3 8.50 0.8 | 95 accounts | quarter | Onboarding log | Cost accounting
Complaints of new clients | a month | 38 10 - 1 | - | month | Service desk | -
[insurance]
# Settle simple claims at once | Six of ten within a day
Days to settle a motor claim | days | 16 6 1.35 0.6 | 1400 claims | quarter | Claims system | Controlling, handling cost
Claims opened twice, per 1,000 | claims | 31 8 19 0.75 | 42 thousand claims | quarter | Claims system | Controlling, handling cost
# Quotes while the broker waits | Brokers choose us for speed
Hours to quote a fleet | h | 52 8 3.80 0.8 | 120 quotes | quarter | Broker portal | Underwriting, hourly rate
Brokers who rate us good or better | % | 61 80 - 1 | - | quarter | Broker survey | -
[logistics]
# Leave on time | The customer's dock is never empty
Trucks that leave late, per 100 | trucks | 17.0 5.0 62 0.6 | 34 hundred trucks | quarter | Yard system | Contracts, late fees
Minutes at the gate | minutes | 41 18 0.38 0.8 | 3100 trucks | quarter | Yard system | Cost of a driver's minute
# Lose nothing | Insurance premium down at renewal
Damaged consignments, per 10,000 | consignments | 23 9 310 0.5 | 11 times 10,000 consignments | quarter | Claims file | Average claim paid
Shipments without papers | a month | 26 4 - 1 | - | month | Customs desk | -
[health]
# Beds for those who need them | No transfer for lack of a bed
Hours from discharge decision to free bed | h | 9.5 4.0 6.20 0.5 | 860 discharges | quarter | Ward system | Controlling, cost of a bed hour
Operations postponed for lack of a bed | a month | 21 6 780 0.5 | - | quarter | Theatre plan | Controlling, contribution per case
# Paid for what was done | Coding complete on the third day
Days to code a case | days | 11 3 1.90 0.8 | 860 cases | quarter | Coding system | Finance, cost of capital and clerks
Cases refused by payers, per 100 | cases | 8.4 4.0 410 0.6 | 8.6 hundred cases | quarter | Payer letters | Average loss of a refused case
[utilities]
# Fewer visits, fewer outages | Crews where they are needed
Visits without result, per 100 | visits | 19.0 7.0 88 0.7 | 21 hundred visits | quarter | Workforce system | Cost of a visit
Minutes without supply per customer | minutes | 14.2 9.0 1900 0.4 | - | quarter | Control room | Regulator's incentive
# A bill that is right | One call fewer per hundred bills
Bills corrected, per 1,000 | bills | 17 5 11.50 0.8 | 140 thousand bills | quarter | Billing system | Cost of a correction
Calls about bills, per 1,000 bills | calls | 58 30 - 1 | - | month | Telephone system | -
[industry]
# Lines that run | Planned stops only
Unplanned stops | hours a month | 38 14 620 0.5 | - | quarter | Line log | Production controlling, cost of an hour
Scrap, per 1,000 parts | parts | 27 12 3.10 0.6 | 310 thousand parts | quarter | Quality system | Material and energy per part
# Release batches sooner | Five days less stock
Days from batch to release | days | 18 9 240 0.6 | 14 batches | quarter | Quality system | Cost of capital per batch and day
Deviations open beyond 30 days | deviations | 33 8 - 1 | - | quarter | Quality system | -
[transport]
# On time, and known when not | Passengers learn it from us first
Delay minutes that we cause | minutes | 2950 1800 6.40 0.4 | - | quarter | Control centre | Compensation paid per minute
Compensation claims decided late, per 100 | claims | 34 8 14 0.8 | 31 hundred claims | quarter | Claims desk | Cost of a reminder and interest
# Turn round faster | One rotation more a day
Minutes to turn round | minutes | 52 41 1.15 0.5 | 1900 rotations | quarter | Operations log | Cost of a stand or platform minute
Rotations without a crew change on time | a month | 28 9 - 1 | - | month | Crew system | -
[trade]
# Shelves that are full | Nothing sold out by noon
Articles sold out, per 1,000 | articles | 34 15 41 0.5 | 24 thousand articles | quarter | Merchandise system | Margin per article and day
Days of stock | days | 46 37 1450 0.5 | - | quarter | Merchandise system | Cost of capital and storage per day
# Guests and shoppers who come again | Every complaint answered the same day
Hours to answer a complaint | h | 31 6 1.20 0.8 | 640 complaints | quarter | Service desk | Goodwill per hour waited
Complaints per 10,000 sales | complaints | 12.5 7.0 - 1 | - | month | Service desk | -
[bank-de]
# Kredite in Tagen entscheiden | Drei von vier Anträgen binnen zwei Tagen
Tage bis zur Kreditentscheidung | Tage | 12 3 9.40 0.7 | 130 Anträge | quarter | Kreditsystem | Controlling, Bearbeitungskosten je Tag
Nachforderungen je 100 Anträge | Anträge | 44 15 21 0.8 | 13 hundert Anträge | quarter | Kreditsystem | Zeitstudie Marktfolge
# Meldungen ohne Nachlauf | Kein Rückruf der Aufsicht
Korrekturmeldungen an die Aufsicht | je Quartal | 11 2 3900 0.6 | - | quarter | Meldewesen | Kosten einer Korrekturmeldung
Beschwerden über Wartezeiten | je Monat | 27 8 - 1 | - | month | Beschwerdestelle | -
[versicherung]
# Schäden schneller regulieren | Einfache Schäden am selben Tag
Tage bis zur Regulierung | Tage | 15 6 1.40 0.6 | 1250 Schäden | quarter | Schadensystem | Controlling, Bearbeitungskosten
Rückfragen je 100 Schäden | Rückfragen | 62 25 6.30 0.75 | 12 hundert Schäden | quarter | Schadensystem | Zeitstudie Schadenabteilung
# Makler binden | Angebote, solange der Makler wartet
Stunden bis zum Flottenangebot | h | 48 8 4.10 0.8 | 90 Angebote | quarter | Maklerportal | Stundensatz Underwriting
Makler, die uns weiterempfehlen | % | 58 75 - 1 | - | quarter | Maklerbefragung | -
[klinik]
# Betten für die, die sie brauchen | Keine Verlegung mangels Bett
Stunden von der Entlassung zum freien Bett | h | 8.5 4.0 6.80 0.5 | 740 Entlassungen | quarter | Stationssystem | Controlling, Kosten einer Bettenstunde
Wegen Bettenmangels verschobene Eingriffe | je Monat | 18 5 820 0.5 | - | quarter | OP-Plan | Controlling, Deckungsbeitrag je Fall
# Abrechnen, was geleistet wurde | Kodiert am dritten Tag
Tage bis zur Kodierung | Tage | 12 4 2.00 0.8 | 740 Fälle | quarter | Kodiersystem | Finanzen, Kapital- und Personalkosten
Überstunden der Kodierkräfte | h je Monat | 160 60 - 1 | - | month | Zeiterfassung | -
[versorger]
# Weniger Fahrten, weniger Ausfälle | Trupps dort, wo sie gebraucht werden
Ergebnislose Einsatzfahrten je 100 | Fahrten | 21.0 8.0 92 0.7 | 18 hundert Fahrten | quarter | Einsatzplanung | Kosten einer Fahrt
Wasserverluste im Rohrnetz | % | 11.4 8.0 5200 0.5 | - | quarter | Fernwirktechnik | Bezugskosten je Prozentpunkt
# Rechnungen, die stimmen | Ein Anruf weniger je hundert Rechnungen
Korrigierte Rechnungen je 1.000 | Rechnungen | 16 5 12.40 0.8 | 95 tausend Rechnungen | quarter | Abrechnungssystem | Kosten einer Korrektur
Anrufe zu Rechnungen je 1.000 | Anrufe | 61 30 - 1 | - | month | Telefonanlage | -
[maschinenbau]
# Anlagen, die laufen | Nur geplante Stillstände
Ungeplante Stillstände | Stunden je Monat | 36 12 640 0.5 | - | quarter | Anlagenprotokoll | Fertigungscontrolling, Kosten einer Stunde
Ausschuss je 1.000 Teile | Teile | 24 11 3.40 0.6 | 280 tausend Teile | quarter | Qualitätssystem | Material und Energie je Teil
# Angebote in einer Woche | Vor dem Wettbewerb beim Kunden
Tage bis zum Angebot | Tage | 21 7 38 0.5 | 60 Angebote | quarter | Vertriebssystem | Stundensätze Konstruktion und Vertrieb
Rückfragen der Konstruktion | je Monat | 74 30 - 1 | - | month | Vertriebssystem | -
[handel]
# Volle Regale | Mittags ist nichts ausverkauft
Ausverkaufte Artikel je 1.000 | Artikel | 31 14 44 0.5 | 22 tausend Artikel | quarter | Warenwirtschaft | Spanne je Artikel und Tag
Lagerreichweite | Tage | 44 36 1500 0.5 | - | quarter | Warenwirtschaft | Kapital- und Lagerkosten je Tag
# Gäste und Kunden, die wiederkommen | Jede Beschwerde am selben Tag beantwortet
Stunden bis zur Antwort auf eine Beschwerde | h | 29 6 1.30 0.8 | 590 Beschwerden | quarter | Servicestelle | Kulanz je Stunde Wartezeit
Beschwerden je 10.000 Verkäufe | Beschwerden | 11.5 6.5 - 1 | - | month | Servicestelle | -
"""
)
