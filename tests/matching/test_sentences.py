"""Hours that cannot be: what is wrong, where, and what to do, in both languages;
nothing of it is written."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from matching.domain.hour_question import answer_about_hours, ask_about_hours
from matching.domain.hours import Served
from matching.domain.presence import issue_here_link, say_here
from matching.domain.session import record_delivery, turn_second_key
from matching.enums import SecondKey
from matching.models import Session
from organisations.enums import Role
from records.links import open_link
from tests.factories.organisations import UserFactory, VolunteerFactory
from tests.matching.slots import Service
from tests.matching.tools import fresh
from tests.refusals import refused

pytestmark = pytest.mark.django_db


class Scene:
    """A visit that is on its way, with one volunteer who said that she is there, and
    one in two days."""

    def __init__(self):
        service = Service(number=1)
        self.world, self.keeper = service.world, service.admin
        self.me = VolunteerFactory(user=UserFactory())
        service.coming(self.me)
        start = timezone.now() - timedelta(minutes=30)
        Session.objects.filter(pk=service.session.pk).update(
            starts_at=start, ends_at=start + timedelta(hours=1)
        )
        self.session = fresh(service.session)
        self.later = service.timed(self.session.engagement, timedelta(days=2))
        self.link = open_link(self.code(self.session)())
        self.here(self.me)()

    def code(self, session):
        return partial(issue_here_link, session=session, by=self.keeper)

    def here(self, volunteer):
        return partial(
            say_here, session=self.session, link=self.link, volunteer=volunteer
        )

    def recorded(self, *minutes, **more):
        values = {"session": self.session, "units": 1, "minutes": 60, "by": self.keeper}
        served = [Served(each, person=self.me.person) for each in minutes]
        return partial(record_delivery, served=served, **{**values, **more})

    def key(self, by, kind=SecondKey.HELPER):
        return partial(turn_second_key, session=self.session, kind=kind, by=by)

    def asked(self, attendance):
        return partial(
            ask_about_hours,
            attendance=attendance,
            volunteer=self.me,
            minutes=60,
            words="我待到了最后",
            by=self.me.user,
        )


@pytest.fixture
def scene():
    return Scene()


def test_what_is_recorded_can_have_been(scene):
    begins = f"{timezone.localtime(scene.later.starts_at):%Y-%m-%d %H:%M}"
    name = scene.me.person.masked_name
    refused(
        {
            "hours in the future": (
                scene.recorded(60, session=scene.later),
                f"这次服务 {begins} 开始，开始之后再登记时长。",
                f"This time begins on {begins}: record the hours once it has begun.",
            ),
            "a code shown too early": (
                scene.code(scene.later),
                "开始前一小时起才能显示报到码。",
                "The code is shown from an hour before.",
            ),
            "somebody who is not on the list": (
                scene.here(VolunteerFactory()),
                "您不在这一场的名单上，请告诉现场记录人。",
                "You are not on the list of this time: tell whoever keeps it.",
            ),
            "one person on two lines": (
                scene.recorded(30, 30),
                f"名单里{name}写了两次，请把分钟数合并成一行。",
                f"{name} stands on the list twice: add the minutes up in one line.",
            ),
            "more minutes than there were": (
                scene.recorded(61),
                "请填 1 至 60 分钟，不超过本次服务时长。",
                "Write 1 to 60 minutes: as long as the session was.",
            ),
            "more units than were planned": (
                scene.recorded(60, units=2),
                "这一次安排的数量是 1，登记不能超过。",
                "1 of the agreed units were planned here: record no more.",
            ),
        }
    )


def test_two_keys_are_two_hands_of_two_houses(scene):
    scene.recorded(30)()
    provider = scene.session.engagement.provider
    colleague = scene.world.appointed(Role.PROVIDER_ADMIN, None, provider=provider)
    hired = scene.world.appointed(Role.SOCIAL_WORKER, employer=provider)
    one_house = (
        "双方确认同属一家单位。请让服务对象或帮办人确认。",
        "The two keys belong to the same employer. Ask the person served or a helper to "
        "confirm.",
    )
    refused(
        {
            "a keeper who confirms itself": (
                scene.key(scene.keeper),
                "双方确认不能是同一个人。请让服务对象或帮办人确认。",
                "The two keys belong to one person. Ask the person served or a helper to "
                "confirm.",
            ),
            "two accounts of one employer": (scene.key(colleague), *one_house),
            "its own social worker": (scene.key(hired, SecondKey.WORKER), *one_house),
            "a volunteer who was there": (
                scene.key(scene.me.user),
                "在场服务的志愿者不能作对方确认，请服务对象确认。",
                "Who was there as a volunteer gives no second key: ask the person "
                "served.",
            ),
        }
    )


def test_a_correction_is_asked_once_and_answered_by_another(scene):
    attendance = scene.recorded(30)()
    question = scene.asked(attendance)()
    answer = {"question": question, "granted": True, "answer": "是的"}
    refused(
        {
            "asked about twice": (
                scene.asked(attendance),
                "您已经问过，请等待答复。",
                "You have asked about this already: wait for the answer.",
            ),
            "answered by the one who asks": (
                partial(answer_about_hours, by=scene.me.user, **answer),
                "您本人的询问由同事答复。",
                "Your own question is answered by a colleague.",
            ),
            "answered by somebody else": (
                partial(answer_about_hours, by=scene.world.worker, **answer),
                "只有记录时长的机构可以答复。",
                "Only whoever keeps the list answers.",
            ),
        }
    )
