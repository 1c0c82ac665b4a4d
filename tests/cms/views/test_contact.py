"""Writing to the centre and reading its answer, without an account."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from organisations.domain.inquiry import answer_inquiry
from organisations.models import Inquiry
from records.models import Workday
from tests.cms.markup import assert_quiet
from tests.factories.organisations import AppointmentFactory, TerritoryFactory
from tests.matching.tools import load_tables

pytestmark = pytest.mark.django_db
WORDS = "想问下社区食堂几点开门？"
VIOLENCE = "老公又打我，唔畀出门。"


@pytest.fixture
def district():
    today = timezone.localdate()
    days = [today + timedelta(days=n) for n in range(-5, 40)]
    Workday.objects.all().delete()
    Workday.objects.bulk_create(
        Workday(day=day, is_workday=day.weekday() < 5) for day in days
    )
    return TerritoryFactory(district=True)


@pytest.fixture
def operator(district):
    return AppointmentFactory(operator=True, user__language="en").user


@pytest.fixture
def desk(operator):
    client = Client()
    client.force_login(operator)
    return client


@pytest.mark.parametrize("address", ["/contact/", "/en/contact/"])
def test_a_letter_gets_number_and_code_once(client, district, address):
    assert_quiet(client.get(address).content.decode())
    answer = client.post(address, {"text": WORDS})
    made = Inquiry.objects.get()
    page = answer.content.decode()

    assert_quiet(page)
    assert made.number in page
    assert made.code in page
    assert "no-store" in answer["Cache-Control"]


def test_words_of_danger_bring_the_card_first(client, district):
    load_tables()
    first = client.post("/contact/", {"text": VIOLENCE})

    assert first.status_code == 422
    assert 'href="tel:110"' in first.content.decode()
    assert Inquiry.objects.count() == 0
    again = {"text": VIOLENCE, "acknowledged": first.context["families"]}
    assert client.post("/contact/", again).status_code == 200
    assert Inquiry.objects.count() == 1


@pytest.mark.parametrize(
    "sent", [{}, {"text": " "}, {"text": WORDS, "website": "http://x"}]
)
def test_what_is_missing_is_said_and_input_is_kept(client, district, sent):
    answer = client.post("/contact/", sent)

    assert answer.status_code == 422
    assert b"error-summary" in answer.content
    assert Inquiry.objects.count() == 0


def test_too_many_letters_from_one_address_wait(client, district, settings):
    settings.CONTACT_RATE_LIMITS = {"contact": "1/h/ip"}
    client.post("/contact/", {"text": ""})
    assert client.post("/contact/", {"text": WORDS}).status_code == 200
    assert client.post("/contact/", {"text": WORDS}).status_code == 429


def test_codes_cannot_be_guessed(client, district, settings):
    settings.CONTACT_RATE_LIMITS = {"contact": "9/h/ip", "look_up_failed": "1/h/key"}
    client.post("/contact/", {"text": WORDS})
    number = Inquiry.objects.get().number
    wrong = {"number": number, "code": "x"}
    assert client.post("/contact/answer/", wrong).status_code == 404
    assert client.post("/contact/answer/", wrong).status_code == 429


def test_from_letter_to_answer(client, district, operator, desk):
    client.post("/contact/", {"text": WORDS, "name": "陈女士"})
    made = Inquiry.objects.get()
    asked = {"number": made.number.lower(), "code": made.code}
    assert "尚未" in client.post("/contact/answer/", asked).content.decode()

    address = f"/desk/inquiries/{made.public_id}/"
    page = desk.get(address).content.decode()
    assert_quiet(page)
    assert WORDS in page
    assert desk.post(address, {"answer": ""}).status_code == 422
    assert desk.post(address, {"answer": "七点。"}).url == "/desk/inquiries/"
    assert desk.post(address, {"answer": "八点。"}).status_code == 409
    assert "七点。" in client.post("/contact/answer/", asked).content.decode()


def test_nobody_else_reads_letters(client, district):
    client.post("/contact/", {"text": WORDS})
    made = Inquiry.objects.get()
    client.force_login(AppointmentFactory().user)

    assert client.get("/desk/inquiries/").status_code == 403
    assert client.get(f"/desk/inquiries/{made.public_id}/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_queries(
    client, district, desk, rows, django_assert_num_queries
):
    for _n in range(rows):
        client.post("/contact/", {"text": WORDS})
    desk.get("/desk/inquiries/")
    with django_assert_num_queries(8):
        page = desk.get("/desk/inquiries/").content.decode()
    assert_quiet(page)
    assert page.count("LX-") == rows


def test_the_page_says_how_fast_the_centre_is(client, district, operator):
    for _n in range(10):
        client.post("/contact/", {"text": WORDS})
        letter = Inquiry.objects.open().get()
        answer_inquiry(inquiry=letter, answer="好。", by=operator)
    page = client.get("/en/contact/").content.decode()

    assert "Half of the 10 answers of the last 90 days came the same day." in page
