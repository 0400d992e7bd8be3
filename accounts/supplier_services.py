"""The supplier as a whole: its name, look, currency and rates. Each write is atomic and leaves history."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any, BinaryIO

import filetype
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image

from accounts import notation
from accounts.actors import Actor
from accounts.belongings import has_amounts
from accounts.currencies import check_currency
from accounts.domains import check_own_domain, tidy
from accounts.fields import exact_text
from accounts.history import record_at_firm, values_of
from accounts.limits import check_texts
from accounts.models import ExchangeRate, Supplier
from accounts.refusal import Refused

LOGO_KINDS = {"image/png": ("PNG", "png"), "image/jpeg": ("JPEG", "jpg")}
LOGO_LIMIT = 1024 * 1024
LOGO_PIXELS = 4_000_000
LOGO_BOX = (1200, 400)  # what a cover page can use; anything larger only makes documents heavy


@transaction.atomic
def change_supplier(*, supplier: Supplier, actor: Actor, **fields: Any) -> None:
    """Give the supplier these values, and record what differs.

    Refused: another base currency once amounts exist, and mail domains that are a customer's or everybody's.
    """
    check_texts(Supplier, **{name: value for name, value in fields.items() if isinstance(value, str)})
    supplier = Supplier.objects.select_for_update().get(pk=supplier.pk)
    base = fields.get("base_currency", supplier.base_currency)
    if base != supplier.base_currency:
        check_currency(base, field="base_currency")
    if base != supplier.base_currency and has_amounts(supplier):
        raise Refused(
            _(
                "Amounts are recorded already, and their sums were worked out in %(currency)s at the rates of their day. "
                "The base currency stays."
            )
            % {"currency": supplier.base_currency},
            code="has_amounts",
            field="base_currency",
        )
    if "mail_domains" in fields:
        fields["mail_domains"] = tidy(fields["mail_domains"])
        for domain in fields["mail_domains"]:
            check_own_domain(supplier, domain)
    before = _shown(supplier, fields)
    for name, value in fields.items():
        setattr(supplier, name, value)
    supplier.save(update_fields=list(fields))
    record_at_firm(actor, supplier, before, _shown(supplier, fields))


def _shown(supplier: Supplier, fields: dict[str, Any]) -> dict[str, str]:
    shown = values_of(supplier, fields)
    if "second_factor_required" in shown:
        shown["second_factor_required"] = _("yes") if supplier.second_factor_required else _("no")
    if "mail_domains" in shown:
        shown["mail_domains"] = ", ".join(supplier.mail_domains)
    return shown


@transaction.atomic
def set_logo(*, supplier: Supplier, actor: Actor, file: BinaryIO) -> None:
    """Check the picture by what is in it, draw it anew (so that nothing but pixels stays) and store it under its digest."""
    content, ending = redrawn(file.read(LOGO_LIMIT + 1))
    digest = hashlib.sha256(content).hexdigest()
    path = f"logos/{supplier.pk}/{digest[:2]}/{digest}.{ending}"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    _set_logo_path(supplier, actor, path)


@transaction.atomic
def remove_logo(*, supplier: Supplier, actor: Actor) -> None:
    _set_logo_path(supplier, actor, "")


def _set_logo_path(supplier: Supplier, actor: Actor, path: str) -> None:
    before = {"logo": str(supplier.logo)}
    supplier.logo = path
    supplier.save(update_fields=["logo"])
    record_at_firm(actor, supplier, before, {"logo": path})


def redrawn(content: bytes) -> tuple[bytes, str]:
    """The picture's pixels in a file of our own making, and its ending (png, jpg). Refused in words that say what to do."""
    kind = LOGO_KINDS.get(str(filetype.guess_mime(content)))
    if not content:
        raise Refused(_("The file is empty."), code="empty", field="logo")
    if len(content) > LOGO_LIMIT:
        raise Refused(
            _("The file is larger than 1 MB. Save it smaller; 1,200 pixels in width are enough."),
            code="too_large",
            field="logo",
        )
    if kind is None:
        raise Refused(_("Only PNG and JPEG are taken. Save the logo as PNG."), code="kind", field="logo")
    try:
        picture = Image.open(BytesIO(content), formats=[kind[0]])
        if picture.width * picture.height > LOGO_PIXELS:
            raise Refused(_("The picture has too many pixels; 1,200 in width are enough."), code="pixels", field="logo")
        picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Refused(
            _("The picture cannot be read. Save it again as PNG."), code="unreadable", field="logo"
        ) from error
    mode = "RGB" if kind[0] == "JPEG" else "RGBA"
    clean = picture.convert(mode)
    clean.thumbnail(LOGO_BOX)
    pixels = Image.new(mode, clean.size)
    pixels.paste(clean)
    drawn = BytesIO()
    pixels.save(drawn, kind[0], optimize=True)
    return drawn.getvalue(), kind[1]


@transaction.atomic
def add_rate(*, actor: Actor, currency: str, on: date, rate: Decimal, source: str, base: str = "") -> ExchangeRate:
    """A dated rate, to the base currency unless another is said. One that is there for the day is superseded, never edited."""
    supplier = Supplier.objects.select_for_update().get(pk=actor.supplier.pk)
    check_texts(ExchangeRate, source=source)
    check_currency(currency)
    base = base or supplier.base_currency
    check_currency(base)
    if currency == base:
        raise Refused(_("A currency is always worth itself: choose another one."), code="base", field="currency")
    if rate <= 0:
        raise Refused(_("A rate is above zero."), code="not_positive", field="rate")
    if on > supplier.today():
        raise Refused(_("A rate of a day that has not come yet cannot be known."), code="future", field="on")
    same_day = ExchangeRate.objects.known().filter(supplier=supplier, currency=currency, base=base, on=on)
    was = same_day.first()
    before = {"rate": exact_text(was.rate)} if was is not None else {}
    same_day.update(superseded_at=timezone.now())
    made = ExchangeRate.objects.create(
        supplier=supplier,
        currency=currency,
        base=base,
        on=on,
        rate=rate,
        source=source,
        recorded_by=actor.membership,
    )
    after = {"rate": exact_text(rate), "day": notation.date_medium(on), "currency": currency, "base": base}
    record_at_firm(actor, made, before, after)
    return made
