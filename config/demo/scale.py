"""How large a demo is: figures of the three scales, and the territory of each."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from organisations.domain.territory import load_territories

DATA = Path(__file__).parent / "data"
LEVELS = {6: "district", 9: "street", 12: "community", 15: "grid"}


@dataclass(frozen=True, slots=True)
class Scale:
    """Totals of a demo, the told story included; 0 adds nothing to the story."""

    name: str
    providers: int = 0
    capabilities: int = 0
    needs: int = 0
    volunteers: int = 0
    every_community: bool = False

    @property
    def generated(self) -> bool:
        return self.needs > 0


SCALES = {
    "small": Scale("small"),
    "district": Scale("district", 1300, 4000, 2000, 20_000, every_community=True),
    # The city has 10 times the territory of the district; its registers are bounded to
    # twice the district's, so that it is there within a quarter of an hour.
    "city": Scale("city", 2600, 8000, 4000, 20_000),
}


def load_city() -> Counter[str]:
    """Streets, communities and grids of the ten other districts of the city."""
    return load_territories(rows=_city_rows(), by=None)


def _city_rows() -> Iterator[dict[str, str]]:
    """Names and codes are facts; the grids are cut for the demo: 9 and 8 in turn."""
    community = 0
    with (DATA / "city_territories.csv").open(encoding="utf8", newline="") as file:
        for row in csv.DictReader(file):
            yield {**row, "level": LEVELS[len(row["code"])]}
            if len(row["code"]) != 12:
                continue
            for n in range(1, 10 - community % 2):
                yield {
                    "code": f"{row['code']}{n:03d}",
                    "level": "grid",
                    "name": f"{row['name']}第{n}网格",
                }
            community += 1
