"""What a firm that works has on its desk: documents that were ordered, and a file that was imported. Done through the services
on the day itself, after the story is loaded; never part of it.
"""

from __future__ import annotations

from accounts.actors import Actor
from accounts.models import Customer, Membership, Supplier
from reports import imports
from reports.models import FileImport
from reports.services import request_report

REPORTED = ("Halden Bank AG", "Ostvik Pensjonskasse")


def lay(supplier: Supplier) -> None:
    """Two documents on the list of work, one of them in German, which the worker makes in the first seconds; and the numbers
    of our customers in the sales system, imported from a file.

    Nobody ordered the documents: else the mails that they are ready would bury whom to sign in as.
    """
    for name in REPORTED:
        customer = Customer.objects.get(supplier=supplier, name=name)
        request_report(customer=customer, requested_by=None, locale=customer.locale)
    administrator = Membership.objects.select_related("user").get(
        supplier=supplier, role=Membership.Role.ADMINISTRATOR, deactivated_at=None
    )
    _import_numbers(supplier, Actor(administrator.user, membership=administrator))


def _import_numbers(supplier: Supplier, actor: Actor) -> FileImport:
    customers = Customer.objects.filter(supplier=supplier, external_id="").order_by("pk")[:12]
    lines = [f'"{one.name}",{one.currency},CRM-{1000 + 7 * number}' for number, one in enumerate(customers)]
    data = "\r\n".join(["name,currency,external_id", *lines]).encode()
    sent = imports.send(actor=actor, kind="customers", data=data, filename="sales-system-customers.csv")
    imports.run(imports.check(file_import=sent, how=imports.how_of({}), now=True).pk)
    sent.refresh_from_db()
    imports.run(imports.confirm(file_import=sent, plan=sent.plan, now=True).pk)
    sent.refresh_from_db()
    return sent
