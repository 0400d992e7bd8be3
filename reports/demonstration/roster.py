"""The other customers, a line each: who they are, how it goes, and what is odd about them (generated.py tells them)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from reports.demonstration.firm import CONSUMER, ERIK, FINANCE, INDUSTRY, JANA, MILENA, TOMAS


@dataclass(frozen=True)
class Entry:
    """`since`: months since the contract began. `ends_in`: days until it ends. `ratio`: value per spend, about.

    `shapes`: how the dimensions go (strong, steady, slow, worse, dip), in turn.
    """

    name: str
    domain: str
    industry: str
    book: str
    by: str
    team: str
    currency: str
    tier: str
    stage: str
    since: int
    ends_in: int
    ratio: Decimal
    shapes: tuple[str, ...]
    oddities: frozenset[str]

    @property
    def locale(self) -> str:
        german = {"bank-de", "versicherung", "klinik", "versorger", "maschinenbau", "handel"}
        return "de" if self.book in german else "en"


PEOPLE = {"J": JANA, "T": TOMAS, "M": MILENA, "E": ERIK}
TEAMS = {"F": FINANCE, "I": INDUSTRY, "C": CONSUMER}
TIERS = {"S": "strategic", "P": "preferred", "T": "transactional"}

# name | domain | industry | book | person, team, currency, tier, stage, since, ends in, ratio | shapes | oddities
ROSTER = """
Hespera Clinics | hespera.example | Health | health | M I EUR P renewal 27 58 0.92 | slow dip | objection draft spend
Lumen Stadtwerke GmbH | lumen-stadtwerke.example | Stadtwerke | versorger | M I EUR P renewal 25 101 0.78 | slow worse steady | quiet product
Orrin Pharma | orrin.example | Pharmaceuticals | industry | M I GBP S renewal 36 41 1.48 | strong steady dip | internal spend signoff undecided recent
Dunmore Credit Union | dunmore.example | Banking | banking | T F GBP T renewal 22 56 1.48 | steady strong | draft
Jorvik Rail | jorvik-rail.example | Rail | transport | M I GBP S delivery 35 161 1.33 | strong dip steady | detractor disputed internal credit recent
Gantry Leasing | gantry.example | Leasing | banking | T F EUR P delivery 24 192 1.51 | steady strong | disputed missing
Marrow Foods | marrow.example | Food | industry | T C GBP P delivery 29 253 1.29 | steady strong | words withdrawn recent
Ivory Coast Terminals | ict-ports.example | Ports | logistics | M I EUR P delivery 31 284 1.90 | strong strong | restated spend expiring
Kestrel Energy | kestrel.example | Energy | utilities | M I GBP S delivery 36 345 1.57 | strong steady dip slow | many internal spend signoff recent
Nimbus Airports | nimbus-airports.example | Airports | transport | J C EUR S delivery 34 375 1.23 | steady slow strong | disputed shared nobase recent
Alster Versicherungsverein a. G. | alster-vvag.example | Versicherung | versicherung | T F EUR S delivery 36 420 1.41 | strong steady dip | internal objection spend expiring recent
Gebrüder Wendland Maschinenbau GmbH & Co. KG | wendland-maschinenbau.example | Maschinenbau | maschinenbau | M I EUR P delivery 26 310 1.65 | steady strong | draft unclaimed
Vereinigte Wasser- und Abwasserverbände der Oberen Lausitz und des Niederen Flämings, Körperschaft des öffentlichen Rechts | wasserverbaende.example | Wasserwirtschaft | versorger | M I EUR P delivery 30 220 1.45 | slow steady | missing undecided
Thalassa Marine Underwriters | thalassa.example | Insurance | insurance | T F EUR P delivery 28 365 1.44 | strong steady | greek undecided recent
Qamar Trade Finance | qamar.example | Banking | banking | J F EUR P delivery 21 330 1.36 | steady dip | arabic objection
Pellworm Kliniken gGmbH | pellworm-kliniken.example | Gesundheit | klinik | M I EUR P delivery 23 400 1.18 | steady slow | left
Rosenau Privatbank AG | rosenau.example | Privatbank | bank-de | J F CHF S delivery 33 290 1.52 | strong steady | internal spend signoff waiting recent
Arvenwald Rückversicherung AG | arvenwald.example | Rückversicherung | versicherung | T F CHF P renewal 32 88 1.37 | steady dip | detractor credit left
Nordlicht Handelskontor eG | nordlicht-kontor.example | Handel | handel | J C EUR T delivery 19 260 1.60 | slow steady | unclaimed draft
Cobalt Building Society | cobalt.example | Banking | banking | J F GBP P renewal 35 33 1.62 | strong steady | undecided credit recent
Wexcombe Water | wexcombe.example | Utilities | utilities | M I GBP T delivery 18 240 0.88 | slow dip | product
Tamarind Hotels | tamarind.example | Hotels | trade | J C EUR T delivery 25 210 1.21 | steady strong | left words
Bellweather Telecom | bellweather.example | Telecommunications | utilities | T C GBP P delivery 27 300 1.75 | dip strong | quiet cost
Sorrel & Finch Outfitters | sorrel-finch.example | Retail | trade | J C GBP T renewal 23 117 0.95 | slow | nobase
Marlen Küstenwerft GmbH | marlen-werft.example | Schiffbau | maschinenbau | M I EUR T delivery 16 380 1.20 | slow steady | paper undecided
Vespera Payments | vespera.example | Payments | banking | J F EUR P transition 4 980 0 | strong | young
Lindqvist Paper | lindqvist-paper.example | Paper | industry | T C EUR T transition 3 1000 0 | steady | young proposed nobase
Polarstern Reederei KG | polarstern.example | Reederei | maschinenbau | M I EUR P transition 5 940 0 | steady | young words
Bramley Ambulance Trust | bramley.example | Health | health | M I GBP P transition 2 1060 0 | steady | young nobase proposed
Aurelia Asset Management | aurelia.example | Asset management | banking | E F EUR S sale 0 0 0 | - | proposed
Brightmoor Hospitals | brightmoor.example | Health | health | E I GBP P sale 0 0 0 | - | declined
Heidekraut Lebensmittel AG | heidekraut.example | Lebensmittel | handel | E C EUR P sale 0 0 0 | - | proposed
Montrose Actuarial | montrose.example | Insurance | insurance | T F GBP P lost 34 -47 0.81 | slow worse | objection left
Fährhaus Touristik GmbH | faehrhaus.example | Touristik | handel | J C EUR T lost 30 -120 0.66 | worse slow | left
"""


def entries() -> list[Entry]:
    found = []
    for line in filter(None, ROSTER.strip().splitlines()):
        name, domain, industry, book, facts, shapes, oddities = (part.strip() for part in line.split("|"))
        by, team, currency, tier, stage, since, ends_in, ratio = facts.split()
        found.append(
            Entry(
                name, domain, industry, book, PEOPLE[by], TEAMS[team], currency, TIERS[tier], stage, int(since),
                int(ends_in), Decimal(ratio), tuple(shapes.split()), frozenset(oddities.split()),
            )
        )  # fmt: skip
    return found
