"""What grows, by role in Chromium: a co-building plan with its three lists, an idea that
becomes a filed group, a training with its waiting list, a post of public benefit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from organisations.domain.estate import load_committee_steps
from organisations.enums import IncubationStage, Role
from organisations.models import CoBuildingPlan, Incubation, ServicePost, Training
from tests.e2e.hands import fill, follow, send, words
from tests.factories.incubation import STEPS, conditions, shipped
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    StreetFactory,
    TerritoryFactory,
    UserFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
DESK = "/desk/"


@pytest.fixture
def home(transactional_db):
    StreetFactory()
    return TerritoryFactory()


def test_a_plan_an_estate_an_idea_a_training_and_a_post(window, home) -> None:
    """One browser for all: each starts at somebody's desk."""
    plan(window, home)
    estate(window, home)
    lead = idea(window, home)
    training(window, lead)
    post(window, home)


def plan(window, home) -> None:
    unit = ProviderFactory(name="示范区少儿图书馆（演示）")
    held = {"role": Role.COMMUNITY_SECRETARY, "territory": home}
    secretary = window(AppointmentFactory(**held).user)
    secretary.goto(f"{DESK}co-building/")
    follow(secretary, "/new/")
    year = timezone.localdate().year
    fill(secretary, place=str(home.pk), year=str(year))
    page = secretary.url
    follow(secretary, "/unit/")
    fill(secretary, provider="少儿图书馆")
    of_unit = window(
        AppointmentFactory(provider_admin=True, provider=unit).user, width=390
    )
    secretary.goto(page)
    follow(secretary, "/resource/")
    fill(secretary, what="绘本室")
    secretary.goto(page)
    follow(secretary, "/need/")
    fill(secretary, what="暑期要有地方读书")
    secretary.goto(page)
    follow(secretary, "/project/")
    lists = CoBuildingPlan.objects.get()
    fill(
        secretary,
        need=lists.needs.get().pk,
        resource=lists.units.get().resources.get().pk,
        quarter="4",
    )
    secretary.goto(page)
    follow(secretary, "/send/")
    send(secretary)
    of_unit.goto(DESK)
    follow(of_unit, f"{lists.public_id}/")
    follow(of_unit, "/confirm/")
    send(of_unit)
    secretary.goto(page)
    follow(secretary, "/finish/")
    send(secretary)
    secretary.goto(page)
    assert "暑期要有地方读书" in words(secretary)
    assert "已完成" in words(secretary)


def idea(window, home):
    """A resident's idea; the federation takes it on; the street files it."""
    conditions()
    body = ProviderFactory(form="association", credit_code="")
    held = {"role": Role.FEDERATION_OFFICER, "territory": None, "provider": body}
    mentor = AppointmentFactory(**held).user
    lead = AppointmentFactory(role=Role.RESIDENT, territory=home).user
    neighbour, federation = window(lead, width=390), window(mentor)
    neighbour.goto(f"{DESK}incubation/")
    follow(neighbour, "/new/")
    fill(
        neighbour,
        name="榕树棋友会",
        aim="filed_group",
        idea="教孩子下棋。",
        place=str(home.pk),
        lead=lead.username,
    )
    row = Incubation.objects.get()
    federation.goto(DESK)
    follow(federation, f"{row.public_id}/")
    follow(federation, "/accept/")
    fill(federation, mentor=str(mentor.pk))
    neighbour.reload()
    follow(neighbour, "/record/")
    fill(neighbour, members="12", starters="3", starter_bodies="0", seat="二楼")
    federation.reload()
    follow(federation, "/post/")
    fill(federation, holder=lead.username, title="召集人")
    follow(federation, "/ready/")
    send(federation)
    street = window(AppointmentFactory(role=Role.STREET_OFFICER).user)
    street.goto(DESK)
    follow(street, f"{row.public_id}/")
    follow(street, "/file/")
    fill(street, number="登峰备-031", lead=lead.username)
    row.refresh_from_db()
    assert row.stage == IncubationStage.FILED
    neighbour.goto(DESK)
    assert "榕树棋友会" in words(neighbour)
    return lead


def estate(window, home) -> None:
    """Whose committee's term ends soon is on the desk of street and community."""
    load_committee_steps(data=shipped(STEPS), by=None)
    street = window(AppointmentFactory(role=Role.STREET_OFFICER).user)
    street.goto(f"{DESK}estates/")
    follow(street, "/new/")
    soon = timezone.localdate() + timedelta(days=20)
    fill(
        street,
        community=str(home.pk),
        name="桂花苑",
        state="standing",
        term_ends_on=soon.isoformat(),
        seats="7",
        next_step="renew",
    )
    street.goto(DESK)
    assert "桂花苑" in words(street)


def training(window, lead) -> None:
    """One place, two people: who gives it back makes room for who waits."""
    centre = window(AppointmentFactory(operator=True).user)
    centre.goto(f"{DESK}trainings/")
    follow(centre, "/new/")
    begins = timezone.localtime() + timedelta(days=2)
    fill(
        centre,
        title="怎样备案",
        starts_at=f"{begins:%Y-%m-%dT%H:%M}",
        ends_at=f"{begins + timedelta(hours=1):%Y-%m-%dT%H:%M}",
        where="指导中心",
        places="1",
    )
    row = Training.objects.get()
    pages = [window(user, width=390) for user in (lead, UserFactory())]
    for page in pages:
        page.goto(f"{DESK}trainings/")
        follow(page, f"{row.public_id}/")
        send(page, page.locator('main form[action$="/sign-up/"]'))
    first, second = pages
    assert "候补" in words(second)
    first.goto(f"{DESK}trainings/{row.public_id}/")
    send(first, first.locator('main form[action$="/give-back/"]'))
    second.goto(f"{DESK}trainings/{row.public_id}/")
    assert "候补中" not in words(second)
    assert row.seats.get(state="held").user == second_of(row, lead)


def second_of(row, lead):
    return row.seats.exclude(user=lead).get().user


def post(window, home) -> None:
    """The secretary sets it up, a neighbour claims it by one tap, the desk says so."""
    held = {"role": Role.COMMUNITY_SECRETARY, "territory": home}
    secretary = window(AppointmentFactory(**held).user)
    volunteer = VolunteerFactory(home=home, user=UserFactory())
    phone = window(volunteer.user, width=390)
    secretary.goto(f"{DESK}posts/")
    follow(secretary, "/new/")
    until = timezone.localdate() + timedelta(days=90)
    fill(
        secretary,
        title="楼道安全岗",
        duty="每周巡看一次楼道。",
        place=str(home.pk),
        weekly_hours="2",
        places="1",
        until=until.isoformat(),
    )
    row = ServicePost.objects.get()
    phone.goto(f"{DESK}volunteer/")
    follow(phone, "/posts/")
    follow(phone, f"{row.public_id}/")
    send(phone, phone.locator('main form[action$="/claim/"]'))
    secretary.goto(DESK)
    follow(secretary, f"/posts/{row.public_id}/")
    follow(secretary, "/confirm/")
    send(secretary)
    phone.goto(f"{DESK}volunteer/")
    assert "在岗" in words(phone)
    follow(phone, f"{row.public_id}/")
    follow(phone, "/leave/")
    fill(phone, reason="")
    row.refresh_from_db()
    assert row.left == 1
