"""Like cases and like points; groups with small ones hidden."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from evaluation.domain.recusal import declare_tie
from evaluation.enums import Column
from evaluation.enums.recusal import TieKind
from evaluation.models import Assessment, CreditFile, Evidence, Score
from evaluation.scoring.equity import Hidden
from evaluation.snapshot.equity import equity_of
from tests.evaluation.court import Court

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)


def told(court, case, points="300", digest="d" * 64):
    """The organisation's own answer to the first leaf, and its evidence."""
    leaf = court.leaves()[0]
    by = court.office
    Score.objects.create(
        assessment=case,
        indicator=leaf,
        column=Column.SELF,
        points=Decimal(points),
        by=by,
    )
    Evidence.objects.create(assessment=case, indicator=leaf, digest=digest)


def report(court, user=None):
    cases = Assessment.objects.judged_by(user or court.office)
    related = ("provider__street", "sheet", "rule_set")
    return equity_of(cases.select_related(*related).order_by("pk"), TODAY)


def test_two_that_said_and_showed_the_same_and_have_other_points_are_named() -> None:
    court = Court()
    better, worse, other = (court.case(lost=lost) for lost in (0, 40, 80))
    told(court, better)
    told(court, worse)
    told(court, other, digest="e" * 64)
    (pair,) = report(court).pairs
    assert (pair.better, pair.worse) == (better, worse)
    assert [str(points) for points in pair.points] == ["1000", "960"]

    Score.objects.filter(assessment=better, indicator__code="1.1").exclude(
        column=Column.SELF
    ).update(points=260)
    assert report(court).pairs == ()


def test_evidence_that_was_withdrawn_or_replaced_is_no_evidence() -> None:
    court = Court()
    one, other = court.case(lost=0), court.case(lost=40)
    told(court, one)
    told(court, other)
    assert len(report(court).pairs) == 1
    row = Evidence.objects.get(assessment=one)
    Evidence.objects.filter(pk=row.pk).update(withdrawn_at=court.round.announced_at)
    assert report(court).pairs == ()


def test_groups_are_beside_all_others_and_small_ones_hidden() -> None:
    court = Court()
    registered = {n: date(2024, 1, 1) for n in range(10)}
    registered |= {n: date(2010, 1, 1) for n in range(10, 20)}
    for n in range(21):
        case = court.case(lost=100 if n < 10 else 0)
        if n in registered:
            CreditFile.objects.create(
                provider=case.provider, registered_on=registered[n]
            )
    found = report(court)
    by_age = next(group for group in found.gaps if "5" in str(group.rows))
    shown = {row.group: row for row in by_age.rows if not isinstance(row, Hidden)}
    assert found.cases == 21
    assert len(by_age.rows) == 3
    assert sum(isinstance(row, Hidden) for row in by_age.rows) >= 2
    assert all(row.cases >= 10 for row in shown.values())


def test_a_gap_is_in_points_of_a_hundred_with_its_interval() -> None:
    court = Court()
    for n in range(20):
        case = court.case(lost=100 + n if n < 10 else n)
        day = date(2024, 1, 1) if n < 10 else date(2010, 1, 1)
        CreditFile.objects.create(provider=case.provider, registered_on=day)
    rows = report(court).gaps[2].rows
    young, old = sorted(rows, key=lambda row: row.difference)
    assert round(young.difference, 6) == -9.0
    assert round(old.difference, 6) == 9.0
    assert young.beyond_chance
    assert young.low < -9 < young.high


def test_a_case_without_all_its_points_does_not_count() -> None:
    court = Court()
    court.case()
    bare = court.case()
    Score.objects.filter(assessment=bare, indicator__code="2.2").delete()
    assert report(court).cases == 1


def test_the_page_names_pairs_to_the_office_and_none_to_the_recused() -> None:
    court = Court()
    one, other = court.case(lost=0), court.case(lost=40)
    told(court, one)
    told(court, other)
    address = f"/desk/evaluation/rounds/{court.round.public_id}/equity/"
    texts = []
    for user in (court.office, court.bureau):
        if user == court.bureau:
            declare_tie(user=user, provider=one.provider, kind=TieKind.KIN, by=user)
        client = Client()
        client.force_login(user)
        texts.append(client.get(address).content.decode())
    assert [one.provider.name in text for text in texts] == [True, False]
    assert [other.provider.name in text for text in texts] == [True, False]
