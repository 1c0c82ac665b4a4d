"""Every event that may touch a grade opens its case, in the same transaction."""

from dataclasses import fields
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from evaluation.domain.report_year import chase_reports, open_report_year
from evaluation.domain.self_check import file_self_check
from evaluation.domain.supervision import (
    close_case,
    delist_provider,
    execute_penalty,
    keep_credit_file,
    list_provider,
    open_investigation,
    promote_listings,
    record_penalty,
    record_report,
)
from evaluation.enums.supervision import (
    CheckPoint,
    CheckSide,
    ListGround,
    ListKind,
    PartyBranch,
)
from evaluation.models import AnnualReport, FollowUp, Listing, Penalty, SupervisionCase
from evaluation.queries.standing import standing_of
from evaluation.scoring.eligibility import Standing
from evaluation.scoring.rulebook import years_after
from records.models import LedgerEntry, Message
from tests.evaluation.supervised import graded, rules
from tests.factories.organisations import TerritoryFactory, UserFactory

pytestmark = pytest.mark.django_db
ABNORMAL, SERIOUS = ListKind.ABNORMAL, ListKind.SERIOUS


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def provider():
    return graded(rules())


@pytest.fixture
def office():
    return UserFactory()


def penalise(provider, office, on, number="越民罚〔2026〕1号", minor=False):
    return record_penalty(
        provider=provider,
        document_no=number,
        what="未按章程活动，警告",
        minor=minor,
        decided_on=on,
        by=office,
    )


def enlist(provider, office, since, kind=ABNORMAL, ground=ListGround.UNREACHABLE):
    return list_provider(
        provider=provider, kind=kind, ground=ground, since=since, by=office
    )


def overdue(provider, office, today):
    place = TerritoryFactory(district=True)
    open_report_year(district=place, year=today.year - 1, today=today, by=office)
    chase_reports(today=today + timedelta(days=370))


EVENTS = {
    "penalty": penalise,
    "listing": enlist,
    "report_overdue": overdue,
}


@pytest.mark.parametrize("trigger", EVENTS)
def test_each_event_opens_a_case_and_a_look_at_the_grade(
    provider, office, today, trigger
):
    EVENTS[trigger](provider, office, today)
    case = SupervisionCase.objects.get()
    assert (case.kind, case.trigger) == ("verification", trigger)
    follow_up = FollowUp.objects.get(award=provider.award)
    assert (follow_up.kind, follow_up.closed_at) == ("event", None)
    actions = set(LedgerEntry.objects.values_list("action", flat=True))
    assert {"evaluation.open_case", "evaluation.open_verification"} <= actions


