"""Public identifiers."""

from records.models import public_id
from records.models.identifier import CROCKFORD


def test_twelve_characters_of_crockford_base32() -> None:
    made = public_id()

    assert len(made) == 12
    assert set(made) <= set(CROCKFORD)
    assert not set("ILOU") & set(CROCKFORD)


def test_ten_thousand_are_all_different() -> None:
    assert len({public_id() for _ in range(10_000)}) == 10_000
