"""Co-building in the browser: the secretary draws up, the unit answers, the street sees."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisations.enums import Role
from organisations.models import CoBuildingPlan, PlanNeed, PlanProject, PlanResource
from organisations.queries import waiting_for
from tests.factories.cobuilding import (
    CoBuildingPlanFactory,
    PlanNeedFactory,
    PlanProjectFactory,
    PlanUnitFactory,
)
from tests.factories.organisations import (
    AppointmentFactory,
    CapabilityFactory,
    ProviderFactory,
    StreetFactory,
    TerritoryFactory,
)

pytestmark = pytest.mark.django_db
LIST = reverse("organisations:plans")
YEAR = timezone.localdate().year
LIST_QUERIES = 8
PLAN_QUERIES = 11


def reader(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def home():
    StreetFactory()
    return TerritoryFactory()


@pytest.fixture
def secretary(home):
    return AppointmentFactory(role=Role.COMMUNITY_SECRETARY, territory=home).user


def send(client, path, **data):
    answer = client.post(path, data)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def test_from_an_empty_plan_to_a_finished_project(home, secretary, clean):
    unit = ProviderFactory(name="示范区少儿图书馆（演示）", name_en="Library (demo)")
    ProviderFactory(name="示范区少儿活动中心（演示）", name_en="")
    menu = CapabilityFactory(provider=unit)
    community = reader(secretary)
    of_unit = reader(AppointmentFactory(provider_admin=True, provider=unit).user)
    stranger = reader(AppointmentFactory(provider_admin=True).user)

    plan = send(community, f"{LIST}new/", place=home.pk, year=YEAR)
    several = community.post(f"{plan}unit/", {"provider": "示范区少儿"})
    assert (several.status_code, "Several units fit" in clean(several, 422)) == (
        422,
        True,
    )
    send(community, f"{plan}unit/", provider="少儿图书馆")
    row = CoBuildingPlan.objects.get().units.get()
    send(
        of_unit,
        f"{plan}unit/{row.pk}/resource/",
        what="绘本室",
        capability=menu.pk,
    )
    send(community, f"{plan}need/", what="暑期要有地方读书", need_number="")
    need, resource = PlanNeed.objects.get(), PlanResource.objects.get()
    lines = {"need": need.pk, "resource": resource.pk, "quarter": 4}
    send(community, f"{plan}project/", **lines)
    send(community, f"{plan}send/", version=CoBuildingPlan.objects.get().version)

    page = clean(of_unit.get(plan))
    assert "Your word for Library (demo) is waited for" in page
    assert community.post(f"{plan}unit/{row.pk}/confirm/").status_code == 403
    assert of_unit.post(f"{plan}need/").status_code == 403
    assert stranger.get(plan).status_code == 404
    (asked,) = waiting_for(unit.appointments.get().user)
    assert (asked.url, asked.since is not None) == (plan, True)
    confirm = f"{plan}unit/{row.pk}/confirm/"
    assert of_unit.post(confirm, {"version": 1}).status_code == 409
    send(of_unit, confirm, version=CoBuildingPlan.objects.get().version)
    project = PlanProject.objects.get()
    version = CoBuildingPlan.objects.get().version
    send(of_unit, f"{plan}project/{project.pk}/begin/", version=version)
    send(community, f"{plan}project/{project.pk}/finish/", version=version)
    assert "Confirmed by the units" in clean(community.get(plan))
    assert of_unit.post(f"{plan}project/{project.pk}/drop/").status_code == 422
    assert clean(community.get(LIST)).count("<tr>") == 2


def test_a_quarter_that_is_over_without_a_word_is_asked_about(home, secretary):
    year = timezone.localdate().year - 1
    plan = CoBuildingPlanFactory(place=home, year=year)
    project = PlanProjectFactory(need=PlanNeedFactory(plan=plan), quarter=4)
    unit = project.resource.unit.provider
    admin = AppointmentFactory(provider_admin=True, provider=unit).user
    officer = AppointmentFactory(
        role=Role.STREET_OFFICER, territory=StreetFactory()
    ).user
    ended = project.ends_on
    month_ago = ended + timedelta(days=30) < timezone.localdate()

    for user, lines in ((secretary, 1), (admin, 1), (officer, int(month_ago))):
        found = waiting_for(user)
        assert [(w.url, timezone.localdate(w.until)) for w in found] == [
            (f"{LIST}{plan.public_id}/", ended)
        ] * lines


@pytest.mark.parametrize("number", [1, 3])
def test_lists_and_plan_ask_the_same_whatever_their_length(
    home, secretary, number, django_assert_num_queries
):
    for n in range(number):
        CoBuildingPlanFactory(place=home, year=YEAR - 1 - n)
    plan = CoBuildingPlanFactory(place=home, sent=True)
    for unit in PlanUnitFactory.create_batch(number, plan=plan):
        admin = AppointmentFactory(provider_admin=True, provider=unit.provider).user
    PlanProjectFactory.create_batch(number, need=PlanNeedFactory(plan=plan))
    client = reader(secretary)
    client.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        assert client.get(LIST).status_code == 200
    with django_assert_num_queries(PLAN_QUERIES):
        assert client.get(f"{LIST}{plan.public_id}/").status_code == 200
    with django_assert_num_queries(3):
        waiting_for(admin)
