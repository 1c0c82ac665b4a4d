"""A volunteer asks about her minutes; the keeper answers; nothing is overwritten."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.domain.hour_question import answer_about_hours, ask_about_hours
from matching.domain.hours import Served, minutes_of, reverse_attendance
from matching.domain.session import record_delivery, turn_second_key
from matching.enums import SecondKey
from matching.models import Attendance, HourEntry, HourQuestion, Session
from matching.queries import waiting_for
from matching.queries.hours import own_hours
from tests.factories.organisations import UserFactory, VolunteerFactory
from tests.matching.slots import Service
from tests.matching.tools import acts, fresh, refused, told
from tests.matching.world import World

pytestmark = pytest.mark.django_db


class Case:
    """One volunteer with an account, recorded with thirty of sixty minutes."""

    def __init__(self):
        self.service = Service(World())
        self.me = VolunteerFactory(user=UserFactory())
        self.service.coming(self.me)
        start = timezone.now() - timedelta(hours=2)
        Session.objects.filter(pk=self.service.session.pk).update(
            starts_at=start, ends_at=start + timedelta(hours=1)
        )
        self.session = fresh(self.service.session)
        self.keeper = self.service.admin
        served = [Served(30, person=self.me.person)]
        self.attendance = record_delivery(
            session=self.session, units=1, minutes=60, served=served, by=self.keeper
        )

    def ask(self, **more):
        values = {
            "attendance": self.attendance,
            "volunteer": self.me,
            "minutes": 60,
            "words": "我待到了最后",
            "by": self.me.user,
        }
        return ask_about_hours(**{**values, **more})

    def answer(self, question, granted=True, **more):
        values = {"granted": granted, "answer": "查过名单", "by": self.keeper}
        answer_about_hours(question=question, **{**values, **more})


@pytest.fixture
def case():
    return Case()


def minutes():
    return list(HourEntry.objects.order_by("pk").values_list("minutes", flat=True))


def test_granted_is_a_reversal_and_a_new_entry(case):
    question = case.ask()
    assert told(case.keeper)[-1] == "hours_asked"
    assert "志愿者询问时长：服务A1" in {str(w.title) for w in waiting_for(case.keeper)}

    case.answer(question)

    assert minutes() == [30, -30, 60]
    assert minutes_of(case.attendance) == {case.me.person_id: 60}
    assert told(case.me.user)[-1] == "hours_answered"
    need = case.session.engagement.need
    assert acts(need)[-2:] == ["ask_about_hours", "answer_about_hours"]
    with refused("stale"):
        case.answer(question)


def test_confirmed_hours_may_be_asked_about_and_less_is_said_too(case):
    world = case.service.world
    turn_second_key(session=case.session, kind=SecondKey.WORKER, by=world.worker)
    case.answer(case.ask(minutes=0))
    assert minutes() == [30, -30]
    case.answer(case.ask(minutes=20))
    assert minutes() == [30, -30, 20]


def test_a_no_is_answered_too_and_changes_nothing(case):
    question = case.ask()
    with refused("no_words"):
        case.answer(question, answer=" ")
    case.answer(question, granted=False)
    assert minutes() == [30]
    row = own_hours(case.me)[0]
    assert (row.minutes, row.question.granted) == (30, False)
    case.ask(words="请再看一次名单")
    assert HourQuestion.objects.count() == 2


def test_what_is_refused(case):
    stranger = VolunteerFactory(user=UserFactory())
    for wrong, code in (
        ({"words": ""}, "no_words"),
        ({"minutes": 61}, "more"),
        ({"minutes": 30}, "same"),
        ({"volunteer": stranger}, "not_listed"),
    ):
        with refused(code):
            case.ask(**wrong)
    question = case.ask()
    with refused("twice"):
        case.ask()
    with refused("same_person"):
        case.answer(question, by=case.me.user)
    with refused("not_keeper"):
        case.answer(question, by=case.service.world.worker)


def test_of_hours_taken_back_nothing_is_asked(case):
    question, world = case.ask(), case.service.world
    turn_second_key(session=case.session, kind=SecondKey.WORKER, by=world.worker)
    attendance = Attendance.objects.get(pk=case.attendance.pk)
    reverse_attendance(attendance=attendance, reason="没有人来", by=case.keeper)
    with refused("wrong_state"):
        case.answer(fresh(question))
    with refused("wrong_state"):
        case.ask()
    assert own_hours(case.me) == []


def test_who_said_yes_but_was_forgotten_asks_too(case):
    forgotten = VolunteerFactory(user=UserFactory())
    offer = case.service.slot.offers.get()
    offer.pk, offer.public_id, offer.volunteer = None, "0" * 12, forgotten
    offer.save(force_insert=True)
    case.answer(case.ask(volunteer=forgotten, minutes=45, by=forgotten.user))
    assert minutes_of(case.attendance)[forgotten.person_id] == 45
