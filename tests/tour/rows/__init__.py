"""The table of targets: every route outside the admin, and who opens it."""

from tests.tour.rows.evaluation import EVALUATION
from tests.tour.rows.house import HOUSE
from tests.tour.rows.matching import MATCHING
from tests.tour.rows.organisations import ORGANISATIONS
from tests.tour.rows.row import Row

ROWS: dict[str, list[Row]] = {
    route: rows if isinstance(rows, list) else [rows]
    for floor in (HOUSE, ORGANISATIONS, MATCHING, EVALUATION)
    for route, rows in floor.items()
}
__all__ = ["ROWS", "Row"]
