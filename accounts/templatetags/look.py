"""`{% load look %}`: every tag of what the pages draw, one module per noun beside this one. docs/look.md lists them.

Everything there is presentation: figures come in as integer minor units or `Decimal`, are turned into text by
`accounts.notation`, and leave as escaped HTML without style attributes or scripts.
"""

from __future__ import annotations

from django import template

from accounts.templatetags import amounts, answers, bars, fields, marks, places, words

register = template.Library()
for noun in (amounts, answers, bars, fields, marks, places, words):
    register.tags |= noun.register.tags
    register.filters |= noun.register.filters
