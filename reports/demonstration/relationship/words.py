"""What relationship.py says, in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Texts:
    """`commitments`: name, unit, target, direction, a good and a bad value. `functions`: name, unit, planned a month, hours a
    unit, price of a unit. `actions` by dimension: what is done, and how it moved. `tender`: name, what was heard, what was
    issued, who said so, where it stands."""

    commitments: tuple[tuple[str, str, str, str, str, str], ...]
    functions: tuple[tuple[str, str, int, int, str], ...]
    actions: dict[str, tuple[str, str]]
    tender: tuple[str, str, str, str, str]
    comments: tuple[str, ...]
    recommendations: tuple[str, ...]
    reply: str
    challenge: str
    challenge_answer: str
    correction: str
    clause: str
    monitoring: str
    tickets: str
    included: str
    more_work: str


WORDS = {
    "en": Texts(
        commitments=(
            ("Platform available", "%", "99.5", "at_least", "99.6", "98.4"),
            ("Tickets answered within four hours", "%", "90", "at_least", "92", "83"),
            ("Critical incidents", "incidents", "2", "at_most", "1", "4"),
        ),
        functions=(
            ("Support cases", "cases", 120, 2, "46.50"),
            ("Change requests", "requests", 14, 9, "380"),
        ),
        actions={
            "innovation": (
                "Show one idea a quarter that they did not ask for",
                "The first idea was shown to eleven people; two of them want a trial.",
            ),
            "attention": (
                "A visit of our management board before the budget round",
                "Two of our board came, and took three questions home.",
            ),
        },
        tender=(
            "Service platform, next term",
            "Purchasing asked two other suppliers for a presentation.",
            "Offers are due in six weeks; proof of value is a criterion of its own.",
            "A colleague of the champion, by telephone",
            "Their tender portal",
        ),
        comments=(
            "They know our people, and our people know them.",
            "Whoever answers knows what we talked about last time.",
            "The monthly figures come late.",
            "We hear good ideas from others first.",
        ),
        recommendations=(
            "Tell us what others of our industry do with it.",
            "Send somebody who may decide, before it burns.",
            "Say what comes next year before we plan our budget.",
            "Bring one idea a quarter that we did not order.",
        ),
        reply="We do it: it is in the action plan, with a name and a day.",
        challenge="Two tickets of the 14th were closed and opened again. They count as one in your report.",
        challenge_answer="We looked at both: the second was opened for another account, and counts by itself. The list of the "
        "month goes to your service desk today.",
        correction="Two tickets of the 14th were counted as one.",
        clause="Contract, appendix 2",
        monitoring="Monitoring, monthly report",
        tickets="Ticket system",
        included="Monday to Friday, eight to six.",
        more_work="What has come in on top every month since the merger.",
    ),
    "de": Texts(
        commitments=(
            ("Plattform verfügbar", "%", "99.5", "at_least", "99.6", "98.4"),
            ("Anfragen binnen vier Stunden beantwortet", "%", "90", "at_least", "92", "83"),
            ("Schwere Störungen", "Störungen", "2", "at_most", "1", "4"),
        ),
        functions=(
            ("Anfragen", "Anfragen", 120, 2, "46.50"),
            ("Änderungswünsche", "Wünsche", 14, 9, "380"),
        ),
        actions={
            "innovation": (
                "Jedes Quartal eine Idee zeigen, nach der niemand gefragt hat",
                "Die erste Idee haben elf Personen gesehen; zwei wollen einen Versuch.",
            ),
            "attention": (
                "Besuch unserer Geschäftsführung vor der Budgetrunde",
                "Zwei aus der Geschäftsführung waren da und haben drei Fragen mitgenommen.",
            ),
        },
        tender=(
            "Plattform und Betrieb, nächste Laufzeit",
            "Der Einkauf hat zwei andere Anbieter um eine Vorführung gebeten.",
            "Angebote in sechs Wochen; der nachgewiesene Nutzen ist ein eigenes Kriterium.",
            "Ein Kollege der Fürsprecherin, am Telefon",
            "Vergabeportal",
        ),
        comments=(
            "Sie kennen unsere Leute, und unsere Leute kennen sie.",
            "Wer antwortet, weiß, worüber wir zuletzt gesprochen haben.",
            "Die Monatszahlen kommen spät.",
            "Gute Ideen hören wir zuerst von anderen.",
        ),
        recommendations=(
            "Sagen Sie uns, was andere unserer Branche damit machen.",
            "Schicken Sie jemanden, der entscheiden darf, bevor es brennt.",
            "Sagen Sie vor unserer Planung, was nächstes Jahr kommt.",
            "Bringen Sie jedes Quartal eine Idee, die wir nicht bestellt haben.",
        ),
        reply="Das machen wir: Es steht im Maßnahmenplan, mit Namen und Tag.",
        challenge="Zwei Anfragen vom 14. wurden geschlossen und wieder geöffnet. In Ihrem Bericht zählen sie einmal.",
        challenge_answer="Wir haben beide angesehen: Die zweite galt einem anderen Konto und zählt für sich. Die Liste des "
        "Monats geht heute an Ihre Servicestelle.",
        correction="Zwei Anfragen vom 14. wurden als eine gezählt.",
        clause="Vertrag, Anlage 2",
        monitoring="Überwachung, Monatsbericht",
        tickets="Ticketsystem",
        included="Montag bis Freitag, acht bis achtzehn Uhr.",
        more_work="Was seit der Zusammenlegung jeden Monat dazukommt.",
    ),
}
