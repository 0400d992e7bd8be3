"""The columns of each kind of import in words: what they are called, what goes into them, an example, and what else people
call them. The reading itself knows only their names (accounts.tables.Columns)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.imports import KINDS

Text = str | Promise


@dataclass(frozen=True)
class Column:
    """One column: its name in files, its label, what goes into it, an example, and other headings for the same thing."""

    name: str
    label: Text
    words: Text
    example: str
    others: tuple[str, ...] = ()
    is_needed: bool = False


DAY = _("A day, such as 2026-01-31.")
OURS = _("Your own number for it; by it a row is found again.")
CUSTOMER = Column(
    "customer",
    _("Customer"),
    _("The customer's name, or its external_id."),
    "Halden Bank",
    ("kunde", "kundenname", "client", "account", "company", "firma", "customer name", "carrier"),
)
CURRENCY = Column(
    "currency", _("Currency"), _("Three letters, such as EUR."), "EUR", ("währung", "waehrung", "curr", "ccy")
)
SOURCE = Column(
    "source",
    _("Source"),
    _("Where the figure comes from: the number of the invoice, the report."),
    "Closing calendar 2026",
    ("quelle", "beleg", "origin"),
)
PERIOD = (
    Column("period_start", _("Period starts"), DAY, "2026-01-01", ("start", "von", "from", "beginn")),
    Column("period_end", _("Period ends"), DAY, "2026-01-31", ("end", "bis", "to", "ende")),
    Column("month", _("Month"), _("In place of both days: 2026-01, or 1 beside a year."), "", ("monat",)),
    Column("year", _("Year"), _("Beside a month that is a number."), "", ("jahr",)),
)
EXTERNAL_ID = Column(
    "external_id", _("External id"), OURS, "C-1001", ("id", "nummer", "number", "kundennummer", "customer id", "key")
)

WORDS: Mapping[str, tuple[Column, ...]] = {
    "customers": (
        Column("name", _("Name"), _("The firm's name."), "Halden Bank", ("customer", "kunde", "firma", "company")),
        CURRENCY,
        EXTERNAL_ID,
        Column("industry", _("Industry"), _("As you call it."), "Banking", ("branche", "sector")),
        Column("locale", _("Language"), _("en, de or de-CH: of documents and mails."), "en", ("sprache", "language")),
        Column("tier", _("Tier"), _("transactional, preferred or strategic."), "preferred", ("stufe",)),
        Column("stage", _("Stage"), _("sale, transition, delivery, renewal or lost."), "delivery", ("phase",)),
        Column("team", _("Team"), _("A team of yours, by its name."), "North", ("gruppe",)),
        Column(
            "accountable",
            _("Accountable person"),
            _("The e-mail address of one of your people. Empty: whoever imports."),
            "sam.reed@supplier.example",
            ("account manager", "owner", "betreuer", "verantwortlich"),
        ),
    ),
    "stakeholders": (
        CUSTOMER,
        Column("name", _("Name"), _("The person's name."), "Ada Lind", ("person", "contact", "kontakt", "full name")),
        Column("external_id", _("External id"), OURS, "S-17", ("id", "contact id")),
        Column(
            "position",
            _("Position"),
            _("As on the business card."),
            "Head of Controlling",
            ("title", "titel", "job title"),
        ),
        Column("function", _("Function"), _("Such as finance or IT."), "Finance", ("department", "abteilung")),
        Column("email", _("E-mail"), _("One address."), "ada.lind@firm.example", ("e-mail", "mail", "email address")),
        Column("phone", _("Phone"), _("As one dials it."), "+49 30 1234567", ("telefon", "telephone", "mobile")),
        Column(
            "seniority", _("Seniority"), _("board, executive, manager or specialist."), "manager", ("level", "ebene")
        ),
        Column("influence", _("Influence"), _("A whole number from 1 to 5."), "4", ("einfluss",)),
        Column("since", _("Since"), DAY, "2024-01-01", ("seit", "from")),
        Column("until", _("Until"), DAY, "2026-12-31", ("bis", "to")),
    ),
    "contracts": (
        CUSTOMER,
        Column(
            "name", _("Name"), _("What the contract is called."), "Platform licence", ("contract", "vertrag", "title")
        ),
        Column("starts_on", _("Starts on"), DAY, "2025-01-01", ("start", "beginn", "start date", "from", "von")),
        Column("external_id", _("External id"), OURS, "V-2025-07", ("id", "contract number", "vertragsnummer")),
        Column("ends_on", _("Ends on"), DAY, "2027-12-31", ("end", "ende", "end date", "until", "bis")),
        Column("notice_on", _("Notice by"), DAY, "2027-06-30", ("notice", "kündigung", "notice date")),
        Column("renews_on", _("Renews on"), DAY, "2028-01-01", ("renewal", "verlängerung", "renewal date")),
        Column(
            "value",
            _("Value"),
            _("Of the whole term, in the customer's currency."),
            "180000",
            ("wert", "amount", "betrag"),
        ),
        Column("currency", _("Currency"), _("The customer's, or empty."), "EUR", CURRENCY.others),
    ),
    "spend": (
        Column(
            "external_id",
            _("Number"),
            _("The invoice's number. By it an entry is found again."),
            "INV-2026-014",
            ("invoice", "invoice number", "invoice no", "rechnung", "rechnungsnummer", "rechnungsnr", "belegnummer"),
        ),
        CUSTOMER,
        Column("on", _("Day"), DAY, "2026-01-31", ("date", "datum", "invoice date", "rechnungsdatum", "day", "tag")),
        Column("kind", _("Kind"), _("licence, service, internal or credit."), "service", ("art", "type", "category")),
        Column(
            "amount", _("Amount"), _("A credit has a minus, nothing else has one."), "4000.00", ("betrag", "sum", "net")
        ),
        Column("source", SOURCE.label, SOURCE.words, "Invoice INV-2026-014", SOURCE.others),
        Column("currency", _("Currency"), _("The customer's where it is empty."), "EUR", CURRENCY.others),
        Column("basis", _("Basis"), _("invoice, payment or estimate."), "invoice", ("basis of date",)),
        Column(
            "words", _("What for"), _("A few words."), "Support, first quarter", ("text", "description", "beschreibung")
        ),
        Column(
            "amendment",
            _("Pays for"),
            _("The number of the agreed change of scope that it pays for, or empty."),
            "",
            ("change of scope", "änderung", "nachtrag"),
        ),
    ),
    "measurements": (
        CUSTOMER,
        Column(
            "dimension",
            _("Value dimension"),
            _("The dimension's name at that customer. None is made by an import."),
            "Days to reconcile month-end",
            ("kpi", "metric", "kennzahl", "wertdimension", "measure"),
        ),
        *PERIOD,
        Column(
            "value",
            _("Reading"),
            _("What was measured, in the dimension's unit."),
            "9.5",
            ("wert", "reading", "actual"),
        ),
        SOURCE,
        Column(
            "volume",
            _("Volume"),
            _("How often in the period; needed where terms count by it."),
            "120",
            ("menge", "count"),
        ),
        Column(
            "source_kind",
            _("Who measured"),
            _("customer, supplier or third. Empty: the customer."),
            "customer",
            ("measured by",),
        ),
    ),
    "performance": (
        CUSTOMER,
        Column(
            "commitment",
            _("Commitment"),
            _("The commitment's name at that customer. None is made by an import."),
            "Answered within a day",
            ("kpi", "metric", "kennzahl", "sla", "zusage", "service level"),
        ),
        *PERIOD,
        Column(
            "actual",
            _("Reached"),
            _("What was reached, in the commitment's unit."),
            "84.5",
            ("wert", "reading", "value", "erreicht", "ist"),
        ),
        SOURCE,
    ),
    "volumes": (
        CUSTOMER,
        Column(
            "function",
            pgettext_lazy("of work", "Function"),
            _("What was done, such as “Cases handled”."),
            "Cases handled",
            ("funktion", "leistungsart", "service", "task", "leistung"),
        ),
        Column("unit", _("Unit"), _("In which it is counted."), "cases", ("einheit", "uom")),
        *PERIOD,
        Column("planned", _("Planned"), _("Empty where there was no plan."), "1000", ("plan", "geplant", "budget")),
        Column("in_scope", _("Done, in scope"), _("Zero or more."), "1000", ("in scope", "im umfang")),
        Column("out_of_scope", _("Done, out of scope"), _("Zero or more."), "120", ("out of scope", "extra", "excess")),
        Column("effort_hours", _("Effort, hours"), _("Empty where nobody counted."), "310.5", ("hours", "stunden")),
        SOURCE,
    ),
}


def columns_of(kind: str) -> list[Column]:
    """In the order in which the reading knows them: needed ones first."""
    by_name = {column.name: column for column in WORDS[kind]}
    reading = KINDS[kind].columns
    return [Column(**vars(by_name[name]) | {"is_needed": name in reading.needed}) for name in reading.all]


def labels_of(kind: str) -> dict[str, Text]:
    return {column.name: column.label for column in WORDS[kind]}


def other_words(kind: str) -> dict[str, tuple[str, ...]]:
    """What else a heading may be called: as the page calls the column, and as people do."""
    return {column.name: (str(column.label), *column.others) for column in WORDS[kind]}
