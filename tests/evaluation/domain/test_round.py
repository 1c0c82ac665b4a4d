"""A round: what keeps it from being announced, who comes second, when it ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from evaluation.domain.round import announce_round, close_round, open_round
from evaluation.enums import RoundState
from evaluation.models import RuleSet
from evaluation.queries.round import eligible_providers, rounds_open_to
from records.models import Job, LedgerEntry
from tests.evaluation.district import SETTINGS, SHORT, District, make_sheet
from tests.evaluation.refused import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    return District(rows=SHORT, announce=False)


def opened(district, sheets, **more):
    return open_round(
        district=district.place,
        name="第二批等级评估",
        rule_set=more.pop("rule_set", district.rules),
        sheets=sheets,
        apply_from=district.today,
        apply_until=district.today + timedelta(days=20),
        settings=more.pop("settings", SETTINGS),
        by=district.office,
    )


def test_a_round_needs_a_sheet_and_one_for_each_form(district) -> None:
    by = {"version": 1, "by": district.office}
    refused("no_sheet", announce_round, round=opened(district, []), **by)
    two = [district.sheet, make_sheet(rows=SHORT)]
    refused("form_twice", announce_round, round=opened(district, two), **by)
    assert not LedgerEntry.objects.filter(action="evaluation.announce_round").exists()


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"asked": {"member": 4}, "weights": {}},
        {"asked": {"member": 4}, "weights": {"donor": 1}},
        {"asked": {"member": 0}, "weights": {"member": 1}},
        {"asked": {"member": 4}, "weights": {"member": "1"}},
    ],
)
def test_who_is_asked_and_what_it_weighs_is_known_before(district, settings) -> None:
    row = opened(district, [district.sheet], settings=settings)
    refused("weights", announce_round, round=row, version=1, by=district.office)


def test_rules_that_are_not_in_force_are_refused(district) -> None:
    for changes in (
        {"in_force_from": district.today + timedelta(days=1)},
        {"in_force_until": district.today - timedelta(days=1)},
    ):
        RuleSet.objects.filter(pk=district.rules.pk).update(
            **{"in_force_from": date(2020, 1, 1), "in_force_until": None, **changes}
        )
        row = opened(district, [district.sheet])
        refused(
            *("not_in_force", announce_round, district.rules.name),
            round=row,
            version=1,
            by=district.office,
        )


def test_announcing_freezes_sheets_and_tells_organisations_once(district) -> None:
    row = announce_round(round=district.round, version=1, by=district.office)
    district.sheet.refresh_from_db()
    assert (row.state, row.version) == (RoundState.ANNOUNCED, 2)
    assert district.sheet.frozen_at == row.announced_at
    assert Job.objects.filter(key=f"tell_round:{row.public_id}").count() == 1
    entry = LedgerEntry.objects.get(action="evaluation.announce_round")
    assert entry.facts["settings"] == SETTINGS
    refused("stale", announce_round, round=row, version=1, by=district.office)
    refused("wrong_state", announce_round, round=row, version=2, by=district.office)


def test_a_round_is_open_to_bodies_of_its_forms_in_its_days(district) -> None:
    row = announce_round(round=district.round, version=1, by=district.office)
    body = district.organisation()
    assert list(rounds_open_to(body)) == [row]
    assert body in eligible_providers(row)
    for days in ((-9, -1), (1, 9)):
        row.apply_from, row.apply_until = (
            district.today + timedelta(days=n) for n in days
        )
        row.save()
        assert list(rounds_open_to(body)) == []


def test_a_round_without_a_case_is_closed_and_takes_none(district) -> None:
    row = announce_round(round=district.round, version=1, by=district.office)
    refused("stale", close_round, round=row, version=1, by=district.office)
    row = close_round(round=row, version=2, by=district.office)
    assert row.state == RoundState.CLOSED
    assert list(rounds_open_to(district.organisation())) == []
    refused("wrong_state", close_round, round=row, version=3, by=district.office)
