"""I am here: for those on the list, for a while, and never a key of its own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.domain.presence import HERE_LINK, issue_here_link, say_here
from matching.domain.session import record_delivery, turn_second_key
from matching.enums import SecondKey, SessionState
from matching.models import Attendance, Presence, Session, SlotOffer
from matching.queries.presence import listed_under
from records.links import open_link
from records.models import Link
from records.queries import handed_over
from tests.factories.organisations import UserFactory, VolunteerFactory
from tests.matching.slots import Service
from tests.matching.tools import acts, fresh, refused
from tests.matching.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    """A session that began ten minutes ago, to which one volunteer said yes."""
    found = Service(World())
    (found.offer,) = found.coming()
    begin(found.session, timedelta(minutes=-10))
    return found


def begin(session, ahead):
    start = timezone.now() + ahead
    Session.objects.filter(pk=session.pk).update(
        starts_at=start, ends_at=start + timedelta(hours=1)
    )
    session.refresh_from_db()


def code(service):
    return open_link(issue_here_link(session=service.session, by=service.admin))


def here(service, link, volunteer=None):
    volunteer = volunteer or service.offer.volunteer
    return say_here(session=service.session, link=link, volunteer=volunteer)


def test_who_is_on_the_list_says_it_once(service):
    link = code(service)
    first, again = here(service, link), here(service, link)
    assert first == again == Presence.objects.get()
    need = service.session.engagement.need
    assert acts(need).count("say_here") == 1
    assert handed_over([need.subject]) == [(link, service.admin)]
    with refused("not_listed"):
        here(service, link, VolunteerFactory())


def test_the_code_opens_an_hour_before_and_ends_half_an_hour_after(service):
    session, link = service.session, code(service)
    assert link.expires_at == session.ends_at + timedelta(minutes=30)
    begin(session, timedelta(minutes=61))
    with refused("too_early"):
        code(service)
    begin(session, timedelta(minutes=59))
    here(service, code(service))
    begin(session, timedelta(minutes=-91))
    for late in (lambda: code(service), lambda: here(service, link)):
        with refused("too_late"):
            late()


def test_a_code_is_for_its_session_alone(service):
    link = code(service)
    other = Link(purpose=HERE_LINK, payload={"session": service.session.pk + 1})
    alien = Link(purpose="matching.second_key", payload=link.payload)
    for wrong in (other, alien):
        with refused("link_other"):
            here(service, wrong)


def test_it_confirms_nothing_and_gives_no_second_key(service):
    helper = UserFactory()
    volunteer = service.offer.volunteer
    type(volunteer).objects.filter(pk=volunteer.pk).update(user=helper)
    here(service, code(service))
    session = fresh(service.session)
    assert session.state == SessionState.PLANNED
    assert not Attendance.objects.exists()

    record_delivery(session=session, units=1, minutes=60, by=service.admin)

    with refused("same_person"):
        turn_second_key(session=session, kind=SecondKey.HELPER, by=helper)
    assert fresh(session).state == SessionState.DELIVERED
    with refused("wrong_state"):
        code(service)


def test_two_who_share_a_number_are_told_apart_by_who_is_there(service):
    first = service.offer.volunteer
    phone = first.person.phone
    second = VolunteerFactory(person__phone=phone)
    SlotOffer.objects.create(
        slot=service.slot,
        volunteer=second,
        wave=1,
        state="accepted",
        answer_by=timezone.now(),
    )

    assert listed_under(service.session, phone) == first
    here(service, code(service))
    assert listed_under(service.session, phone) == second
    assert listed_under(service.session, "13900000000") is None
    assert listed_under(service.session, "") is None
