"""A year of co-building: three lists, the word of each unit, what goes into next year."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from organisations.domain import cobuilding as verbs
from organisations.domain.plan_project import move_project, put_off_project
from organisations.enums import (
    PROJECT_ARROWS,
    PlanState,
    ProjectState,
    UnitWord,
)
from organisations.models import PlanProject, PlanUnit
from records.models import LedgerEntry, Message
from records.queries import the_ledger_is_whole
from tests.factories.cobuilding import (
    CoBuildingPlanFactory,
    PlanNeedFactory,
    PlanProjectFactory,
    PlanResourceFactory,
    PlanUnitFactory,
)
from tests.factories.organisations import (
    AppointmentFactory,
    CapabilityFactory,
    ProviderFactory,
    TerritoryFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year


@pytest.fixture
def by():
    return UserFactory()


def refusal(verb, **names):
    with pytest.raises(ValidationError) as caught:
        verb(**names)
    error = caught.value
    return getattr(error, "code", None) or sorted(error.message_dict)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def assert_told_and_written(plan, admins, declined, by):
    """Who was told of a plan that two units answered, and what the trail says."""
    told = Message.objects.order_by("pk").values_list("kind", "recipient_id")
    assert list(told) == [
        ("organisations.plan_unit_asked", admins[0].pk),
        ("organisations.plan_unit_asked", admins[1].pk),
        ("organisations.plan_sent", admins[0].pk),
        ("organisations.plan_sent", admins[1].pk),
        ("organisations.plan_declined", by.pk),
    ]
    assert declined.name in str(Message.objects.get(recipient=by))
    acts = LedgerEntry.objects.about(plan.subject).oldest_first()
    assert [each.action.split(".")[1] for each in acts] == [
        "draw_up_plan",
        *["ask_plan_unit"] * 2,
        "list_plan_resource",
        "list_plan_need",
        "agree_plan_project",
        "send_plan",
        "confirm_plan",
        "decline_plan",
    ]


def test_a_plan_from_the_first_line_to_the_word_of_each_unit(by):
    place = TerritoryFactory()
    units = [ProviderFactory(), ProviderFactory()]
    admins = [
        AppointmentFactory(provider_admin=True, provider=each).user for each in units
    ]
    plan = verbs.draw_up_plan(place=place, year=YEAR, by=by)
    hospital, library = (
        verbs.ask_unit(plan=plan, provider=each, by=by) for each in units
    )
    own = CapabilityFactory(provider=units[0])
    nurse = verbs.list_resource(unit=hospital, what=" 护士一名 ", capability=own, by=by)
    need = verbs.list_need(
        plan=plan, what="每月量一次血压", need_number="XQ-2026-01874", by=by
    )
    project = verbs.agree_project(resource=nurse, need=need, quarter=2, by=by)
    plan = fresh(plan)
    assert (nurse.what, project.ends_on) == ("护士一名", date(YEAR, 6, 30))
    assert refusal(verbs.drop_line, line=need, by=by) == "used"

    verbs.send_plan(plan=plan, version=plan.version, by=by)
    assert refusal(verbs.send_plan, plan=plan, version=plan.version, by=by) == "stale"
    seen = fresh(plan).version
    verbs.confirm_plan(unit=hospital, version=seen, by=admins[0])
    assert fresh(plan).state == PlanState.SENT
    args = {"unit": library, "by": admins[1], "reason": "今年没有人手"}
    assert refusal(verbs.decline_plan, version=seen, **args) == "stale"
    verbs.decline_plan(version=fresh(plan).version, **args)
    assert fresh(plan).state == PlanState.AGREED

    assert_told_and_written(plan, admins, units[1], by)
    assert list(the_ledger_is_whole()) == []


def test_a_later_project_asks_its_unit_again_and_no_other(by):
    plan = CoBuildingPlanFactory(state=PlanState.AGREED)
    first, second = PlanUnitFactory.create_batch(2, plan=plan, word=UnitWord.CONFIRMED)
    resource, need = PlanResourceFactory(unit=first), PlanNeedFactory(plan=plan)

    verbs.agree_project(resource=resource, need=need, quarter=4, by=by)

    words = [fresh(each).word for each in (first, second)]
    assert words == [UnitWord.ASKED, UnitWord.CONFIRMED]
    assert fresh(plan).state == PlanState.SENT


def test_what_is_refused_and_why(by):
    plan, other = CoBuildingPlanFactory(), CoBuildingPlanFactory(year=YEAR + 1)
    unit, away = PlanUnitFactory(plan=plan), PlanUnitFactory(plan=plan, declined=True)
    resource, need = PlanResourceFactory(unit=unit), PlanNeedFactory(plan=plan)
    agree = {"quarter": 1, "by": by}
    verbs.agree_project(resource=resource, need=need, **agree)

    assert refusal(verbs.draw_up_plan, place=plan.place, year=YEAR, by=by) == "drawn"
    for year in (YEAR - 1, YEAR + 2):
        where = {"place": plan.place, "year": year, "by": by}
        assert refusal(verbs.draw_up_plan, **where) == "year"
    closed = {"plan": plan, "provider": ProviderFactory(suspended=True), "by": by}
    assert refusal(verbs.ask_unit, **closed) == "inactive"
    twice = {"plan": plan, "provider": unit.provider, "by": by}
    assert refusal(verbs.ask_unit, **twice) == ["__all__"]
    menu = {"unit": unit, "what": "x", "capability": CapabilityFactory(), "by": by}
    assert refusal(verbs.list_resource, **menu) == ["capability"]
    wrong = {"plan": plan, "what": "量血压", "need_number": "1874", "by": by}
    assert refusal(verbs.list_need, **wrong) == ["need_number"]
    same = {"resource": resource, "need": need, **agree}
    assert refusal(verbs.agree_project, **same) == ["__all__"]
    elsewhere = {"resource": resource, "need": PlanNeedFactory(plan=other), **agree}
    assert refusal(verbs.agree_project, **elsewhere) == "plan"
    gone = {"resource": PlanResourceFactory(unit=away), "need": need, **agree}
    assert refusal(verbs.agree_project, **gone) == "declined"
    assert refusal(verbs.send_plan, plan=other, version=1, by=by) == "empty"
    early = {"unit": unit, "version": fresh(plan).version, "by": by}
    assert refusal(verbs.confirm_plan, **early) == "state"
    line = PlanNeedFactory(plan=plan)
    verbs.drop_line(line=line, by=by)
    assert list(plan.needs.all()) == [need]


@pytest.mark.parametrize("source", ProjectState)
@pytest.mark.parametrize("to", ProjectState)
def test_a_project_takes_the_arrows_and_no_other(by, source, to):
    project = PlanProjectFactory(state=source)
    args = {"project": project, "to": to, "reason": "单位搬迁", "by": by}
    if to in PROJECT_ARROWS[source] and to != ProjectState.CARRIED:
        assert move_project(**args).state == to
    else:
        assert refusal(move_project, **args) == "state"
        assert fresh(project).state == source


def test_dropping_and_putting_off_take_a_reason(by):
    project = PlanProjectFactory(quarter=2)
    drop = {"project": project, "to": ProjectState.DROPPED, "by": by}
    assert refusal(move_project, reason=" 无 ", **drop) == ["reason"]
    off = {"project": project, "reason": "等场地修好", "by": by}
    assert refusal(put_off_project, quarter=2, **off) == ["quarter"]
    assert put_off_project(quarter=3, **off).quarter == 3
    move_project(reason="单位搬迁", **drop)
    assert refusal(put_off_project, quarter=4, **off) == "state"


def test_next_year_starts_from_what_is_open(by):
    before = CoBuildingPlanFactory(state=PlanState.AGREED)
    stays = PlanUnitFactory(plan=before, word=UnitWord.CONFIRMED)
    PlanUnitFactory(plan=before, declined=True)
    offered = PlanResourceFactory(unit=stays)
    met, unmet, nobody = PlanNeedFactory.create_batch(3, plan=before)
    PlanProjectFactory(need=met, resource=offered, done=True)
    running = PlanProjectFactory(
        need=unmet, resource=offered, quarter=4, state=ProjectState.UNDER_WAY
    )

    plan = verbs.draw_up_plan(place=before.place, year=YEAR + 1, by=by)

    assert [(u.provider, u.word) for u in plan.units.all()] == [
        (stays.provider, UnitWord.ASKED)
    ]
    assert [need.what for need in plan.needs.all()] == [unmet.what, nobody.what]
    (project,) = PlanProject.objects.filter(need__plan=plan)
    assert (project.state, project.quarter, project.since_year) == (
        ProjectState.UNDER_WAY,
        1,
        YEAR,
    )
    assert project.resource.unit == PlanUnit.objects.get(plan=plan)
    assert fresh(running).state == ProjectState.CARRIED
    assert set(plan.needs.values_list("since_year", flat=True)) == {YEAR}
