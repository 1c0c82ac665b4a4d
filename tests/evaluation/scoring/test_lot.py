"""Drawing by lot: the same for everybody, whatever the order of the list."""

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.scoring.lot import drawn, in_order

NAMES = st.lists(st.integers(0, 99).map(str), max_size=20)


@settings(max_examples=20, deadline=None)
@given(NAMES, st.integers(0, 9).map(str), st.integers(0, 25), st.randoms())
def test_the_draw_is_the_same_whatever_the_order(names, seed, number, dice):
    mixed = list(names)
    dice.shuffle(mixed)
    found = drawn(seed, names, number)
    assert found == drawn(seed, mixed, number)
    assert len(found) == min(number, len(set(names)))
    assert sorted(in_order(seed, names)) == sorted(set(names))


def test_another_seed_draws_others():
    names = [f"N{n}" for n in range(100)]
    assert drawn("2026-11-26", names, 5) != drawn("2026-11-27", names, 5)
    assert drawn("2026-11-26", names, 3) == ["N87", "N35", "N29"]
