"""What the signed scores of a round tell, and to whom nothing of a case is told."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from evaluation.domain.recusal import declare_tie
from evaluation.enums import ScoringMode
from evaluation.enums.recusal import TieKind
from evaluation.models import Assessment, Panel, Score
from evaluation.scoring.severities import Estimate, Why, severity
from evaluation.snapshot import statistics
from evaluation.snapshot.fragility import hanging, seats_on
from evaluation.snapshot.result import on_record, result_of, results_of
from tests.evaluation.court import Court
from tests.evaluation.views.test_twin_worlds import TOKENS

pytestmark = pytest.mark.django_db
# Points lost with the first, second and third expert: the third is the strictest.
LOST = ((10, 20, 60), (40, 45, 90), (0, 10, 50), (100, 100, 160), (30, 35, 80))


@pytest.fixture
def court() -> Court:
    found = Court(mode=ScoringMode.INDEPENDENT)
    for lost in LOST:
        found.alone(found.case(), *lost)
    return found


def seen(court, user=None):
    cases = Assessment.objects.judged_by(user or court.office)
    return cases.select_related("sheet", "rule_set", "provider").order_by("pk")


def marks_of(cases):
    return statistics.marks_of(on_record(cases), seats_on(cases))


def page(court, user, name="statistics"):
    return signed_in(user).get(address(court, name))


def address(court, name):
    return f"/desk/evaluation/rounds/{court.round.public_id}/{name}/"


def signed_in(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def test_severity_and_both_means_are_those_of_the_pure_room(court) -> None:
    (marks,) = marks_of(seen(court))
    points = [[1000 - lost for lost in row] for row in LOST]
    assert marks.totals.tolist() == points
    assert marks.severity == severity(marks.totals)
    strict = [each.points for _user, each in marks.by_expert]
    assert [user for user, _each in marks.by_expert] == court.experts
    assert strict[2] < strict[1] < strict[0]
    assert [round(mean.given, 1) for _case, mean in marks.by_case] == [
        round(sum(row) / 3, 1) for row in points
    ]


def test_too_few_common_cases_and_who_changed_are_told_apart(court) -> None:
    third = court.experts[2]
    for panel in Panel.objects.order_by("pk")[:2]:
        panel.seats.filter(user=third).update(left_at=panel.signed_at)
    (marks,) = marks_of(seen(court))
    *known, left = [each for _user, each in marks.by_expert]
    assert all(isinstance(each, Estimate) for each in known)
    assert (left.why, left.common) == (Why.FEW_CASES, 3)
    assert all(mean.adjusted is None for _c, mean in marks.by_case[2:])
    assert [(c.cases, c.drift, c.central) for c in marks.conduct] == [
        (5, None, None),
        (5, None, None),
        (3, None, None),
    ]


def test_leaves_on_which_they_disagree_are_named(court) -> None:
    points = {case.pk: n * 20 for n, case in enumerate(seen(court))}
    for score in Score.objects.filter(indicator__code="2.1").select_related("seat"):
        place = court.experts.index(score.seat.user)
        off = points[score.assessment_id]
        score.points = 400 - (off if place % 2 else 80 - off)
        score.save()
    (marks,) = marks_of(seen(court))
    weak = {leaf.code: found for leaf, found in marks.weak}
    assert list(weak) == ["1.1", "2.1"]
    assert weak["2.1"] < 0
    assert marks.correlations.cases == len(LOST)


def test_panels_that_have_not_signed_do_not_count(court) -> None:
    first = seen(court).first()
    Panel.objects.filter(assessment=first).update(signed_at=None)
    (marks,) = marks_of(seen(court))
    assert first not in marks.cases
    assert len(marks.cases) == len(LOST) - 1


def test_of_a_case_from_which_one_stays_away_nothing_is_reckoned(court) -> None:
    away, *others = seen(court)
    user = court.office
    declare_tie(user=user, provider=away.provider, kind=TieKind.KIN, by=user)
    (marks,) = marks_of(seen(court))
    assert list(marks.cases) == others
    before = TOKENS.sub("", page(court, user).content.decode())
    assert away.provider.name not in before
    Score.objects.filter(assessment=away, indicator__code="1.1").update(points=0)
    assert TOKENS.sub("", page(court, user).content.decode()) == before


def test_grades_that_hang_on_one_expert_name_her(court) -> None:
    case = seen(court).first()
    court.alone(case, 0, 60, 90)
    cases = seen(court)
    rows = {each.case: each for each in hanging(on_record(cases), seats_on(cases))}
    found = rows[case]
    assert (str(found.fragility.points), found.fragility.grade) == ("950", "4A")
    strictest = [user.spoken_name for user in court.experts[1:]]
    assert list(found.rests_on) == strictest
    assert str(found.fragility.reach.missing) == "0.5"


def test_many_results_are_those_of_one_at_a_time_in_two_queries(court) -> None:
    cases = list(seen(court))
    one = [result_of(case).totals for case in cases]
    with CaptureQueriesContext(connection) as queries:
        many = results_of(cases)
    assert [many[case.pk].totals for case in cases] == one
    assert len(queries) == 2


@pytest.mark.parametrize(
    ("mode", "name"),
    [
        (ScoringMode.INDEPENDENT, "statistics"),
        (ScoringMode.GROUP, "statistics"),
        (ScoringMode.INDEPENDENT, "equity"),
    ],
)
def test_a_page_takes_as_many_queries_for_one_case_as_for_three(mode, name) -> None:
    court = Court(mode=mode)
    court.committee()
    readers = [signed_in(user) for user in (court.office, court.bureau, court.chair)]
    counts = []
    for lost in ((10, 20, 60), (40, 45, 90), (0, 10, 50)):
        if mode == ScoringMode.INDEPENDENT:
            court.alone(court.case(), *lost)
        else:
            court.case(lost=lost[0])
        counts.append([queries_of(reader, address(court, name)) for reader in readers])
    assert counts[0] == counts[2]
    assert max(counts[0]) <= 15


def queries_of(client, url) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_who_reads_the_page(court) -> None:
    court.committee()
    readers = (court.office, court.bureau, court.chair)
    assert [page(court, user).status_code for user in readers] == [200] * 3
    strangers = (court.experts[0], court.secretary, court.members[5])
    assert [page(court, user).status_code for user in strangers] == [403] * 3
    text = page(court, court.chair).content.decode()
    assert "no part alone" in text
    with translation.override("en"):
        assert all(str(case.provider) in text for case in seen(court))


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        (ScoringMode.GROUP, "agree on common points"),
        (ScoringMode.BY_HEAD, "a strict expert and a weak part look the same"),
    ],
)
def test_where_experts_score_together_the_page_says_why_nothing_is_told(
    mode, said
) -> None:
    court = Court(mode=mode)
    court.case(lost=0)
    text = page(court, court.office).content.decode()
    assert said in text
    assert "Strict or mild" not in text
    assert "no part alone" in text
