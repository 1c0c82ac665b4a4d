from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.enums import FORCE_TONES, Force, force_on

DAY = date(2026, 11, 26)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("effective_on", "ends_on", "stands"),
    [
        (None, None, None),
        (AFTER, None, Force.NOT_YET),
        (DAY, None, Force.IN_FORCE),
        (BEFORE, DAY, Force.IN_FORCE),
        (None, DAY, Force.IN_FORCE),
        (BEFORE, BEFORE, Force.ENDED),
        (None, BEFORE, Force.ENDED),
        (AFTER, BEFORE, Force.NOT_YET),
    ],
)
def test_force_on(
    effective_on: date | None, ends_on: date | None, stands: Force | None
) -> None:
    found = force_on(DAY, effective_on=effective_on, ends_on=ends_on, replaced=False)
    assert found == stands


@given(st.none() | st.dates(), st.none() | st.dates(), st.dates())
def test_what_was_replaced_is_replaced(
    effective_on: date | None, ends_on: date | None, day: date
) -> None:
    found = force_on(day, effective_on=effective_on, ends_on=ends_on, replaced=True)
    assert found == Force.REPLACED


def test_every_word_has_a_tone() -> None:
    assert set(FORCE_TONES) == set(Force)
