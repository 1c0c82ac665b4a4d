"""Delivery counts are read again until the report is ready; what rests on them is then
scored again, or marked."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from evaluation.domain.delivery import refresh_records
from evaluation.domain.panel import submit_scores
from evaluation.enums import AssessmentState, ScoringMode
from evaluation.models import Assessment, Evidence, PanelSeat
from evaluation.queries.evidence import basis
from records.models import LedgerEntry, Message
from tests.evaluation.district import FULL, District
from tests.factories.matching import EngagementFactory

pytestmark = pytest.mark.django_db


def counting(**how) -> District:
    """A district whose sheet counts engagements under 2.2."""
    district = District(**how)
    leaf = district.leaf("2.2")
    leaf.settings |= {"record": "engagements"}
    leaf.save()
    return district


def delivered(case) -> None:
    EngagementFactory(confirmed=True, line__capability__provider=case.provider)


def counts(case):
    rows = Evidence.objects.filter(assessment=case, replaced_by=None, attachment=None)
    return [row.record["engagements"] for row in rows]


def signed(district, case, users=3):
    for code in FULL:
        district.give(case, district.experts[0], code)
    for user in district.experts[:users]:
        submit_scores(assessment=case, by=user)


def test_counts_are_those_of_the_day_on_which_the_experts_begin() -> None:
    district = counting()
    case = district.admitted(level=2)
    delivered(case)
    assert counts(case) == []
    district.panel(case, district.experts[:3])
    district.desk(case)
    assert counts(case) == [1]
    entry = LedgerEntry.objects.get(action="evaluation.take_in_records")
    assert entry.facts["leaves"] == ["2.2"]
    assert entry.facts["digests"] == [
        Evidence.objects.get(assessment=case, attachment=None).digest
    ]


def test_a_count_that_changed_makes_points_stale_and_signatures_come_again() -> None:
    district = counting()
    case = district.reviewing(level=2)
    signed(district, case, users=2)
    delivered(case)
    old = basis(case, district.leaf("2.2"))
    (new,) = refresh_records(assessment=case, by=district.office)
    assert basis(case, district.leaf("2.2")) != old
    assert new.record == {"engagements": 1}
    assert not PanelSeat.objects.filter(submitted_at__isnull=False).exists()
    told = Message.objects.filter(kind="evaluation.counts_changed")
    assert {row.recipient for row in told} == set(district.experts[:2])
    with pytest.raises(ValidationError) as caught:
        submit_scores(assessment=case, by=district.experts[0])
    assert caught.value.code == "stale_evidence"
    district.give(case, district.experts[0], "2.2")
    submit_scores(assessment=case, by=district.experts[0])
    entry = LedgerEntry.objects.get(action="evaluation.reopen_scores")
    assert len(entry.facts["seats"]) == 2


def test_who_scores_alone_signs_again_only_where_she_scored_it() -> None:
    district = counting(mode=ScoringMode.INDEPENDENT)
    case = district.reviewing(level=2)
    first = district.experts[0]
    for code in FULL:
        district.give(case, first, code)
    submit_scores(assessment=case, by=first)
    delivered(case)
    refresh_records(assessment=case, by=district.office)
    entry = LedgerEntry.objects.get(action="evaluation.reopen_scores")
    assert entry.facts["seats"] == [PanelSeat.objects.get(user=first).pk]


def test_nothing_changes_where_the_records_say_the_same() -> None:
    district = counting()
    case = district.admitted(level=2)
    delivered(case)
    assert len(refresh_records(assessment=case, by=district.office)) == 1
    assert refresh_records(assessment=case, by=district.office) == []
    actions = LedgerEntry.objects.filter(action="evaluation.take_in_records")
    assert actions.count() == 1


def test_a_record_that_was_taken_back_counts_no_more() -> None:
    district = counting()
    case = district.admitted(level=2)
    delivered(case)
    refresh_records(assessment=case, by=district.office)
    case.provider.engagements.update(state="cancelled")
    refresh_records(assessment=case, by=district.office)
    assert counts(case) == [0]


def test_after_the_opinion_points_stand_and_are_marked_for_the_committee() -> None:
    district = counting()
    case = district.reviewing(level=2)
    signed(district, case)
    seats = PanelSeat.objects.filter(submitted_at__isnull=False).count()
    Assessment.objects.filter(pk=case.pk).update(state=AssessmentState.OPINION_FILED)
    delivered(case)
    assert len(refresh_records(assessment=case, by=district.office)) == 1
    assert PanelSeat.objects.filter(submitted_at__isnull=False).count() == seats
    client = Client(headers={"accept-language": "en"})
    client.force_login(district.office)
    address = f"/desk/evaluation/cases/{case.public_id}/sheet/"
    assert "changed since it was scored" in client.get(address).content.decode()


def test_from_the_report_on_counts_stand() -> None:
    district = counting()
    case = district.admitted(level=2)
    delivered(case)
    Assessment.objects.filter(pk=case.pk).update(state=AssessmentState.REPORT_READY)
    with pytest.raises(ValidationError):
        refresh_records(assessment=case, by=district.office)
    assert counts(case) == []


def test_the_office_reads_them_again_on_the_page_of_the_case() -> None:
    district = counting()
    case = district.admitted(level=2)
    delivered(case)
    client = Client()
    client.force_login(district.office)
    address = f"/desk/evaluation/cases/{case.public_id}/records/"
    assert address in client.get(f"/desk/evaluation/cases/{case.public_id}/").text
    assert client.post(address, {"version": case.version}).status_code == 302
    assert counts(case) == [1]
    client.force_login(district.experts[0])
    assert client.post(address, {"version": case.version}).status_code in (403, 404)
