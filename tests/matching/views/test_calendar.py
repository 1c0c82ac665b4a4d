"""The provider's calendar, a clash overridden in the form, the list of those who came."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from config.tongue import marked
from matching.models import Session
from records.models import Attachment
from tests.factories.matching import SlotOfferFactory
from tests.matching.tools import fresh

WEEK = reverse("matching:calendar")
QUERIES = 5


def url(name, thing):
    return reverse(f"matching:{name}", args=[thing.public_id])


def picture():
    stream = BytesIO()
    Image.new("RGB", (40, 30), "white").save(stream, "JPEG")
    return SimpleUploadedFile("签到.jpg", stream.getvalue(), "image/jpeg")


def filled(**more):
    day = timezone.localdate() + timedelta(days=3)
    form = {"day": day.isoformat(), "start": "09:00", "end": "10:00", "units": 1}
    return {"version": "accepted", "place": "", **form, **more}


@pytest.mark.parametrize("number", [1, 3, 60])
def test_a_week_asks_the_same_whatever_its_length(
    world, reader, clean, django_assert_num_queries, number
):
    session = world.scheduled(begun=False)
    Session.objects.bulk_create(
        Session(
            engagement=session.engagement,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
        )
        for _n in range(number - 1)
    )
    client = reader(world.admin(session.engagement))
    day = timezone.localtime(session.starts_at).date()
    with django_assert_num_queries(QUERIES):
        response = client.get(WEEK, {"week": day.isoformat()})
    assert response.context["count"] == number
    clean(response)


def test_the_calendar_is_the_providers(world, reader):
    assert reader(world.worker).get(WEEK).status_code == 403
    assert (
        reader(next(iter(world.admins.values())))
        .get(WEEK, {"week": "nonsense"})
        .status_code
        == 200
    )


def test_a_clash_asks_for_a_reason(world, reader, clean):
    engagement, other = world.accepted()[0], world.accepted("team")[0]
    new = {"keeper_name": "陈一", "keeper_phone": "13800000001"}
    reader(world.admin(other)).post(url("schedule", other), filled(**new))
    client = reader(world.admin(engagement))

    first = client.post(url("schedule", engagement), filled(**new))
    page = clean(first)
    despite = filled(**new, despite="两处相邻")
    second = client.post(url("schedule", engagement), despite)

    assert (first.status_code, second.status_code) == (422, 302)
    assert marked("陈* is expected at another place then") in page
    assert 'type="text" name="despite"' in page
    assert engagement.sessions.get().despite == "两处相邻"


def test_weekly_with_a_known_face(world, reader):
    engagement = world.accepted()[0]
    client = reader(world.admin(engagement))
    form = filled(keeper_name="陈一", keeper_phone="13800000001", weekly="on")

    missing = client.post(url("schedule", engagement), filled(keeper_name="陈一"))
    answer = client.post(url("schedule", engagement), form)

    assert (missing.status_code, answer.status_code) == (422, 302)
    assert engagement.sessions.count() == 2


def test_one_tap_before_the_time(world, reader, clean):
    session = world.scheduled(begun=False)
    Session.objects.update(asked_at=timezone.now())
    client = reader(world.admin(session.engagement))
    page = clean(client.get(url("engagement", session.engagement)))

    client.post(url("coming", session), {"version": "planned"})

    assert url("coming", session) in page
    assert fresh(session).sure_at is not None
    assert "yes said" in clean(client.get(url("engagement", session.engagement)))


def test_the_list_of_a_group_and_its_photograph(world, reader, clean):
    session = world.scheduled()
    client = reader(world.admin(session.engagement))
    form = {"version": "planned", "units": 2, "minutes": 60, "people": 9}
    lines = "陈一 13800000001\n李二，13800000002，45分钟\n"

    wrong = client.post(url("deliver", session), form | {"served": "陈一"})
    answer = client.post(
        url("deliver", session), form | {"served": lines, "sheet": picture()}
    )

    assert "Line 1: write a name" in clean(wrong)
    assert answer.status_code == 302
    kept = [(e.person.masked_name, e.minutes) for e in session.attendance.entries.all()]
    assert kept == [("陈*", 60), ("李*", 45)]
    assert Attachment.objects.get().subject == f"session:{session.public_id}"
    page = clean(client.get(url("engagement", session.engagement)))
    assert "45 minutes" in page
    sheet = url("attendance_sheet", session)
    assert sheet in page
    file = client.get(sheet)
    assert b"".join(file.streaming_content)[:2] == b"\xff\xd8"
    assert (
        reader(world.admins[world.providers["firm"].pk]).get(sheet).status_code == 404
    )


def test_volunteers_who_came_are_ticked(world, reader, clean):
    session = world.scheduled()
    offer = SlotOfferFactory(slot__session=session, accepted=True)
    client = reader(world.admin(session.engagement))
    page = clean(client.get(url("deliver", session)))
    assert offer.volunteer.person.masked_name in page

    form = {"version": "planned", "units": 2, "minutes": 60, "people": 9}
    client.post(url("deliver", session), form | {"came": [offer.volunteer_id]})

    entry = session.attendance.entries.get()
    assert (entry.person, entry.minutes) == (offer.volunteer.person, 60)


def test_a_list_that_is_no_picture(world, reader, clean):
    session = world.scheduled()
    client = reader(world.admin(session.engagement))
    form = {"version": "planned", "units": 2, "minutes": 60, "people": 9}
    file = SimpleUploadedFile("签到.exe", b"MZ" + bytes(90))

    answer = client.post(url("deliver", session), form | {"sheet": file})

    assert answer.status_code == 422
    assert fresh(session).state == "planned"
