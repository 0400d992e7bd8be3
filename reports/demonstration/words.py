"""Names, positions and sentences of a demonstration, in two languages."""

from __future__ import annotations

from dataclasses import dataclass

from reports.demonstration.texts import lines_of


@dataclass(frozen=True)
class Words:
    """What people of one language are called and say."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    owners: tuple[tuple[str, str], ...]
    finance: tuple[str, ...]
    others: tuple[tuple[str, str], ...]
    objections: tuple[tuple[str, str], ...]
    disputes: tuple[str, ...]
    adjustments: tuple[str, ...]
    answer: str
    settlements: tuple[str, ...]
    causes: tuple[tuple[str, str], ...]
    withdrawals: tuple[str, ...]
    declined: tuple[str, ...]
    notes: tuple[str, ...]
    shifts: tuple[str, ...]
    licence: str
    service: str
    internal: str
    credit: str
    invoice: str
    credit_note: str
    project: str
    contract: str
    renewed: str
    corrected: str
    restated: str
    victory: tuple[str, str]
    cost: tuple[str, str]


_NAMES = {locale: [tuple(line.split()) for line in lines_of(f"names-{locale}.txt")] for locale in ("en", "de")}

ENGLISH = Words(
    first=_NAMES["en"][0],
    last=_NAMES["en"][1],
    owners=(
        ("Head of Operations", "Operations"),
        ("Director of Service", "Service"),
        ("Chief Operating Officer", "Operations"),
        ("Head of Transformation", "Change"),
        ("Head of Planning", "Planning"),
    ),
    finance=("CFO", "Finance Director", "Head of Controlling"),
    others=(
        ("Head of IT", "IT"),
        ("Head of Purchasing", "Purchasing"),
        ("Internal Audit", "Audit"),
        ("Team lead, second shift", "Operations"),
        ("Works council", "Staff"),
        ("Head of Quality", "Quality"),
        ("Company secretary", "Board"),
    ),
    objections=(
        (
            "The savings are on slides, not in my budget.",
            "Since spring Controlling books them against the cost centre; the account is in the report.",
        ),
        (
            "Every change request takes a quarter.",
            "Small changes now go live every second Thursday; the list is shared.",
        ),
        (
            "We pay for modules that nobody uses.",
            "Two modules were taken out of the renewal; the credit is booked.",
        ),
        (
            "Your people changed three times in two years.",
            "One person answers for the account since then, and she is named in the contract.",
        ),
        ("Our own team could run this for half of it.", "Both ways were costed together; the paper is with the CFO."),
    ),
    disputes=(
        "The volume includes the branch that we closed.",
        "Part of it comes from the new shift plan, not from the software.",
        "Our figure for the month is another one; the list is with Controlling.",
        "The rate was agreed for the old tariff.",
    ),
    adjustments=(
        "One week of the period was stock-taking.",
        "Without the two days on which we were closed.",
        "Rounded down to what Controlling could follow.",
        "The pilot site was counted twice.",
    ),
    answer="We went through the working with your controlling, day by day. The list is with them: look at it, and decide anew.",
    settlements=("As agreed on the phone.", "With the corrected volume.", "After going through the list together."),
    causes=(
        ("A release was rolled back after two days.", "Releases now wait for the customer's own test."),
        ("The interface stood still over a long weekend.", "It is watched at weekends since, with a named person."),
        ("New staff worked without training for three weeks.", "Training now comes before access."),
        ("Volumes were a third above plan; the queue grew.", "The plan is compared with the volumes every Monday."),
    ),
    withdrawals=("Claimed for the wrong month.", "The reading came from the test system."),
    declined=(
        "The rate is above what Controlling can support. Come back with the one of the budget.",
        "The baseline was a bad month. Take the average of a year.",
    ),
    notes=(
        "Agreed in the monthly review.",
        "Controlling has the list.",
        "The figure is in the board paper too.",
    ),
    shifts=("Saw the figures in her own report.", "After the outage.", "New in the post; did not choose us."),
    licence="Licence, one quarter",
    service="Services",
    internal="Own project team",
    credit="Service credit",
    invoice="Invoice",
    credit_note="Credit note",
    project="Controlling, project",
    contract="Platform and services",
    renewed="Platform and services, renewed",
    corrected="The list was incomplete when it was read.",
    restated="Worked out again with the complete list.",
    victory=("First month without overtime", "Nobody stayed beyond shift for the reconciliation, for the first time."),
    cost=("Extra shifts while the interface stood still", "Two nights were worked by hand to keep the deadline."),
)

GERMAN = Words(
    first=_NAMES["de"][0],
    last=_NAMES["de"][1],
    owners=(
        ("Leitung Betrieb", "Betrieb"),
        ("Bereichsleitung Service", "Service"),
        ("Leitung Organisation", "Organisation"),
        ("Technische Leitung", "Technik"),
        ("Leitung Planung", "Planung"),
    ),
    finance=("Kaufmännische Geschäftsführung", "Leitung Controlling", "Finanzvorstand"),
    others=(
        ("Leitung IT", "IT"),
        ("Leitung Einkauf", "Einkauf"),
        ("Innenrevision", "Revision"),
        ("Teamleitung Spätschicht", "Betrieb"),
        ("Betriebsrat", "Belegschaft"),
        ("Qualitätsmanagement", "Qualität"),
        ("Justiziariat", "Recht"),
    ),
    objections=(
        (
            "Die Einsparung steht auf Folien, nicht in meinem Budget.",
            "Seit dem Frühjahr bucht das Controlling sie auf die Kostenstelle; das Konto steht im Bericht.",
        ),
        (
            "Jede Änderung dauert ein Quartal.",
            "Kleine Änderungen werden jetzt alle zwei Wochen eingespielt; die Liste liegt offen.",
        ),
        (
            "Wir zahlen für Module, die niemand benutzt.",
            "Zwei Module sind aus der Verlängerung heraus; die Gutschrift ist gebucht.",
        ),
        (
            "Das könnten unsere eigenen Leute für die Hälfte.",
            "Beide Wege wurden gemeinsam gerechnet; das Papier liegt beim Vorstand.",
        ),
    ),
    disputes=(
        "Die Menge enthält den Standort, den wir geschlossen haben.",
        "Ein Teil kommt vom neuen Schichtplan, nicht von der Software.",
        "Unser Wert für den Monat ist ein anderer.",
        "Der Satz galt für den alten Tarif.",
    ),
    adjustments=(
        "Eine Woche davon war Inventur.",
        "Ohne die zwei Tage, an denen geschlossen war.",
        "Abgerundet auf das, was das Controlling nachvollziehen konnte.",
    ),
    answer="Wir sind die Rechnung mit Ihrem Controlling Tag für Tag durchgegangen. Die Liste liegt dort: Sehen Sie sie an, "
    "und entscheiden Sie neu.",
    settlements=("Wie am Telefon vereinbart.", "Mit der korrigierten Menge.", "Nach gemeinsamer Durchsicht der Liste."),
    causes=(
        ("Eine neue Version wurde nach zwei Tagen zurückgenommen.", "Neue Versionen warten auf den Test des Kunden."),
        ("Die Schnittstelle fiel ein langes Wochenende lang aus.", "Sie wird seitdem auch am Wochenende überwacht."),
        ("Neue Kräfte arbeiteten drei Wochen ohne Schulung.", "Die Schulung kommt jetzt vor dem Zugang."),
    ),
    withdrawals=("Für den falschen Monat angegeben.", "Der Messwert kam aus dem Testsystem."),
    declined=(
        "Der Satz ist höher, als das Controlling trägt. Bitte den aus dem Budget nehmen.",
        "Der Ausgangswert war ein schlechter Monat. Bitte das Jahresmittel nehmen.",
    ),
    notes=("Im Monatsgespräch besprochen.", "Die Liste liegt im Controlling.", "Der Wert steht auch in der Vorlage."),
    shifts=("Sah die Zahlen im eigenen Bericht.", "Nach dem Ausfall.", "Neu im Amt; hat uns nicht ausgewählt."),
    licence="Lizenz, ein Quartal",
    service="Dienstleistungen",
    internal="Eigenes Projektteam",
    credit="Gutschrift aus Servicezusage",
    invoice="Rechnung",
    credit_note="Gutschrift",
    project="Controlling, Projekt",
    contract="Plattform und Dienste",
    renewed="Plattform und Dienste, verlängert",
    corrected="Die Liste war beim Ablesen unvollständig.",
    restated="Mit der vollständigen Liste neu berechnet.",
    victory=("Erster Monat ohne Überstunden", "Zum ersten Mal blieb für den Abgleich niemand länger."),
    cost=(
        "Zusatzschichten, als die Schnittstelle ausfiel",
        "Zwei Nächte wurde von Hand gearbeitet, um die Frist zu halten.",
    ),
)
WORDS = {"en": ENGLISH, "de": GERMAN}
