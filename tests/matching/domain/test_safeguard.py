"""Words of danger before anything is saved, and the report that the law orders."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from matching.domain import course, safeguard, wish
from matching.domain.need import accept_draft, raise_need
from matching.enums import Danger
from matching.models import MandatoryReport, Need
from matching.queries import duty, month_figures, waiting_for
from matching.queries.danger import emergency_cards, families_in
from organisations.enums import Role
from organisations.models import Territory
from tests.matching.tools import acts, fresh, load_tables, refused, told

pytestmark = pytest.mark.django_db

LIFE = "楼下闻到好大煤气味！！"
VIOLENCE = "老公又打我，唔畀出门。"
MINOR = "隔篱成日打细路，锁喺屋企唔畀饭食。"
MISSING = "我阿妈有失智症，今朝走失咗。"
CALM = "住在六楼的老人出院后没人送饭，想请人上门看看。"


@pytest.fixture
def world(clocked_world):
    load_tables()
    return clocked_world


def raised(world, text, family, **more):
    return world.raised(text=text, acknowledged=[family], **more)


# --- nothing is saved before the card was seen ------------------------------------------


@pytest.mark.parametrize(
    ("text", "family"),
    [(LIFE, "life"), (VIOLENCE, "violence"), (MINOR, "minor"), (MISSING, "missing")],
)
def test_words_of_danger_are_refused_until_acknowledged(world, text, family):
    assert families_in(text)[0] == family
    with refused("danger"):
        world.raised(text=text)
    with refused("danger"):
        world.raised(text=text, draft=True)
    other = "life" if family != "life" else "minor"
    with refused("danger"):  # the card of another family was seen
        world.raised(text=text, acknowledged=[other])
    with pytest.raises(ValidationError) as caught:
        world.raised(text=text)
    assert family in caught.value.params["families"]

    need = raised(world, text, family)
    assert (need.danger, need.urgency) == (family, "urgent")


def test_a_calm_text_is_raised_as_ever(world):
    need = world.raised(text=CALM)
    assert (need.danger, need.urgency, need.safe_contact) == ("", "normal", True)


def test_no_way_goes_round_the_check(world):
    """Whoever raises it, in whatever way: the verb itself refuses."""
    for origin in ("grid", "hotline", "minutes", "paper", "phone", "social_worker"):
        with refused("danger"):
            raise_need(community=world.community, text=VIOLENCE, origin=origin)
    need = world.need_in("returned")
    answer = {"need": need, "version": need.version, "by": world.raiser}
    with refused("danger"):
        course.answer_return(answer=VIOLENCE, **answer)
    course.answer_return(answer=VIOLENCE, acknowledged=["violence"], **answer)
    need = fresh(need)
    assert (need.state, need.danger, need.track) == (
        "raised",
        "violence",
        "confidential",
    )
    assert MandatoryReport.objects.get().need == need
    assert acts(need)[-2:] == ["answer_return", "open_report"]


def test_the_card_names_numbers_and_says_it_in_words(world):
    [card] = emergency_cards(["violence"])
    assert card.numbers[0] == "110"
    assert "12338" in card.numbers
    assert card.title == str(Danger.VIOLENCE.label)
    assert emergency_cards(["nonsense"]) == []


# --- what must be reported -----------------------------------------------------------------


@pytest.mark.parametrize(("text", "family"), [(VIOLENCE, "violence"), (MINOR, "minor")])
def test_harm_opens_a_report_and_the_confidential_track(world, text, family):
    need = raised(world, text, family, origin="party_member", by=world.member)

    assert need.track == "confidential"
    report = MandatoryReport.objects.get()
    assert (report.need, report.family, report.reported_at) == (need, family, None)
    assert acts(need) == ["raise_need", "open_report"]
    assert told(world.worker) == told(world.manager) == ["danger"]
    for user in (world.officer, world.member, world.raiser):
        assert told(user) == []
        assert not Need.objects.visible_to(user).exists()
    for user in (world.worker, world.manager):
        assert Need.objects.visible_to(user).get() == need
    call_command("verify_ledger")


def test_after_violence_the_number_is_rung_only_where_it_is_safe(world):
    assert raised(world, VIOLENCE, "violence").safe_contact is False
    assert raised(world, VIOLENCE, "violence", safe_contact=True).safe_contact is True
    assert raised(world, MINOR, "minor").safe_contact is True


def test_a_report_waits_for_the_station_until_it_is_recorded(world):
    need = raised(world, MINOR, "minor")
    for user in (world.worker, world.manager):
        [first, *_rest] = waiting_for(user)
        assert (first.tone, first.url) == (
            "red",
            f"/desk/needs/{need.public_id}/report/",
        )
    assert all("report" not in task.url for task in waiting_for(world.officer))

    now = timezone.now()
    safeguard.record_report(
        need=need, reported_to=" 登峰派出所 ", receipt_no="A-1", at=now, by=world.worker
    )
    report = MandatoryReport.objects.get()
    assert (report.reported_to, report.receipt_no) == ("登峰派出所", "A-1")
    assert (report.reported_at, report.reported_by) == (now, world.worker)
    assert acts(need)[-1] == "record_report"
    assert all("report" not in task.url for task in waiting_for(world.worker))


def test_recording_refuses_what_is_missing_and_a_second_time(world):
    need = raised(world, MINOR, "minor")
    how = {"need": need, "receipt_no": "", "by": world.worker}
    now = timezone.now()
    with refused("reported_to"):
        safeguard.record_report(reported_to=" ", at=now, **how)
    with refused("at"):
        later = now + timedelta(hours=1)
        safeguard.record_report(reported_to="110", at=later, **how)
    with refused("no_report"):
        calm = world.raised()
        safeguard.record_report(reported_to="110", at=now, **{**how, "need": calm})
    safeguard.record_report(reported_to="110", at=now, **how)
    with refused("reported"):
        safeguard.record_report(reported_to="110", at=now, **how)


def test_what_was_reported_is_casework_only(world):
    need = raised(world, VIOLENCE, "violence")
    with refused("report_first"):
        world.opened(need=fresh(need), track="confidential")
    safeguard.record_report(
        need=need,
        reported_to="110",
        receipt_no="",
        at=timezone.now(),
        by=world.worker,
    )
    with refused("report_track"):
        world.opened(need=fresh(need), track="individual")
    with refused("wish"):
        wish.release_wish(
            need=fresh(need), version=1, title="x", consent="phone", by=world.worker
        )
    assert world.opened(need=fresh(need), track="confidential").state == "in_delivery"


def test_a_worker_sees_later_that_it_must_be_reported(world):
    need = world.project()
    assert Need.objects.visible_to(world.member).filter(pk=need.pk).exists()
    opening = {"need": need, "by": world.worker}

    with refused("family"):
        safeguard.open_report(version=need.version, family="life", **opening)
    with refused("stale"):
        safeguard.open_report(
            version=need.version - 1, family="minor", **{**opening, "need": fresh(need)}
        )
    safeguard.open_report(version=need.version, family="minor", **opening)

    need = fresh(need)
    assert (need.track, need.urgency, need.danger, need.team) == (
        "confidential",
        "urgent",
        "minor",
        None,
    )
    for user in (world.member, world.officer, world.raiser):
        assert not Need.objects.visible_to(user).filter(pk=need.pk).exists()
    with refused("reported"):
        safeguard.open_report(version=need.version, family="minor", **opening)


# --- a life at risk, somebody missing ---------------------------------------------------------


def the_desk(world):
    return world.appointed(Role.DUTY_DESK, Territory.objects.get(code="440104"))


def test_a_life_at_risk_is_for_the_duty_desk_and_the_manager(world):
    desk = the_desk(world)
    secretary = world.appointed(Role.COMMUNITY_SECRETARY, world.community)
    need = raised(world, LIFE, "life")

    assert not MandatoryReport.objects.exists()
    assert told(desk) == told(world.manager) == ["danger"]
    for user in (desk, world.manager):
        assert Need.objects.visible_to(user).get() == need
        assert [task.url for task in waiting_for(user)] == [
            f"/desk/needs/{need.public_id}/"
        ]
    for user in (world.worker, world.officer, secretary, world.member):
        assert told(user) == []
        assert not Need.objects.visible_to(user).exists()
    found = duty.duty_of([need])[need.pk]
    assert (found.hands, found.lowest()) == ([desk], "district")


def test_no_team_goes_along_where_somebody_is_in_danger(world):
    need = raised(world, LIFE, "life")
    world.team_of()
    with refused("danger_track"):
        world.opened(need=fresh(need), track="project", consent="")
    world.opened(need=fresh(need))
    assert Need.objects.visible_to(world.worker).exists()


def test_of_somebody_missing_the_community_hears_too(world):
    desk = the_desk(world)
    secretary = world.appointed(Role.COMMUNITY_SECRETARY, world.community)
    raised(world, MISSING, "missing", draft=True)

    for user in (desk, world.manager, secretary):
        assert told(user) == ["danger"]
    assert Need.objects.visible_to(secretary).exists()


# --- the confidential track leaves no trace -------------------------------------------------


def test_no_count_outside_the_station_holds_a_confidential_need(world):
    for number in range(12):
        family = "minor" if number % 2 else "violence"
        raised(world, MINOR if number % 2 else VIOLENCE, family)
    assert Need.objects.count() == 12
    assert month_figures("440104").raised == 0
    desk = the_desk(world)
    for user in (desk, world.officer, world.raiser):
        assert Need.objects.visible_to(user).count() == 0
        assert waiting_for(user) == []


def test_whoever_raised_it_gets_no_message_that_others_may_read(world):
    need = raised(world, VIOLENCE, "violence")
    course.return_need(
        need=fresh(need), version=1, question="安全吗？", by=world.worker
    )
    assert told(world.raiser) == []


def test_a_public_form_of_danger_is_taken_over_by_the_station(world):
    need = raised(world, VIOLENCE, "violence", draft=True, by=None)
    secretary = world.appointed(Role.COMMUNITY_SECRETARY, world.community)
    assert waiting_for(secretary) == []
    accept_draft(need=need, version=1, by=world.worker)
    assert fresh(need).state == "raised"
