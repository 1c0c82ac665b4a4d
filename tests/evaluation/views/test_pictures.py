"""The pictures stand on their pages with the numbers of their tables, for those who see
the page and nobody else."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from evaluation.domain.recusal import declare_tie
from evaluation.enums import AssessmentState, Column
from evaluation.enums.recusal import TieKind
from evaluation.models import Assessment, Findings, Score
from evaluation.queries.round import progress_of
from evaluation.scoring.pictures import distribution
from evaluation.views.pictures import draw_grades, grades_picture, progress_picture
from tests.evaluation.court import Court


@pytest.fixture
def court(db):
    with translation.override("en"):
        yield Court()


def signed_in(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def alt(response):
    """The words of the picture as the page has them."""
    return re.findall(r'<img [^>]*alt="([^"]+)"', response.content.decode())


def test_heads_for_those_who_judge_with_the_distance_to_the_next_grade(court):
    case = court.case(lost=60)
    Findings.objects.create(
        assessment=case, opinion="o", suggestions="s", signed_by=court.experts[0]
    )
    office = signed_in(court.office)

    page = office.get(reverse("evaluation:case", args=[case.public_id]))
    paper = office.get(reverse("evaluation:findings", args=[case.public_id]))
    file = office.get(reverse("evaluation:heads_file", args=[case.public_id]))

    words = (
        "Points by part; 基础条件: Points earned 440, Points lost 60; "
        "工作绩效: Points earned 500, Points lost 0"
    )
    assert alt(page) == alt(paper) == [words]
    assert page.context["picture"].said == "By these points: 4A; 10.5 points to 5A."
    assert re.findall(r">(\d+ \| \d+)<", file.content.decode()) == [
        "440 | 60",
        "500 | 0",
    ]


def test_an_organisation_sees_its_own_column_and_nothing_of_the_experts(court):
    case = court.case(lost=60)
    own = signed_in(court.admin(case.provider))
    file = reverse("evaluation:heads_file", args=[case.public_id])
    before = own.get(file).status_code
    for leaf in court.leaves():
        Score.objects.create(
            assessment=case,
            indicator=leaf,
            column=Column.SELF,
            points=leaf.points,
            by=court.office,
        )

    page = own.get(reverse("evaluation:case", args=[case.public_id]))

    assert before == 404
    assert alt(page) == [
        "Points by part, as you score yourself; 基础条件: Points earned 500, "
        "Points lost 0; 工作绩效: Points earned 500, Points lost 0"
    ]
    assert "By these points: 5A." in page.content.decode()


def test_while_a_leaf_has_no_points_there_is_no_picture(court):
    case = court.case()
    Score.objects.filter(assessment=case, indicator__code="2.2").delete()
    office = signed_in(court.office)

    page = office.get(reverse("evaluation:case", args=[case.public_id]))

    assert alt(page) == []
    file = reverse("evaluation:heads_file", args=[case.public_id])
    assert office.get(file).status_code == 404


def test_the_board_of_a_round_says_who_waits_and_leaves_out_what_one_may_not_see(court):
    hidden = court.case()
    court.case(state=AssessmentState.SITE_VISITED)
    declare_tie(
        user=court.office,
        provider=hidden.provider,
        kind=TieKind.KIN,
        by=court.office,
    )
    page = reverse("evaluation:round", args=[court.round.public_id])

    assert alt(signed_in(court.bureau).get(page)) == [
        "Who waits for whom; visited → the experts: Within the deadline 1, Past the "
        "deadline 0; report ready for the committee → the committee: Within the "
        "deadline 1, Past the deadline 0"
    ]
    assert alt(signed_in(court.office).get(page)) == [
        "Who waits for whom; visited → the experts: Within the deadline 1, Past the "
        "deadline 0"
    ]
    file = reverse("evaluation:progress_file", args=[court.round.public_id])
    assert "committee" not in signed_in(court.office).get(file).content.decode()


def test_what_is_late_is_said_in_words(court):
    court.case(due_on="2026-01-05")
    court.case()

    found = progress_picture(progress_of(Assessment.objects.all()))

    assert found.said == "2 organisations on their way; 1 past its deadline."
    assert found.rows[0].numbers == (1, 1)


def test_grades_are_counted_once_public_and_small_numbers_hidden(court):
    court.case(state=AssessmentState.GRADED, grade="5A")
    court.case(state=AssessmentState.IN_FORCE, grade="5A")
    page = reverse("evaluation:grades_file", args=[court.round.public_id])

    assert grades_picture(court.round, Assessment.objects.all()) is None
    assert signed_in(court.bureau).get(page).status_code == 404
    kinds = ["social_service_agency", "foundation"]
    graded = [(kinds[0], "4A")] * 14 + [(kinds[0], "none")] * 11
    graded += [(kinds[1], "4A")] * 20 + [(kinds[1], "none")] * 30
    shown = draw_grades(distribution(kinds, ["4A", "none"], graded))
    assert [row.numbers for row in shown.rows] == [(14, 11), (20, 30)]
    assert shown.series == ("4A", "no grade")
    few = draw_grades(distribution(kinds, ["4A", "none"], graded[:27]))
    assert few.rows[0].numbers == (None, None)
    assert "(not shown)" in few.text
