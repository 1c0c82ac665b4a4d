"""`/case/`: what somebody without an account learns, and what nobody learns."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from matching.domain.call import call_unit
from matching.domain.step import record
from matching.enums import NeedState, Track
from matching.models import Matter, Need
from matching.views.need import need_page
from organisations.enums import PlaceKind
from organisations.models import Place
from tests.matching.calls import load_matters
from tests.matching.tools import fresh
from tests.matching.world import WORDS

CASE = "/case/"
NOT_FOUND = "There is no case with this number and this code."


@pytest.fixture
def guest():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def phone(world):
    Place.objects.create(
        kind=PlaceKind.STATION, name="社工站", territory=world.street, phone="020-12345"
    )
    return "020-12345"


def ask(guest, need, **changed):
    return guest.post(CASE, {"number": need.number, "code": need.code, **changed})


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06d}"


def secrets_of(world, need):
    """What must never be read here."""
    people = (world.worker, world.officer, world.member, world.raiser, world.manager)
    names = [user.name for user in people if user.name]
    providers = [each.name for each in (*world.providers.values(), world.agency)]
    return [WORDS, need.title or WORDS, "陈", str(need.community), *names, *providers]


def told(response):
    """The titles of a timeline, in English."""
    with translation.override("en"):
        return [str(step["title"]) for step in response.context["steps"]]


# --- what is told ---------------------------------------------------------------------


@pytest.mark.parametrize("state", NeedState.values)
def test_every_state_in_plain_words(world, guest, clean, state):
    need = world.need_in(state)
    response = ask(guest, need)
    text = clean(response)

    assert response.status_code == 200
    assert need.number in text
    assert response.context["words"]
    assert [each for each in secrets_of(world, need) if each in text] == []


def test_trail_holds_labels_and_days_without_names(world, guest, clean):
    need = world.need_in("completed")
    response = ask(guest, need)
    text = clean(response)
    titles = told(response)

    assert titles == [
        "Received",
        "Taken up",
        "Proposed who could do it",
        "Decided who is asked to do it",
        "Somebody agreed to do it",
        "A time was fixed",
        "Reported as done; to be confirmed",
        "Done and confirmed",
    ]
    assert all("who" not in step for step in response.context["steps"])
    assert 'class="when">' in text


def test_our_own_business_is_not_told(world, guest):
    load_matters()
    need = world.raised()
    call_unit(
        matter=Matter.objects.get(pk="ZH-09"),
        unit=world.providers["unit"],
        street=world.street,
        text="请派水车",
        need=need,
        by=world.officer,
    )
    assert told(ask(guest, need)) == ["Received"]


def test_what_happens_next_and_by_when(world, guest, clean):
    need = world.raised()
    text = clean(ask(guest, need))
    assert "A social worker of the street looks at it." in text
    assert "at the latest" in text

    Need.objects.filter(pk=need.pk).update(due_at=need.raised_at)
    assert "is late. We are sorry." in clean(ask(guest, need))


def test_question_is_shown_with_the_phone_to_answer(world, guest, clean, phone):
    text = clean(ask(guest, world.need_in("returned")))
    assert "住几楼？" in text
    assert f'href="tel:{phone}"' in text


def test_referred_body_and_number(world, guest, clean):
    text = clean(ask(guest, world.need_in("referred")))
    assert "市政部门" in text
    assert "SZ-1" in text


def test_numbers_may_be_typed_as_people_type(world, guest):
    need = world.raised()
    wide = str.maketrans("0123456789-", "０１２３４５６７８９－")
    for number in (need.number.lower(), need.number[3:], need.number.translate(wide)):
        typed = f" {number} "
        code = need.code.translate(wide)
        assert ask(guest, need, number=typed, code=code).status_code == 200


# --- what is not ------------------------------------------------------------------------


def same(first, second):
    """Byte for byte, but for what the asker typed and the token of the form."""

    def bare(response):
        form, text = response.context["form"], response.content.decode()
        for name in ("number", "code"):
            text = text.replace(form.data[name], "")
        return text.replace(str(response.context["csrf_token"]), "")

    return bare(first) == bare(second) and first.status_code == second.status_code


def test_wrong_number_wrong_code_and_confidential_are_answered_alike(world, guest):
    need, hidden = world.raised(), world.raised()
    Need.objects.filter(pk=hidden.pk).update(track=Track.CONFIDENTIAL)
    wrong_code = ask(guest, need, code=wrong(need.code))
    wrong_number = ask(guest, need, number="XQ-1999-00001")
    confidential = ask(guest, hidden)

    assert wrong_code.status_code == 404
    assert NOT_FOUND in wrong_code.content.decode()
    assert same(wrong_code, wrong_number)
    assert same(wrong_code, confidential)


def test_the_same_is_read_whatever_is_wrong(world, guest):
    need, hidden = world.raised(), world.raised()
    Need.objects.filter(pk=hidden.pk).update(track=Track.CONFIDENTIAL)

    def read(**typed):
        with CaptureQueriesContext(
            connection,
        ) as found:
            guest.post(CASE, typed)
        needs = Need._meta.db_table
        return [q["sql"].count(needs) > 0 for q in found if needs in q["sql"]]

    looked = [
        read(number=need.number, code=wrong(need.code)),
        read(number="XQ-1999-00001", code=need.code),
        read(number=hidden.number, code=hidden.code),
    ]
    assert looked == [[True]] * 3


@pytest.mark.parametrize(
    "typed",
    [
        {"number": "", "code": ""},
        {"number": "XQ-2026-1", "code": "123456"},
        {"number": "XQ-2026-00001", "code": "12345"},
        {"number": "XQ-2026-00001", "code": "一二三四五六"},
        {"number": "HJ-2026-00001", "code": "123456"},
    ],
)
def test_what_cannot_be_a_number_is_422(db, guest, typed, clean):
    response = guest.post(CASE, typed)
    assert response.status_code == 422
    assert "error-summary" in clean(response)


def test_nothing_is_kept_by_browser_or_search_engine(world, guest):
    for response in (guest.get(CASE), ask(guest, world.raised())):
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_number_and_code_in_the_address_do_nothing(world, guest):
    need = world.raised()
    response = guest.get(CASE, {"number": need.number, "code": need.code})
    assert "words" not in response.context
    assert "A social worker" not in response.content.decode()


# --- guessing -----------------------------------------------------------------------------


def from_(address):
    return Client(headers={"accept-language": "en"}, REMOTE_ADDR=address)


def test_sixth_wrong_code_closes_the_number_for_everybody(world, clean):
    need, other = world.raised(), world.raised()
    for n in range(5):
        ask(from_(f"10.0.0.{n}"), need, code=wrong(need.code))
    stopped = ask(from_("10.0.0.9"), need)

    assert stopped.status_code == 429
    assert "Try again in an hour" in clean(stopped)
    assert ask(from_("10.0.0.9"), other).status_code == 200


def test_unknown_and_confidential_numbers_close_alike(world):
    hidden = world.raised()
    Need.objects.filter(pk=hidden.pk).update(track=Track.CONFIDENTIAL)
    for number in (hidden.number, "XQ-1999-00001"):
        codes = [
            ask(from_("10.0.1.1"), hidden, number=number).status_code for _n in range(6)
        ]
        assert codes == [404] * 5 + [429]


def test_one_address_does_not_walk_through_the_numbers(world):
    need = world.raised()
    for n in range(30):
        ask(from_("10.0.2.1"), need, number=f"XQ-1999-{n:05d}")
    assert ask(from_("10.0.2.1"), need).status_code == 429
    assert ask(from_("10.0.2.2"), need).status_code == 200


def test_right_answers_do_not_count(world):
    need = world.raised()
    assert [ask(from_("10.0.3.1"), need).status_code for _n in range(8)] == [200] * 8
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM django_cache WHERE cache_key LIKE '%look_up_failed%'"
        )
        assert cursor.fetchone()[0] >= 1
    cache.clear()


# --- where it is found --------------------------------------------------------------------


def test_both_languages_by_the_readers_setting(world):
    chinese = Client(headers={"accept-language": "zh-CN"})
    english = Client(headers={"accept-language": "en"})
    assert '<html lang="zh-Hans"' in chinese.get(CASE).content.decode()
    assert '<html lang="en"' in english.get(CASE).content.decode()


def test_received_page_and_footer_lead_here(world, reader):
    need = world.raised()
    url = reverse("matching:received", args=[need.public_id])
    assert f'href="{CASE}"' in reader(world.raiser).get(url).content.decode()
    assert f'href="{CASE}"' in reader(None).get("/accounts/login/").content.decode()


@pytest.mark.parametrize("state", ["returned", "referred", "completed"])
def test_raiser_with_an_account_sees_the_timeline(world, reader, state):
    need = world.need_in(state)
    url = reverse("matching:need", args=[need.public_id])
    response = reader(world.raiser).get(url)
    titles = told(response)

    assert response.resolver_match.func is need_page
    assert titles[0] == "Received"
    assert len(titles) > 1
    assert fresh(need).state == state


def test_what_is_checked_in_the_house_is_told_to_who_works_on_it(world, reader):
    need = world.need_in("completed")
    record(need, "flag_hours", None, rule="overlap")
    url = reverse("matching:need", args=[need.public_id])
    flagged = "The hours of a delivery look unusual and are checked"

    to_raiser = told(reader(world.raiser).get(url))
    to_worker = told(reader(world.worker).get(url))

    assert to_raiser[:3] == ["Received", "Taken up", "Proposed who could do it"]
    assert to_worker[:2] == ["Raised", "Assessed and split into items"]
    assert (flagged in to_raiser, flagged in to_worker) == (False, True)
