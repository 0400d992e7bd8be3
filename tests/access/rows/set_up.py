"""Set-up: for administrators. Colleagues know that it exists (403); the customer's side does not (404)."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access.row import EVERYBODY, SIGNED_IN, SUPPLIER, row
from tests.access.world import Place

ADMINISTRATORS = "administrator foreign_administrator"
COLLEAGUES = SUPPLIER.replace(" foreign_administrator", "")
FIRM = {
    "name": "Renamed",
    "colour": "#08695b",
    "base_currency": "EUR",
    "locale": "en",
    "time_zone": "Europe/Berlin",
    "fiscal_year_month": "4",
    "discount_rate": "8",
    "mail_domains": "nordwerk.example",
}
RATE = {"currency": "GBP", "base": "EUR", "on": "2025-01-31", "rate": "1.19", "source": "European Central Bank"}
INVITED = {"email": "new.hire@nordwerk.example", "name": "A new hire", "role": "account_manager", "position": "Head"}


def picture(_place: Place) -> dict[str, Any]:
    from tests.accounts.pictures import png

    return {"logo": SimpleUploadedFile("logo.png", png())}


row("set_up", get=ADMINISTRATORS, sees=COLLEAGUES)
row(
    "supplier_edit", get=ADMINISTRATORS, post=ADMINISTRATORS, sees=COLLEAGUES, data=FIRM, wrong=FIRM | {"colour": "red"}
)
row("logo_set", post=ADMINISTRATORS, sees=COLLEAGUES, data=picture, wrong={})
row("logo_remove", post=ADMINISTRATORS, sees=COLLEAGUES)
row("rate_list", get=ADMINISTRATORS, sees=COLLEAGUES)
row("rate_create", get=ADMINISTRATORS, post=ADMINISTRATORS, sees=COLLEAGUES, data=RATE, wrong=RATE | {"rate": "0"})
row("member_list", get=ADMINISTRATORS, sees=COLLEAGUES)
row("member_invite", get=ADMINISTRATORS, post=ADMINISTRATORS, sees=COLLEAGUES, data=INVITED, wrong={"email": "nobody"})
row(
    "member_edit pk",
    of={"pk": "member.pk"},
    get="administrator",
    post="administrator",
    sees=COLLEAGUES,
    data={"role": "account_manager", "position": "Changed"},
    wrong={"role": ""},
)
row(
    "member_customers pk",
    of={"pk": "manager.pk"},
    get="administrator",
    post="administrator",
    sees=COLLEAGUES,
    data=lambda place: {"customers": place.customer.pk, "successor": successor_of(place)},
    wrong={"successor": ""},
)
row(
    "member_leave pk",
    of={"pk": "manager.pk"},
    get="administrator",
    post="administrator",
    sees=COLLEAGUES,
    data=lambda place: {"successor": successor_of(place)},
    wrong={"successor": ""},
)
row("member_return pk", of={"pk": "left_member.pk"}, post="administrator", sees=COLLEAGUES)
row("member_invitation_send pk", of={"pk": "member_invitation.pk"}, post="administrator", sees=COLLEAGUES)
row("member_invitation_withdraw pk", of={"pk": "member_invitation.pk"}, post="administrator", sees=COLLEAGUES)
row("team_list", get=ADMINISTRATORS, sees=COLLEAGUES)
row(
    "team_create",
    get=ADMINISTRATORS,
    post=ADMINISTRATORS,
    sees=COLLEAGUES,
    data={"name": "A new team"},
    wrong={"name": ""},
)
row(
    "team_edit pk",
    of={"pk": "team.pk"},
    get="administrator",
    post="administrator",
    sees=COLLEAGUES,
    data={"name": "A renamed team"},
    wrong={"name": ""},
)
row("team_delete pk", of={"pk": "team.pk"}, post="administrator", sees=COLLEAGUES)
row(
    "team_customers pk",
    of={"pk": "team.pk"},
    get="administrator",
    post="administrator",
    sees=COLLEAGUES,
    data=lambda place: {"customers": place.customer.pk},
    wrong={},
)
row("reports:history", get=ADMINISTRATORS, sees=COLLEAGUES)
row("reports:history_export", get=ADMINISTRATORS, sees=COLLEAGUES)
row("logo digest", of={"digest": "logo_digest"}, get=SIGNED_IN)
row(
    "member_invitation code",
    of={"code": "member_invitation.code"},
    get=EVERYBODY,
    post=EVERYBODY,
    anyone=True,
    data={"password1": "A long enough passphrase", "password2": "A long enough passphrase"},
    wrong={"password1": "short", "password2": "other"},
    # Whoever is signed in already is told to sign out first.
    post_other=dict.fromkeys(SIGNED_IN.split(), 200),
    changes=False,
)


def successor_of(place: Place) -> int:
    from accounts.models import Membership

    others = Membership.objects.filter(supplier=place.customer.supplier, role="account_manager", deactivated_at=None)
    return others.exclude(pk=place.manager.pk).values_list("pk", flat=True).first() or 0
