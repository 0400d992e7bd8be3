"""Not collected by itself: test_house.py sees it refused."""

import pytest


@pytest.mark.django_db(transaction=True)
def test_flushing() -> None:
    pass
