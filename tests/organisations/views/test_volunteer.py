"""Joining on the public page and on behalf; one's own data; the lists of the station."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.tongue import marked
from organisations.domain.volunteers import VolunteerRow, join_many
from organisations.enums import Role
from organisations.models import User, Volunteer
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    ServiceTypeFactory,
    StreetFactory,
    TerritoryFactory,
    UserFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db
LIST = reverse("organisations:volunteers")
CHANGE = reverse("organisations:volunteer_change")
LIST_QUERIES = 9
YEAR = timezone.localdate().year


@pytest.fixture
def home():
    StreetFactory()
    return TerritoryFactory()


def reader(user=None):
    client = Client(headers={"accept-language": "en"})
    if user is not None:
        client.force_login(user)
    return client


def said(home, **more):
    values = {
        "name": "区国强",
        "phone": "13800001234",
        "birth_year": "1980",
        "home": home.code,
        "agreed": "on",
        "username": "ouyang88",
        "password": "xiaoqu-guangchang",
    }
    return {**values, **more}


def test_anybody_joins_with_an_account_and_goes_on_to_skills(home):
    client = reader()
    assert client.get("/en/join/volunteer/").status_code == 200
    answer = client.post("/en/join/volunteer/", said(home), follow=True)
    assert answer.redirect_chain[-1][0] == CHANGE
    volunteer = Volunteer.objects.get()
    assert (volunteer.user.username, volunteer.home) == ("ouyang88", home)
    kind = ServiceTypeFactory()
    sent = {
        "version": "1",
        "skills": [kind.pk],
        "windows-0-days": ["6", "7"],
        "windows-0-start": "09:00",
        "windows-0-end": "12:00",
        "languages": ["yue"],
        "in_service": "on",
        "unit_name": "市属医院（演示）",
        "unit_days": ["6"],
        "national_no": "440100012345",
    }
    assert client.post(CHANGE, sent).status_code == 302
    volunteer.refresh_from_db()
    assert list(volunteer.skills.all()) == [kind]
    assert (volunteer.unit_days, volunteer.masked_number) == ("6", "********2345")
    page = client.get(CHANGE).content.decode()
    assert "********2345" in page
    assert "440100012345" not in page
    assert client.post(CHANGE, sent).status_code == 409  # an older form


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"agreed": ""}, "This field is required."),
        ({"birth_year": str(YEAR - 15)}, "Under 18 somebody has to agree"),
        ({"in_service": "on"}, "Say which unit you work for."),
        ({"website": "http://x"}, "Leave this field empty"),
        ({"password": "123"}, "too short"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(home, wrong, sentence):
    answer = reader().post("/en/join/volunteer/", said(home, **wrong))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert (User.objects.count(), Volunteer.objects.count()) == (0, 0)


def test_who_is_signed_in_keeps_the_account(home):
    user = UserFactory()
    client = reader(user)
    sent = said(home)
    assert "password" not in client.get("/join/volunteer/").content.decode()
    assert client.post("/join/volunteer/", sent).status_code == 302
    assert Volunteer.objects.get().user == user
    assert client.post("/join/volunteer/", sent).status_code == 422


def test_the_station_writes_somebody_down_with_the_consent(home):
    worker = AppointmentFactory().user
    sent = {**said(home), "consent": "phone"}
    path = reverse("organisations:volunteer_new")
    assert reader(UserFactory()).get(path).status_code == 403
    assert reader(worker).post(path, sent).status_code == 302
    volunteer = Volunteer.objects.get()
    assert (volunteer.consent, volunteer.user) == ("phone", None)
    other = TerritoryFactory(code="440104019001")
    StreetFactory(code="440104019")
    away = {**sent, "home": other.code, "name": "别人"}
    assert reader(worker).post(path, away).status_code == 403


def test_the_secretary_confirms_days_and_the_station_sees_papers(home):
    volunteer = VolunteerFactory(in_service_member=True)
    worker = AppointmentFactory().user
    secretary = AppointmentFactory(role=Role.COMMUNITY_SECRETARY, territory=home).user
    asked = "Confirm the activity days of 市属医院（演示）: Sat"
    assert marked(asked) in reader(secretary).get("/desk/").content.decode()
    page = reverse("organisations:volunteer", args=[volunteer.public_id])
    for user, status in ((worker, 403), (secretary, 302)):
        assert reader(user).post(f"{page}days/").status_code == status
    assert asked not in reader(secretary).get("/desk/").content.decode()
    paper = {"gate": "MIN", "expires_on": f"{YEAR + 1}-01-01"}
    assert reader(worker).post(f"{page}paper/", paper).status_code == 302
    old = {**paper, "expires_on": "2020-01-01"}
    assert reader(worker).post(f"{page}paper/", old).status_code == 422
    text = reader(worker).get(page).content.decode()
    assert "138****1234" in text
    assert volunteer.person.name not in text
    assert f"{YEAR + 1}" in text
    assert reader(UserFactory()).get(page).status_code == 404


@pytest.mark.parametrize("number", [1, 3, 1000])
def test_the_list_asks_the_same_whatever_its_length(
    home, number, django_assert_num_queries
):
    member = {
        "skills": (ServiceTypeFactory(),),
        "teams": (ProviderFactory(),),
        "in_service": True,
        "unit_name": "区图书馆",
        "unit_days": "6",
    }
    rows = [
        VolunteerRow(f"志愿者{n}", f"1390000{n:04d}", 1980, home, **member)
        for n in range(number)
    ]
    join_many(rows=rows, by=None)
    client = reader(AppointmentFactory().user)
    with django_assert_num_queries(LIST_QUERIES):
        page = client.get(LIST).context["page"]
    assert page.paginator.count == number
