"""Which names of functions are so near that one is most likely a slip of the other."""

import pytest

from scorecards.functions import is_near, nearest

RECORDED = [("Support cases", "cases"), ("Reports", "reports")]


@pytest.mark.parametrize(
    "name", ["Support case", "support-cases", "SupportCases", "Suport cases", "Support csaes", "Support cases."]
)
def test_a_slip_is_near(name: str) -> None:
    assert is_near("Support cases", name)


@pytest.mark.parametrize("name", ["Support calls", "Support", "Cases", "Support cases at night"])
def test_another_word_is_another_function(name: str) -> None:
    assert not is_near("Support cases", name)


def test_short_names_differ_by_a_letter() -> None:
    assert not is_near("Runs", "Rugs")


def test_the_recorded_one_is_found_where_name_or_unit_is_almost_it() -> None:
    assert nearest("Support case", "case", RECORDED) == RECORDED[0]
    assert nearest("Support cases", "case", RECORDED) == RECORDED[0]
    assert nearest("SUPPORT  cases", "cases", RECORDED) is None
    assert nearest("Training days", "days", RECORDED) is None
