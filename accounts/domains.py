"""Mail domains: which a customer may declare, and which a supplier may call its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from accounts.models import Customer, MailDomain, Supplier
from accounts.refusal import Refused

FREE_MAIL_FILE = Path(__file__).parent / "data" / "free_mail_domains.txt"


@cache
def free_mail_domains() -> frozenset[str]:
    lines = (line.strip() for line in FREE_MAIL_FILE.read_text().splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


def domain_of(email: str) -> str:
    return email.strip().lower().rpartition("@")[2]


def tidy(domains: list[str]) -> list[str]:
    """As they are stored: small letters, without @, each once."""
    return sorted({domain.strip().lower().lstrip("@").rstrip(".") for domain in domains if domain.strip(" @.")})


def is_at(domain: str, known: frozenset[str] | set[str]) -> bool:
    """Whether it is one of the known ones, or lies below one of them (mail.firm.example below firm.example)."""
    parts = domain.split(".")
    return any(".".join(parts[start:]) in known for start in range(len(parts)))


def check_customer_domain(customer: Customer, domain: str) -> None:
    """Refused for what is no domain, for free mail, and for the supplier's own: there an address proves nothing."""
    check_form(domain, field="domains")
    if is_at(domain, free_mail_domains()):
        raise Refused(
            _("%(domain)s is open to everybody. Only domains of the customer's own can be declared.")
            % {"domain": domain},
            code="free_mail",
            field="domains",
        )
    if is_at(domain, set(customer.supplier.mail_domains)):
        raise Refused(
            _("%(domain)s is your own domain. Nobody of your firm decides for a customer.") % {"domain": domain},
            code="own_domain",
            field="domains",
        )


def check_own_domain(supplier: Supplier, domain: str) -> None:
    """Refused for what is no domain, for free mail, and for one that a customer declared."""
    check_form(domain, field="mail_domains")
    if is_at(domain, free_mail_domains()):
        raise Refused(
            _("%(domain)s is open to everybody, so it is not your own.") % {"domain": domain},
            code="free_mail",
            field="mail_domains",
        )
    declared = MailDomain.objects.filter(customer__supplier=supplier).select_related("customer")
    taken = next((one for one in declared if is_at(one.domain, {domain})), None)
    if taken is not None:
        raise Refused(
            _("%(customer)s declared %(domain)s as its own.")
            % {"customer": taken.customer.name, "domain": taken.domain},
            code="customer_domain",
            field="mail_domains",
        )


def check_form(domain: str, *, field: str) -> None:
    if "." not in domain or "@" in domain or " " in domain or len(domain) > 253:
        raise Refused(
            _("“%(domain)s” is not a mail domain; write it as firm.example.") % {"domain": domain[:80]},
            code="not_a_domain",
            field=field,
        )
