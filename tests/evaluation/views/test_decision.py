"""From the meeting to the grade through the pages, by role; and what is refused."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluation.enums import AssessmentState, Publicity
from evaluation.models import (
    Assessment,
    Award,
    Challenge,
    Meeting,
    PublicNotice,
    Report,
    Tie,
)
from organisations.enums import Role
from tests.cms.markup import assert_quiet
from tests.evaluation.court import Court

pytestmark = pytest.mark.django_db
LIST_QUERIES = 6


@pytest.fixture
def court(settings):
    settings.REPORT_RATE_LIMITS = {"report": "3/h/ip", "look_up_failed": "3/h/ip"}
    return Court(publicity=Publicity.HEADS, validity={"years": 5, "calendar": False})


def reader(user=None):
    client = Client(headers={"accept-language": "en"})
    if user is not None:
        client.force_login(user)
    return client


def page(name, *args):
    return reverse(f"evaluation:{name}", args=args)


def post(user, name, thing, /, **data):
    """A form sent with the version its page showed; the status of the answer."""
    url = page(name, thing.public_id)
    version = getattr(thing, "version", 1)
    response = reader(user).post(url, {"version": version, **data})
    return response.status_code


def read(user, url):
    response = reader(user).get(url)
    assert response.status_code == 200, url
    text = response.content.decode()
    assert_quiet(text)
    return text


def confirms(court, case):
    """Whether the bureau is asked to confirm the result, and nothing stands in the way."""
    decision = read(court.bureau, page("decision", case.public_id))
    open_now = page("confirm_result", case.public_id) in decision
    assert ("The public notice runs until" in decision) is not open_now
    assert ("notice has ended" in read(court.bureau, reverse("desk"))) is open_now
    return open_now


def test_a_case_from_the_agenda_to_its_grade(court, monkeypatch):
    case, committee = court.case(lost=60), court.committee()
    today = timezone.localdate()
    url = page("call_meeting", committee.public_id)
    sent = {"held_on": today.isoformat(), "seed": 7, "cases": [case.pk]}
    assert reader(court.secretary).post(url, sent).status_code == 302
    meeting = Meeting.objects.get()
    item = meeting.items.get()
    chosen = [seat.pk for seat in court.seats[:9]]
    assert post(court.chair, "open_meeting", meeting, present=chosen) == 302
    assert post(court.members[5], "open_vote", item) == 403
    leaf = court.leaves()[0]
    points = {"indicator": leaf.pk, "points": "301", "reason": "多"}
    assert post(court.secretary, "correct_points", item, **points) == 422
    assert post(court.secretary, "look", item, look="看过台账") == 302
    assert post(court.secretary, "open_vote", item) == 302
    assert "Vote on" in read(court.members[3], reverse("desk"))
    for user in court.members[:7]:
        assert post(user, "cast_ballot", item, choice="yes") == 302
    assert post(court.members[0], "cast_ballot", item, choice="no") == 422
    assert post(court.office, "cast_ballot", item, choice="yes") == 403
    assert "You voted: In favour" in read(court.chair, page("item", item.public_id))
    assert post(court.secretary, "close_vote", item) == 302
    assert post(court.secretary, "close_meeting", meeting, minutes="七票赞成") == 302
    case.refresh_from_db()
    assert case.grade == "4A"
    assert post(court.office, "publish_notice", case) == 403
    assert post(court.bureau, "publish_notice", case) == 302
    notice = PublicNotice.objects.get()
    text = read(None, f"/en/evaluation/{notice.public_id}/")
    assert "台账不全" in text
    assert notice.digest in text
    assert not confirms(court, case)
    later = notice.until + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_: later)
    case.refresh_from_db()
    assert confirms(court, case)
    assert post(court.bureau, "confirm_result", case) == 302
    award = Award.objects.get()
    assert "4A" in read(court.bureau, page("award", award.public_id))
    assert post(court.bureau, "verify_award", award, reason="被处罚") == 302
    follow = award.follow_ups.get()
    closing = {"result": "lower", "finding": "属实"}
    assert post(court.bureau, "close_follow_up", follow, **closing) == 302
    award.refresh_from_db()
    assert award.level == 3
    read(court.bureau, page("awards"))


def test_recusal_challenge_and_ruling(court):
    case = court.case()
    admin, expert = court.admin(case.provider), court.experts[0]
    url = page("declare_tie")
    sent = {"provider": case.provider_id, "kind": "kin"}
    assert reader(court.experts[1]).post(url, sent).status_code == 302
    tie = Tie.objects.get()
    assert reader(court.experts[1]).get(page("case", case.public_id)).status_code == 404
    assert post(court.experts[1], "lift_tie", tie, reason="无") == 404
    assert post(court.office, "lift_tie", tie, reason="核对过") == 302
    asked = {"user": expert.pk, "reason": "竞争单位顾问"}
    assert post(admin, "challenge", case, **asked) == 302
    made = Challenge.objects.get()
    decision = page("decision", case.public_id)
    assert "Not ruled yet" in read(admin, decision)
    assert "Rule on a request" in read(court.office, reverse("desk"))
    ruling = {"upheld": "yes", "ruling": "属实"}
    assert post(admin, "rule_on_challenge", made, **ruling) == 404
    assert post(court.office, "rule_on_challenge", made, **ruling) == 302
    assert "Founded" in read(admin, decision)
    for name in ("ties", "committees", "awards"):
        read(court.office, page(name))


def test_a_review_and_a_report_through_the_pages(court):
    case = court.noticed(lost=60)
    admin = court.admin(case.provider)
    notice = case.public_notices.get()
    leaf = court.leaves()[0]
    sent = {"leaves": [leaf.pk], "text": "台账在三楼"}
    assert post(court.office, "ask_review", case, **sent) == 403
    assert post(admin, "ask_review", case, **sent) == 302
    other = court.person(Role.EXPERT, "another")
    case.refresh_from_db()
    assert post(court.office, "review_panel", case, experts=[other.pk]) == 302
    assert "Look again" in read(other, reverse("desk"))
    points = {"indicator": leaf.pk, "points": "280", "reason": "补看了"}
    assert post(court.experts[0], "score_again", case, **points) == 403
    assert post(other, "score_again", case, **points) == 302
    assert post(other, "finish_look", case, hearing="双方说明") == 302
    assert "Call a meeting" in read(court.office, reverse("desk"))
    report = f"/en/evaluation/{notice.public_id}/report/"
    public = reader()
    assert public.post(report, {"text": " "}).status_code == 422
    told = public.post(report, {"text": "合同有假", "contact": "13800001234"})
    kept = Report.objects.get()
    assert kept.number in told.content.decode()
    state = "/en/evaluation/facts/"
    wrong = public.post(state, {"number": kept.number, "code": "wrong"})
    assert wrong.status_code == 404
    right = public.post(state, {"number": kept.number, "code": kept.code})
    assert "received" in right.content.decode()
    assert "合同有假" not in right.content.decode()
    facts = page("facts", kept.public_id)
    assert "合同有假" in read(court.office, facts)
    assert reader(admin).get(facts).status_code == 404
    assert post(court.office, "take_up_facts", kept) == 302
    ruled = {"proven": "no", "ruling": "查无此事"}
    assert post(court.office, "rule_on_facts", kept, **ruled) == 302
    assert (
        "查无此事"
        in public.post(
            state, {"number": kept.number, "code": kept.code}
        ).content.decode()
    )


def test_public_pages_are_quiet_and_reports_are_throttled(court):
    notice = court.noticed().public_notices.get()
    for path in ("", "check/", "facts/", f"{notice.public_id}/"):
        read(None, f"/evaluation/{path}")
        read(None, f"/en/evaluation/{path}")
    content = reader().get(f"/evaluation/{notice.public_id}/content/")
    assert content.content.decode().startswith('{"grade":"5A"')
    assert reader().get("/evaluation/AAAAAAAAAAAA/").status_code == 404
    report = f"/evaluation/{notice.public_id}/report/"
    answers = [reader().post(report, {"text": "某事"}).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_grades_asks_the_same(court, number, django_assert_num_queries):
    today = timezone.localdate()
    for _ in range(number):
        case = court.case()
        Assessment.objects.filter(pk=case.pk).update(state=AssessmentState.CONFIRMED)
        Award.objects.create(
            assessment=case, level=4, announced_on=today, since=today, until=today
        )
    client = reader(court.bureau)
    with django_assert_num_queries(LIST_QUERIES):
        response = client.get(page("awards"))
    assert len(response.context["page_obj"]) == number
