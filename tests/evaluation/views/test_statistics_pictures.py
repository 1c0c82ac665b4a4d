"""The pictures beside the figures that advise say what their tables say, to the same
readers, and nothing of a case from which one stays away."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import translation

from evaluation.domain.recusal import declare_tie
from evaluation.enums import ScoringMode
from evaluation.enums.recusal import TieKind
from evaluation.models import Assessment
from evaluation.scoring.equity import Gap, Hidden
from evaluation.scoring.grades import Reach
from evaluation.scoring.severities import Estimate, NotEstimable, Why
from evaluation.scoring.types import Points
from evaluation.snapshot.equity import Gaps
from evaluation.views.statistics_pictures import (
    gaps_picture,
    hanging_picture,
    severity_picture,
)
from tests.evaluation.court import Court

LOST = ((10, 20, 60), (40, 45, 90), (0, 10, 50), (100, 100, 160), (30, 35, 80))


def numbers(picture):
    return {row.label: row.numbers for row in picture.rows}


def test_below_stands_left_above_right_and_who_cannot_be_told_has_no_number():
    expert = SimpleNamespace(spoken_name="")
    rows = [
        (SimpleNamespace(spoken_name="mild"), Estimate(0, 12.34, 1, 20, 9)),
        (SimpleNamespace(spoken_name="strict"), Estimate(1, -0.06, -9, 8, 9)),
        (SimpleNamespace(spoken_name="even"), Estimate(2, 0.04, -9, 9, 9)),
        (expert, NotEstimable(3, Why.FEW_CASES, 2, ())),
    ]
    assert numbers(severity_picture(SimpleNamespace(by_expert=rows))) == {
        "mild": (0, 12.3),
        "strict": (0.1, 0),
        "even": (0, 0),
        "": (None, None),
    }


def test_a_hidden_group_has_no_number_in_the_picture_either():
    rows = (Gap("A", 12, -3.21, -5, -1), Hidden("B"), Gap("C", 30, 3.21, 1, 5))
    picture = gaps_picture(Gaps("form", "By form", rows))
    assert gaps_picture(Gaps("form", "By form", rows[1:2])) is None
    assert numbers(picture) == {"A": (3.2, 0), "B": (None, None), "C": (0, 3.2)}


def test_the_best_has_no_next_grade_and_points_in_a_gap_have_neither():
    def near(name, reach):
        case = SimpleNamespace(provider=name)
        return SimpleNamespace(case=case, fragility=SimpleNamespace(reach=reach))

    best = Reach("5A", None, None, Points.of(9))
    between = Reach("4A", "5A", Points.of("0.5"), Points.of(50))
    found = [near("best", best), near("between", between), near("gap", None)]
    assert hanging_picture([]) is None
    assert numbers(hanging_picture(found)) == {
        "best": (9, None),
        "between": (50, 0.5),
        "gap": (None, None),
    }


@pytest.fixture
def court(db):
    with translation.override("en"):
        court = Court(mode=ScoringMode.INDEPENDENT)
        for lost in LOST:
            court.alone(court.case(), *lost)
        yield court


def opened(court, user, name):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client.get(f"/desk/evaluation/rounds/{court.round.public_id}/{name}")


def test_pictures_and_pages_for_the_same_readers_about_the_same_cases(court):
    severity = f"statistics/{court.sheet.public_id}.svg"
    files = (severity, "near.svg")
    page = opened(court, court.office, "statistics/").content.decode()
    strict, near = re.findall(r'<img [^>]*alt="([^"]+)"', page)
    for expert in court.experts:
        assert f"{expert.spoken_name}: Below " in strict
    for case in court.round.assessments.all():
        assert f"{case.provider}: Points to losing this grade " in near
    for file in files:
        assert opened(court, court.office, file).status_code == 200
    for file in (*files, "equity/age.svg"):
        assert opened(court, court.experts[0], file).status_code == 403
    # No such sheet, no such kind, and groups that are all too small.
    for other in ("statistics/none.svg", "equity/none.svg", "equity/age.svg"):
        assert opened(court, court.office, other).status_code == 404

    groups = opened(court, court.office, "equity/").content.decode()
    assert "not shown" in groups
    assert ".svg?v=" not in groups
    away = court.round.assessments.first()
    declare_tie(
        user=court.office, provider=away.provider, kind=TieKind.KIN, by=court.office
    )
    drawn = opened(court, court.office, "near.svg").content.decode()
    assert str(away.provider) not in drawn
    Assessment.objects.update(state="draft")
    for file in files:
        assert opened(court, court.office, file).status_code == 404
