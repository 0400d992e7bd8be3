"""One byte changed by SQL of the owner, anywhere, is found and named."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.outcomes.ledger_cases import assert_sound, everything


@pytest.mark.both
def test_verify_and_recount_find_nothing_wrong_with_what_services_wrote(db: None, cast: Cast) -> None:
    everything(cast)
    assert_sound(cast.halden)
