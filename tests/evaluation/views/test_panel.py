"""Somebody leaves a panel, by her own will or after a challenge; another one comes in."""

import pytest
from django.test import Client

from evaluation.domain.findings import sign_opinion
from evaluation.domain.panel import form_panel, leave_panel
from evaluation.domain.recusal import challenge, rule_on_challenge
from evaluation.enums import ScoringMode
from evaluation.models import PanelSeat
from evaluation.queries.panel import heads_of, panel_of
from tests.evaluation.district import District
from tests.evaluation.refused import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    return District()


def reader(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def seat_of(case, user) -> PanelSeat:
    return PanelSeat.objects.get(panel__assessment=case, user=user, left_at=None)


def at(case, act="") -> str:
    return f"/desk/evaluation/cases/{case.public_id}/{act}"


def here(case) -> dict[str, bool]:
    seats = panel_of(case).seats.filter(left_at__isnull=True)
    return {seat.user.username: seat.leads for seat in seats}


def test_an_expert_leaves_and_another_one_comes_in(district) -> None:
    case, office = district.reviewing(level=2), reader(district.office)
    assert at(case, "panel/leave/") in office.get(at(case)).content.decode()
    assert at(case, 'panel/"') not in office.get(at(case)).content.decode()
    leaving = {"expert": seat_of(case, district.experts[1]).pk, "reason": "出差"}
    page = office.post(at(case, "panel/leave/"), {**leaving, "reason": " "})
    assert page.status_code == 422
    gone = office.post(at(case, "panel/leave/"), leaving)
    assert gone.url == at(case, "panel/")
    assert at(case, "panel/") in office.get("/desk/").content.decode()
    form = office.get(gone.url).context["form"]
    leader, new = district.experts[0].pk, district.experts[3].pk
    assert form.initial["leader"] == str(leader)
    asked = office.post(gone.url, {"experts": [new], "leader": leader})
    assert asked.status_code == 302
    assert here(case) == {"expert0": True, "expert2": False, "expert3": False}
    assert at(case, "panel/") not in office.get("/desk/").content.decode()


def test_the_leader_leaves_and_one_who_stays_leads(district) -> None:
    case, office = district.reviewing(level=2), reader(district.office)
    leave_panel(
        seat=seat_of(case, district.experts[0]), reason="出差", by=district.office
    )
    sent = {"experts": [district.experts[3].pk], "leader": district.experts[2].pk}
    nobody = office.post(at(case, "panel/"), {**sent, "experts": []})
    assert nobody.status_code == 422
    assert office.post(at(case, "panel/"), sent).status_code == 302
    assert here(case) == {"expert1": False, "expert2": True, "expert3": False}


def test_of_four_one_leads_in_the_place_of_who_left(district) -> None:
    case, office = district.reviewing(level=2), reader(district.office)
    first, second, *_others, fourth = district.experts
    more = {"experts": [fourth.pk], "leader": first.pk}
    assert office.post(at(case, "panel/"), more).status_code == 302
    leave_panel(seat=seat_of(case, first), reason="出差", by=district.office)
    assert at(case, "panel/") in office.get("/desk/").content.decode()
    assert office.post(at(case, "panel/"), {"leader": second.pk}).status_code == 302
    assert here(case) == {"expert1": True, "expert2": False, "expert3": False}


def test_two_experts_file_no_opinion(district) -> None:
    case = district.reviewing(level=2)
    leave_panel(
        seat=seat_of(case, district.experts[2]), reason="出差", by=district.office
    )
    case.refresh_from_db()
    said = {"opinion": "规范", "suggestions": "完善", "by": district.experts[0]}
    said |= {"assessment": case, "version": case.version}
    refused("no_panel", sign_opinion, "补选专家", **said)


def test_after_a_challenge_that_was_upheld_the_office_is_led_to_the_panel(district):
    case, office = district.reviewing(level=2), reader(district.office)
    made = challenge(
        assessment=case, user=district.experts[1], reason="曾任职", by=case.admin
    )
    told = {"ruling": "属实", "by": district.office}
    rule_on_challenge(challenge=made, upheld=True, **told)
    page = office.get("/desk/").content.decode()
    assert at(case, "panel/") in page
    form = office.get(at(case, "panel/")).context["form"]
    assert str(district.experts[1].pk) not in dict(form.fields["experts"].choices)


def test_a_head_that_lost_its_expert_gets_another_one() -> None:
    district = District(mode=ScoringMode.BY_HEAD)
    case, office = district.admitted(level=2), reader(district.office)
    three, tops = district.experts[:3], list(heads_of(district.sheet.pk))
    shared = {three[0].pk: tops[:1], three[1].pk: tops[1:]}
    asked = {"experts": three, "leader": three[0], "heads": shared}
    form_panel(assessment=case, by=district.office, **asked)
    lost = panel_of(case).seats.filter(heads__isnull=False).first()
    heads = list(lost.heads.all())
    leave_panel(seat=lost, reason="出差", by=district.office)
    form = office.get(at(case, "panel/")).context["form"]
    assert {f"head_{head.pk}" for head in heads} == {
        name for name in form.fields if name.startswith("head_")
    }
    new = str(district.experts[3].pk)
    sent = {f"head_{head.pk}": new for head in heads}
    leader = panel_of(case).seats.filter(left_at__isnull=True)[0].user_id
    sent |= {"experts": [new], "leader": leader}
    assert office.post(at(case, "panel/"), sent).status_code == 302
    assert list(seat_of(case, new).heads.all()) == heads
