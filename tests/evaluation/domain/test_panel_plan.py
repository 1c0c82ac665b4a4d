"""All panels of a round at once: drawn by the round's seed, accepted as shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from evaluation.domain.panel_plan import drawn_for, form_drawn_panels
from evaluation.domain.recusal import declare_tie
from evaluation.enums import ScoringMode
from evaluation.enums.recusal import TieKind
from evaluation.models import Challenge, Panel, PanelSeat
from evaluation.models.ties import bonds_of, bonds_of_all
from evaluation.queries.recusal import barred
from organisations.enums import Role
from records.models import LedgerEntry
from tests.evaluation.district import District
from tests.factories.matching import EngagementFactory
from tests.factories.organisations import AppointmentFactory, ProviderFactory

pytestmark = pytest.mark.django_db


def loads(district) -> list[int]:
    return [user.panel_seats.count() for user in district.experts]


def test_what_was_shown_is_formed_and_the_seed_is_kept() -> None:
    district = District()
    cases = [district.admitted(level=2) for _n in range(4)]
    client = Client()
    client.force_login(district.office)
    address = f"/desk/evaluation/rounds/{district.round.public_id}/panels/"
    plan = client.get(address).context["plan"]
    assert [each.case for each in plan.drawn] == cases
    assert plan.connected

    client.post(address, {"seen": plan.digest})

    assert loads(district) == [3, 3, 3, 3]
    leaders = PanelSeat.objects.filter(leads=True).values_list("user_id", flat=True)
    assert len(set(leaders)) == 4
    entry = LedgerEntry.objects.get(action="evaluation.draw_panels")
    assert entry.facts["seed"] == 7
    assert entry.facts["panels"] == {
        each.case.public_id: [user.pk for user in each.experts] for each in plan.drawn
    }
    assert client.get(address).context["plan"].drawn == ()
    assert client.post(address, {"seen": plan.digest}).status_code == 409


def test_one_formed_otherwise_first_counts_when_the_rest_is_drawn_again() -> None:
    district = District()
    first, *others = [district.admitted(level=2) for _n in range(4)]
    before = drawn_for(district.round, district.office)
    district.panel(first, district.experts[:3])
    with pytest.raises(ValidationError) as refused:
        form_drawn_panels(round=district.round, seen=before.digest, by=district.office)
    assert refused.value.code == "stale"
    now = drawn_for(district.round, district.office)
    assert [each.case for each in now.drawn] == others
    assert [load for _user, load in now.loads] == [3, 3, 3, 3]


def test_nobody_is_drawn_who_stays_away_and_a_case_without_enough_is_named() -> None:
    district = District()
    one, short = district.admitted(level=2), district.admitted(level=2)
    first, second, third, last = district.experts
    kin = {"kind": TieKind.KIN, "by": district.office}
    declare_tie(user=first, provider=one.provider, **kin)
    declare_tie(user=first, provider=short.provider, **kin)
    Challenge.objects.create(
        assessment=short, user=second, reason="曾有争议", made_by=short.admin
    )
    plan = drawn_for(district.round, district.office)
    assert plan.short == (short,)
    assert set(plan.experts_for(one)) == {second, third, last}
    assert plan.experts_for(short) == ()
    form_drawn_panels(round=district.round, seen=plan.digest, by=district.office)
    assert Panel.objects.get().assessment == one


def test_staff_of_the_agency_is_not_drawn_for_its_client_however_long_ago() -> None:
    agency = ProviderFactory()
    district = District(agency=agency)
    client, other = district.admitted(level=2), district.admitted(level=2)
    staff, *free = district.experts
    AppointmentFactory(user=staff, employer=agency)
    past = {"confirmed": True, "answered_at": timezone.now() - timedelta(days=1200)}
    own = EngagementFactory(line__capability__provider=agency, **past)
    with_it = {"need": own.need, "line__pack": own.line.pack}
    with_it["line__capability__provider"] = client.provider
    EngagementFactory(**with_it, **past)
    assert barred(client, staff) is None
    for seed in range(8):  # one draw may leave her out by chance
        district.round.settings["order_seed"] = seed
        plan = drawn_for(district.round, district.office)
        assert set(plan.experts_for(client)) == set(free)
        assert staff in plan.experts_for(other)


def test_heads_are_dealt_in_turn_where_each_is_scored_by_one() -> None:
    district = District(mode=ScoringMode.BY_HEAD)
    case = district.admitted(level=2)
    plan = drawn_for(district.round, district.office)
    form_drawn_panels(round=district.round, seen=plan.digest, by=district.office)
    heads = {
        seat.user: [head.code for head in seat.heads.all()]
        for seat in case.panels.get().seats.all()
    }
    assert [heads[user] for user in plan.experts_for(case)] == [["1"], ["2"], []]


def test_who_may_draw() -> None:
    district = District()
    case = district.admitted(level=2)
    address = f"/desk/evaluation/rounds/{district.round.public_id}/panels/"
    for user in (district.experts[0], district.bureau, case.admin):
        client = Client()
        client.force_login(user)
        assert client.get(address).status_code == 403


def test_a_case_from_which_the_office_stays_away_is_not_drawn_by_her() -> None:
    district = District()
    case, other = district.admitted(level=2), district.admitted(level=2)
    user = district.person(Role.EVALUATION_OFFICE, "kin")
    declare_tie(user=user, provider=case.provider, kind=TieKind.KIN, by=user)
    assert [each.case for each in drawn_for(district.round, user).drawn] == [other]


def test_paths_of_many_are_those_of_each() -> None:
    district = District()
    body = district.organisation()
    users = [*district.experts, body.admin, district.office]
    tie = {"provider": body, "kind": TieKind.DIRECTOR}
    declare_tie(user=users[0], by=users[0], **tie)
    many = bonds_of_all(users)
    assert many == {user.pk: bonds_of(user) for user in users}
    assert [len(many[user.pk]) for user in users] == [1, 0, 0, 0, 1, 0]