@pytest.mark.parametrize("trigger", EVENTS)
def test_an_event_whose_case_cannot_be_opened_is_not_recorded(
    provider, office, today, trigger, monkeypatch
):
    """The same transaction: what is broken here is a constraint of the ledger."""
    before = (Penalty.objects.count(), Listing.objects.count())

    def broken(self, *args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(SupervisionCase, "save", broken)
    with pytest.raises(ConnectionError):
        EVENTS[trigger](provider, office, today)
    assert (Penalty.objects.count(), Listing.objects.count()) == before
    assert not AnnualReport.objects.filter(status="overdue").exists()


def test_reports_are_asked_for_come_in_and_are_late_by_their_day(
    provider, office, today
):
    place, year = TerritoryFactory(district=True), today.year - 1
    asked = {"district": place, "year": year, "today": today, "by": office}
    assert [open_report_year(**asked) for _ in range(2)] == [1, 0]
    report = AnnualReport.objects.get()
    assert report.due_on == date(today.year, 5, 31)
    AnnualReport.objects.update(due_on=today)
    filed = record_report(provider=provider, year=year, filed_on=today, by=office)
    assert filed.status == "filed"
    AnnualReport.objects.update(due_on=today - timedelta(days=1))
    late = record_report(provider=provider, year=year, filed_on=today, by=office)
    assert late.status == "late"
    assert chase_reports(today=today) == 0
    early = {"district": place, "year": today.year, "today": today}
    never = {"provider": provider, "year": 2001, "filed_on": today}
    for verb, arguments, code in (
        (open_report_year, early, "year"),
        (record_report, never, "not_asked"),
    ):
        with pytest.raises(ValidationError) as error:
            verb(**arguments, by=office)
        assert error.value.code == code


def test_two_years_on_the_one_list_lead_to_the_other_and_a_lapse_begins_anew(
    provider, office, today
):
    since = years_after(today, -2)
    row = enlist(provider, office, since)
    assert promote_listings(today=today - timedelta(days=1)) == 0
    again = enlist(provider, office, today - timedelta(days=5))
    assert (again.pk, again.since, again.clock_from) == (
        *(row.pk, since, today - timedelta(days=5)),
    )
    assert promote_listings(today=today) == 0
    Listing.objects.update(clock_from=since)
    assert [promote_listings(today=today) for _ in range(2)] == [1, 0]
    assert Listing.objects.get(kind=SERIOUS).ground == "too_long"
    told = Message.objects.filter(recipient=provider.admin, kind="evaluation.listed")
    assert told.count() == 3
    off = delist_provider(listing=row, on=today, reason="已恢复联系", by=office)
    assert off.until == today
    with pytest.raises(ValidationError):
        delist_provider(listing=row, on=today, reason="再次", by=office)
    with pytest.raises(ValidationError) as error:
        enlist(provider, office, today, ABNORMAL, ListGround.FRAUD)
    assert error.value.code == "ground"


def test_the_standing_is_read_from_what_is_on_record(provider, office, today):
    assert standing_of(provider, today) == Standing()
    keep_credit_file(
        provider=provider,
        registered_on=date(2015, 5, 1),
        party_branch=PartyBranch.MISSING,
        by=office,
    )
    penalty = penalise(provider, office, today)
    penalise(provider, office, today - timedelta(days=3), "2号", minor=True)
    enlist(provider, office, today)
    enlist(provider, office, today, SERIOUS, ListGround.COURT)
    case = open_investigation(provider=provider, about="举报线索", by=office)
    for year, conclusion in ((1, "failed"), (2, "basic")):
        AnnualReport.objects.create(
            provider=provider,
            year=today.year - year,
            status="late",
            due_on=today,
            filed_on=today,
            conclusion=conclusion,
        )
    standing = standing_of(provider, today)
    assert (standing.last_penalty_on, standing.registered_on) == (
        *(today, date(2015, 5, 1)),
    )
    assert standing.last_minor_penalty_on == today - timedelta(days=3)
    flags = [each.name for each in fields(Standing) if each.type == "bool"]
    assert all(getattr(standing, flag) for flag in flags)
    close_case(case=case, finding="查无此事", by=office)
    Penalty.objects.filter(minor=True).delete()
    execute_penalty(penalty=penalty, on=today, by=office)
    after = standing_of(provider, today)
    assert (after.under_investigation, after.penalty_unexecuted) == (False, False)
    for verb, arguments in (
        (close_case, {"case": case, "finding": "再次"}),
        (execute_penalty, {"penalty": penalty, "on": today}),
    ):
        with pytest.raises(ValidationError) as error:
            verb(**arguments, by=office)
        assert error.value.code == "wrong_state"


def test_nothing_is_recorded_of_a_day_that_lies_ahead(provider, office, today):
    ahead = today + timedelta(days=1)
    for verb in (penalise, enlist):
        with pytest.raises(ValidationError) as error:
            verb(provider, office, ahead)
        assert error.value.code == "future"


def test_both_sides_check_once_a_year_and_say_what_they_will_do(provider, office):
    fine = {str(point): "yes" for point in CheckPoint}
    given = {"provider": provider, "year": 2026, "by": office}
    for side in CheckSide:
        file_self_check(side=side, answers=fine, **given)
    bad = {**fine, "finance": "no"}
    for answers, code in ((bad, "note"), ({"finance": "yes"}, "points")):
        with pytest.raises(ValidationError) as error:
            file_self_check(side="federation", answers=answers, **given)
        assert error.value.code == code
    with pytest.raises(ValidationError):
        file_self_check(side="federation", answers=fine, **given)
    assert provider.self_checks.count() == 2
