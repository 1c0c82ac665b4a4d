"""What an expert sees and in which order."""

from __future__ import annotations

import pytest
from django.test import Client

from evaluation.domain.panel import submit_scores
from evaluation.enums import ScoringMode
from evaluation.queries.assessment import board_of
from evaluation.queries.panel import cases_in_order
from evaluation.scoring.panels import case_order
from evaluation.snapshot.plan import plan_of
from tests.evaluation.district import FULL, District

pytestmark = pytest.mark.django_db
BASE = "/desk/evaluation"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def plain(response) -> str:
    """A page without what differs between any two requests."""
    lines = response.content.decode().splitlines()
    own = ("csrfmiddlewaretoken", "data-seconds")
    return "\n".join(each for each in lines if not any(word in each for word in own))


def test_an_expert_who_scores_alone_sees_nobody_elses_before_signing() -> None:
    district = District(mode=ScoringMode.INDEPENDENT)
    case = district.reviewing(level=2)
    one, other = district.experts[:2]
    client = signed_in(other)
    at = f"{BASE}/cases/{case.public_id}/"
    addresses = [at, f"{at}score/", f"{at}score/1.3/", f"{at}sheet/", f"{BASE}/rounds/"]
    addresses.append(f"{BASE}/rounds/{district.round.public_id}/")
    before = [plain(client.get(address)) for address in addresses]
    for code in FULL:
        district.give(case, one, code, "7.5" if code == "1.3" else None)
    submit_scores(assessment=case, by=one)
    assert [plain(client.get(address)) for address in addresses] == before
    for code in FULL:
        district.give(case, other, code)
    submit_scores(assessment=case, by=other)
    assert "7.5" in client.get(f"{at}sheet/").content.decode()


def test_two_of_a_panel_who_write_at_once_see_each_others_points() -> None:
    district = District(mode=ScoringMode.GROUP)
    case = district.reviewing(level=2)
    one, other = district.experts[:2]
    client = signed_in(other)
    page = f"{BASE}/cases/{case.public_id}/score/1.3/"
    opened = client.get(page).context["form"]
    district.give(case, one, "1.3", "7.5")
    mine = {name: opened[name].value() or "" for name in ("was", "seen")}
    mine |= {"points": "8", "reason": "缺一份会议记录"}
    answer = client.post(page, mine)
    assert answer.status_code == 409
    points = answer.context["changes"][0]
    assert (points.typed, points.now) == ("8", "7.5")
    again = dict(answer.context["again"])
    assert client.post(page, again).status_code == 302
    kept = case.scores.get(indicator__code="1.3", column="expert")
    assert (str(kept.points), kept.by) == ("8.0", other)


def test_each_expert_meets_the_cases_in_the_order_drawn_for_her() -> None:
    """That these orders differ from expert to expert is asked of the draw itself."""
    district = District()
    cases = [district.reviewing(level=2).pk for _n in range(4)]
    seed = district.round.settings["order_seed"]
    for user in district.experts[:3]:
        drawn = case_order(cases, user.pk, random_state=seed)
        assert order_of(district, user) == drawn
        assert sorted(drawn) == sorted(cases)


def order_of(district: District, user) -> list[int]:
    board = board_of(district.round, user)
    return [case.pk for case in cases_in_order(district.round, board, user)]


def test_the_plan_names_the_most_lost_first() -> None:
    district = District()
    answers = FULL | {"1.2": {"points": "3"}, "2.2": {"count": 3}}
    way = plan_of(district.scored(answers=answers))
    assert (way.plan.grade, way.plan.next, str(way.plan.missing)) == ("3A", "4A", "2")
    assert [(row.code, lost) for row, lost in way.losses] == [
        ("2.2", "15"),
        ("1.2", "7"),
    ]
    assert plan_of(district.begun()) is None
