"""`/join/`: from a stranger to a registration of one's own."""

import pytest
from django.test import Client, override_settings

from organisations.enums import JoiningAs
from organisations.models import Registration, User
from tests.factories.organisations import UserFactory
from tests.factories.registration import RegistrationFactory

pytestmark = pytest.mark.django_db
ACCOUNT = {
    "name": "陈新苗",
    "username": "xinmiao",
    "password": "woodcotton-2026",
    "agreed": "on",
}


@pytest.fixture
def anybody():
    return Client()


def test_the_choice_leads_to_every_way_in(anybody, clean):
    text = clean(anybody.get("/en/join/"))

    for kind in JoiningAs:
        assert f'href="/en/join/{kind}/"' in text
    assert 'href="/en/join/overseas/"' in text
    assert 'href="/en/join/volunteer/"' in text
    assert 'lang="zh-Hans"' in clean(anybody.get("/join/"))


def test_overseas_bodies_are_told_their_law_and_office(anybody, clean):
    text = clean(anybody.get("/join/overseas/"))

    assert "境外非政府组织境内活动管理法" in text
    assert "广东省公安厅" in text
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("kind", list(JoiningAs))
def test_a_stranger_gets_a_sign_in_and_an_empty_registration(anybody, clean, kind):
    clean(anybody.get(f"/join/{kind}/"))

    response = anybody.post(f"/en/join/{kind}/", ACCOUNT)

    assert (response.status_code, response.url) == (302, "/desk/registration/")
    row = Registration.objects.get()
    assert (row.applicant.username, row.applicant.language, row.joining) == (
        "xinmiao",
        "en",
        kind,
    )
    assert "Who we are" in clean(anybody.get("/desk/registration/"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "taken"),
        ("username", "两 个"),
        ("password", "12345678"),
        ("password", "short"),
        ("name", ""),
        ("agreed", ""),
        ("website", "http://spam.example"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(anybody, clean, field, value):
    UserFactory(username="taken")

    response = anybody.post("/en/join/filed_group/", ACCOUNT | {field: value})

    clean(response, 422)
    assert list(response.context["form"].errors) == [field]
    assert User.objects.count() == 1


@override_settings(JOIN_RATE_LIMITS={"join": "2/h/ip"})
def test_too_much_from_one_address_waits(anybody):
    for _n in range(2):
        assert anybody.post("/join/filed_group/", {}).status_code == 422

    assert anybody.post("/join/filed_group/", ACCOUNT).status_code == 429
    assert User.objects.count() == 0


def test_an_unknown_kind_is_not_there(anybody):
    assert anybody.get("/join/circus/").status_code == 404


def test_who_is_signed_in_begins_at_once_and_only_once(anybody, clean):
    user = UserFactory()
    anybody.force_login(user)
    assert str(user) in clean(anybody.get("/en/join/volunteer_team/"))

    for _n in range(2):
        response = anybody.post("/en/join/volunteer_team/")
        assert response.url == "/desk/registration/"

    assert Registration.objects.get().applicant == user


def test_who_has_begun_is_led_back(anybody, clean):
    anybody.force_login(RegistrationFactory().applicant)

    assert "Go on with it" in clean(anybody.get("/en/join/filed_group/"))


def test_the_desk_leads_a_stranger_without_registration_to_the_choice(anybody):
    anybody.force_login(UserFactory())

    assert anybody.get("/desk/registration/").url == "/join/"
