"""`/raise/`: a need without an account."""

import pytest
from django.conf import settings
from django.test import Client, override_settings

from matching.models import MandatoryReport, Need
from matching.queries import waiting_for
from organisations.enums import Role
from organisations.models import Person
from tests.matching.tools import load_tables
from tests.matching.world import WORDS

VIOLENCE = "老公又打我，唔畀出门。"
ADDRESSES = ("/raise/", "/en/raise/")


def sent(world, **more):
    return {
        "text": WORDS,
        "community": world.community.code,
        "origin": "person",
        "ticket": "t" * 32,
        **more,
    }


@pytest.fixture
def anybody():
    return Client()


@pytest.mark.parametrize("url", ADDRESSES)
def test_it_makes_a_draft_and_shows_number_and_code(world, anybody, clean, url):
    clean(anybody.get(url))
    response = anybody.post(url, sent(world))
    need = Need.objects.get()
    text = clean(response)
    assert (need.state, need.raised_by, need.consent) == ("draft", None, "")
    assert need.number in text
    assert need.code in text
    assert "no-store" in response["Cache-Control"]
    secretary = world.appointed(Role.COMMUNITY_SECRETARY, world.community)
    for user in (secretary, world.worker):
        [task] = waiting_for(user)
        assert task.url == f"/desk/needs/{need.public_id}/"


def test_the_address_says_the_language(world, anybody):
    assert 'lang="zh-Hans"' in anybody.get("/raise/").content.decode()
    assert 'lang="en"' in anybody.get("/en/raise/").content.decode()


def test_the_same_form_twice_is_one_need(world, anybody):
    for _time in range(2):
        response = anybody.post("/en/raise/", sent(world))
    assert Need.objects.get().number in response.content.decode()


def test_a_number_is_kept_with_consent_only(world, anybody):
    before = Person.objects.count()
    data = sent(world, contact_name="陈婆婆", contact_phone="13800001234")
    assert anybody.post("/raise/", data).status_code == 422
    assert (Need.objects.count(), Person.objects.count()) == (0, before)
    assert anybody.post("/raise/", {**data, "agreed": "on"}).status_code == 200
    need = Need.objects.get()
    assert (need.consent, need.person.masked_phone) == ("form", "138****1234")
    assert need.consent_at is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": " "},
        {"community": ""},
        {"community": "440106001001"},
        {"ticket": "short"},
        {"website": "http://spam.example"},
    ],
)
def test_what_does_not_fit_is_422(world, anybody, clean, wrong):
    response = anybody.post("/en/raise/", sent(world, **wrong))
    assert response.status_code == 422
    clean(response)
    assert Need.objects.count() == 0


def test_to_be_rung_a_number_is_enough(world, anybody, clean):
    url = "/en/raise/?call=me"
    asked = sent(world, text="Please ring me: I will say on the phone what I need.")
    text = clean(anybody.get(url))
    assert text.index("Telephone") < text.index("What is needed?")
    assert anybody.post(url, asked).status_code == 422

    number = {"contact_phone": "13800001234", "agreed": "on"}
    assert anybody.post(url, asked | number).status_code == 200
    need = Need.objects.get()
    assert (need.person.masked_phone, need.consent) == ("138****1234", "form")


def test_words_of_danger_bring_the_card(world, anybody, clean):
    load_tables()
    first = anybody.post("/en/raise/", sent(world, text=VIOLENCE))
    assert first.status_code == 422
    text = clean(first)
    assert 'href="tel:110"' in text
    assert "It is safe to ring this number" in text
    assert Need.objects.count() == 0

    families = first.context["families"]
    again = sent(world, text=VIOLENCE, acknowledged=families)
    assert anybody.post("/en/raise/", again).status_code == 200
    need = Need.objects.get()
    assert (need.track, need.safe_contact) == ("confidential", False)
    assert MandatoryReport.objects.get().need == need


@override_settings(ASK_RATE_LIMITS={"ask": "2/h/ip"})
def test_too_many_from_one_address_wait(world, anybody):
    for n in range(2):
        assert anybody.post("/raise/", sent(world, text="")).status_code == 422
        good = sent(world, ticket=f"{n}" * 32)
        assert anybody.post("/raise/", good).status_code == 200
    response = anybody.post("/raise/", sent(world, ticket="9" * 32))
    assert response.status_code == 429
    assert Need.objects.count() == 2


def test_only_the_communities_of_the_district_are_offered(world, anybody):
    form = anybody.get("/raise/").context["form"]
    codes = [
        code for _s, group in form.fields["community"].choices[1:] for code, _n in group
    ]
    assert world.community.code in codes
    assert all(code.startswith(settings.DISTRICT_CODE) for code in codes)
