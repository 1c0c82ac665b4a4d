"""Words of danger as the tables have them now, ready to be looked for in a text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from matching.engine.danger import Family, danger_in, families_of
from matching.enums import Danger
from matching.models import DangerFamily
from organisations.models.spoken import spoken

Versions = tuple[tuple[str, str], ...]
# The gravest first: what the law orders outweighs what is only urgent.
GRAVEST = (Danger.MINOR, Danger.VIOLENCE, Danger.LIFE, Danger.MISSING)


@dataclass(frozen=True, slots=True)
class EmergencyCard:
    """What the red card says of one family, and whom to ring."""

    code: str
    title: str
    advice: str
    numbers: tuple[str, ...]


def danger_families() -> tuple[Family, ...]:
    """Prepared once a process for each version of the tables; one small query."""
    versions = DangerFamily.objects.values_list("code", "version").order_by("code")
    return _families(tuple(versions))


@lru_cache(maxsize=2)
def _families(versions: Versions) -> tuple[Family, ...]:
    rows = {row.code: row for row in DangerFamily.objects.all()}
    return tuple(
        family
        for code in Danger.values
        if code in rows
        for family in _whole(rows[code])
    )


def _whole(row: DangerFamily) -> tuple[Family, ...]:
    """The engine's family from its row; `words` holds all that its file says."""
    columns = ("code", "numbers", "version", "source")
    told = {name: getattr(row, name) for name in columns}
    family = {**row.words["family"], **told}
    return families_of({**row.words["shared"], "families": [family]})


def families_in(text: str) -> list[Danger]:
    """The families that a text has words of, the gravest first."""
    found = {hit.family for hit in danger_in(text, danger_families())}
    return [family for family in GRAVEST if family in found]


def emergency_cards(codes: list[str]) -> list[EmergencyCard]:
    """What to show for these families, in the reader's language."""
    known = {family.code: family for family in danger_families()}
    return [
        EmergencyCard(
            code=str(code),
            title=str(Danger(code).label),
            advice=spoken(known[code].advice, known[code].advice_en),
            numbers=known[code].numbers,
        )
        for code in codes
        if code in known
    ]
