"""Letters to the centre: taken in, answered once, counted in working days."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from organisations.domain.inquiry import answer_inquiry, reply_workdays, write_to_centre
from organisations.models import Inquiry
from organisations.queries import waiting_for
from organisations.queries.inquiry import find_inquiry, reply_speed
from records.models import LedgerEntry, Message, Workday
from tests.factories.organisations import AppointmentFactory, TerritoryFactory

pytestmark = pytest.mark.django_db
WORDS = "想问下社区食堂几点开门？"


@pytest.fixture
def district():
    return TerritoryFactory(district=True)


@pytest.fixture
def operator(district):
    return AppointmentFactory(operator=True).user


@pytest.fixture(autouse=True)
def calendar():
    start = timezone.localdate() - timedelta(days=120)
    days = [start + timedelta(days=n) for n in range(200)]
    Workday.objects.all().delete()
    Workday.objects.bulk_create(
        Workday(day=day, is_workday=day.weekday() < 5) for day in days
    )


def letter(district, **more):
    return write_to_centre(district=district, text=WORDS, **more)


def test_a_letter_has_a_number_a_code_and_a_clock(district, operator):
    made = letter(district, name="陈女士", phone="13800000000")
    today = timezone.localdate()

    assert made.number == f"LX-{today.year}-{made.pk:05d}"
    assert len(made.code) == 6
    due = timezone.localdate(made.reply_by)
    worked = Workday.objects.filter(day__gt=today, day__lte=due, is_workday=True)
    assert worked.count() == reply_workdays() == 5
    [message] = Message.objects.filter(recipient=operator)
    assert message.url == f"/desk/inquiries/{made.public_id}/"
    assert WORDS not in str(message)


def test_its_words_are_unreadable_in_the_database_and_absent_from_the_ledger(district):
    made = letter(district, name="陈女士", phone="13800000000")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT text, name, phone FROM organisations_inquiry WHERE id = %s",
            [made.pk],
        )
        kept = " ".join(cursor.fetchone())
    [entry] = LedgerEntry.objects.filter(action="organisations.write_to_centre")

    assert not {WORDS, "陈女士", "13800000000"} & set(kept.split())
    assert (entry.subject, entry.facts) == (made.subject, {})
    assert Inquiry.objects.get().text == WORDS


@pytest.mark.parametrize("text", ["", "  \n", "长" * 2001])
def test_nothing_and_too_much_are_refused(district, text):
    with pytest.raises(ValidationError):
        write_to_centre(district=district, text=text)
    assert Inquiry.objects.count() == 0


def test_the_centre_answers_once(district, operator):
    made = letter(district)
    [task] = waiting_for(operator)
    assert (task.until, task.url) == (
        made.reply_by,
        f"/desk/inquiries/{made.public_id}/",
    )
    answer_inquiry(inquiry=made, answer="早上七点。", by=operator)

    assert (made.answer, made.answered_by, made.workdays) == ("早上七点。", operator, 0)
    assert waiting_for(operator) == []
    with pytest.raises(ValidationError) as error:
        answer_inquiry(inquiry=made, answer="八点。", by=operator)
    assert error.value.code == "stale"
    assert Inquiry.objects.get().answer == "早上七点。"


def test_number_and_code_open_it_and_nothing_else(district):
    made = letter(district)
    other = letter(district)
    wrong = "000000" if made.code != "000000" else "000001"

    assert find_inquiry(made.number, made.code) == made
    assert find_inquiry(made.number, wrong) is None
    assert find_inquiry(f"LX-1999-{made.pk:05d}", made.code) is None
    assert find_inquiry("LX-2026-99999", made.code) is None
    assert find_inquiry("DROP TABLE", made.code) is None
    assert find_inquiry(other.number, other.code) == other


def test_the_speed_is_a_median_of_ninety_days(district, operator):
    now = timezone.now()
    for n in range(11):
        made = letter(district)
        answer_inquiry(inquiry=made, answer="好。", by=operator)
        Inquiry.objects.filter(pk=made.pk).update(workdays=n)
    assert reply_speed(timezone.now()) == (5, 11)
    assert "一半在5个工作日内" in reply_speed(timezone.now()).words
    Inquiry.objects.filter(workdays__lt=2).update(answered_at=now - timedelta(days=91))
    assert reply_speed(timezone.now()) == (None, 9)


def test_a_calendar_that_ends_is_said(district):
    Workday.objects.filter(day__gt=timezone.localdate()).delete()
    with pytest.raises(ValidationError) as error:
        letter(district)
    assert error.value.code == "workday_unknown"
