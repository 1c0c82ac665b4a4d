"""Certificates of service: confirmed hours alone, seven days, one digest, revocable."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.domain import certificate as verbs
from matching.domain.certificate_batch import ask_to_hand_out
from matching.domain.exchange import HEADINGS, exchange_file
from matching.domain.hours import Served, correct_hours, reverse_attendance
from matching.domain.session import record_delivery, turn_second_key
from matching.enums import SecondKey
from matching.models import ServiceCertificate
from matching.queries.certificate import digest_of, total_rows
from organisations.models import Disclosure
from records.domain.certificate import agrees
from records.domain.job import drain
from records.models import Job
from tests.matching.tools import fresh, refused

pytestmark = pytest.mark.django_db
ISSUER = verbs.Issuer("林主任", "020-00000000")
LIST = [Served(60, "陈一", "13800000001"), Served(45, "=cmd", "13800000002")]


@pytest.fixture
def attendance(world):
    """Two people served; both keys are turned."""
    return served(world)


def served(world, name="org", **more):
    session = world.scheduled(world.accepted(name)[0])
    kept = record_delivery(
        session=session,
        units=2,
        minutes=60,
        served=LIST,
        by=world.admin(session.engagement),
        **more,
    )
    turn_second_key(session=session, kind=SecondKey.WORKER, by=world.worker)
    return kept


def shown(world, attendance, **more):
    today = timezone.localdate()
    values = {
        "provider": world.providers["org"],
        "person": attendance.entries.first().person,
        "since": today - timedelta(days=30),
        "until": today,
        "holder_id": "volunteer",
        "id_number": "440104 1990 0101 1234",
        "issuer": ISSUER,
        "by": world.admins[world.providers["org"].pk],
    }
    return verbs.show_certificate(**values | more)


def seven_days_later(certificate):
    earlier = timezone.now() - timedelta(days=7)
    ServiceCertificate.objects.filter(pk=certificate.pk).update(shown_at=earlier)
    return fresh(certificate)


def handed_out(world, attendance):
    certificate = seven_days_later(shown(world, attendance))
    verbs.hand_out_certificate(certificate=certificate, by=certificate.shown_by)
    return fresh(certificate)


def test_it_says_what_is_confirmed_and_keeps_no_number(world, attendance):
    certificate = shown(world, attendance)

    assert certificate.minutes == 60
    assert certificate.content == [{"service": "A1", "times": 1, "minutes": 60}]
    assert certificate.id_masked == "4401************34"


@pytest.mark.parametrize(
    ("number", "kept"), [("1234567", "1******"), ("12345678", "1234**78"), ("", "")]
)
def test_a_short_number_shows_less(number, kept):
    assert verbs.masked(number) == kept


def test_hours_with_one_key_are_not_certified(world):
    session = world.scheduled(world.accepted()[0])
    by = world.admin(session.engagement)
    kept = record_delivery(session=session, units=2, minutes=60, served=LIST, by=by)
    with refused("no_hours"):
        shown(world, kept)


def test_hours_of_another_system_are_not_counted_again(world):
    kept = served(world, elsewhere="全国志愿服务信息系统")
    assert list(total_rows(kept.first_by)) == []
    with refused("no_hours"):
        shown(world, kept)


def test_hours_of_another_provider_are_not_certified(world):
    with refused("no_hours"):
        shown(world, served(world, "team"))


@pytest.mark.parametrize(("days", "code"), [(1, "future"), (-31, "period")])
def test_a_period_that_cannot_be(world, attendance, days, code):
    until = timezone.localdate() + timedelta(days=days)
    more = {"since": until + timedelta(days=9)} if code == "period" else {}
    with refused("no_hours" if code == "period" else code):
        shown(world, attendance, until=until, **more)


def test_it_goes_out_after_seven_days(world, attendance):
    certificate = shown(world, attendance)
    with refused("too_soon"):
        verbs.hand_out_certificate(certificate=certificate, by=certificate.shown_by)

    certificate = handed_out(world, attendance)

    assert certificate.paper.digest == digest_of(certificate)
    assert certificate.paper.holder == "陈*"
    assert certificate.paper.serial.startswith(f"FW-{timezone.localdate():%Y}-")
    assert agrees(certificate.paper) is True
    with refused("wrong_state"):
        verbs.hand_out_certificate(certificate=certificate, by=certificate.shown_by)


@pytest.mark.parametrize("change", ["corrected", "taken_back"])
def test_hours_that_changed_meanwhile_do_not_go_out(world, attendance, change):
    certificate = seven_days_later(shown(world, attendance))
    by = certificate.shown_by
    if change == "corrected":
        person = certificate.person
        more = {"person": person, "minutes": 30, "reason": "早走"}
        correct_hours(attendance=attendance, by=by, **more)
    else:
        reverse_attendance(attendance=attendance, reason="没去", by=by)

    with refused("changed"):
        verbs.hand_out_certificate(certificate=certificate, by=by)


def test_a_changed_file_does_not_agree(world, attendance):
    certificate = handed_out(world, attendance)
    ServiceCertificate.objects.update(minutes=6000)
    assert agrees(certificate.paper) is False


def test_withdrawn_before_revoked_after(world, attendance):
    first = shown(world, attendance)
    by = first.shown_by
    with refused("no_reason"):
        verbs.withdraw_certificate(certificate=first, reason=" ", by=by)
    verbs.withdraw_certificate(certificate=first, reason="名字写错", by=by)
    with refused("wrong_state"):
        verbs.revoke_service_certificate(certificate=first, reason="x", by=by)

    second = handed_out(world, attendance)
    verbs.revoke_service_certificate(certificate=second, reason="时长有误", by=by)
    with refused("certificate_revoked"):
        verbs.revoke_service_certificate(certificate=second, reason="再来", by=by)

    assert fresh(first).stage == "withdrawn"
    assert fresh(second.paper).state == "revoked"


def test_the_name_in_clear_is_read_on_the_record(world, attendance):
    certificate = handed_out(world, attendance)
    name = verbs.name_for_print(certificate=certificate, by=certificate.shown_by)
    assert name == "陈一"
    assert Disclosure.objects.get().field == "name"


def test_the_exchange_file_has_a_row_a_person_and_session(world, attendance):
    by = attendance.first_by
    more = {"minutes": 30, "reason": "早走", "by": by}
    correct_hours(
        attendance=attendance, person=attendance.entries.first().person, **more
    )
    served(world, "team")
    today = timezone.localdate()

    headings, rows = exchange_file(since=today - timedelta(days=9), until=today, by=by)

    assert headings == HEADINGS
    assert [(row[0], row[8]) for row in rows] == [("陈一", "30"), ("=cmd", "45")]
    assert all(len(row) == len(headings) for row in rows)
    assert Disclosure.objects.count() == 2


# --- several at once, by a job -------------------------------------------------------------


def test_all_whose_days_are_over_go_out_by_a_job_that_says_what_came_of_it(
    world, attendance, client
):
    by = world.admins[world.providers["org"].pk]
    people = [each.person for each in attendance.entries.order_by("pk")]
    free, changed = (
        seven_days_later(shown(world, attendance, person=each)) for each in people
    )
    young = shown(world, attendance)
    ServiceCertificate.objects.filter(pk=changed.pk).update(content=[{}])
    client.force_login(by)
    page = client.get(reverse("matching:certificates"))
    assert page.context["free"] == 2
    asked = client.post(reverse("matching:certificates_out"))
    assert client.post(reverse("matching:certificates_out")).url == asked.url
    drain()
    job = Job.objects.get(kind="matching.hand_out_certificates")
    assert asked.url == reverse("job", args=[job.public_id])
    assert (job.state, job.rows_done, job.rows_all) == ("done", 2, 2)
    assert [fresh(each).stage for each in (free, changed, young)] == [
        *("handed_out", "shown", "shown"),
    ]
    assert len(job.notes) == 2
    assert str(people[1]) in job.notes[1]
    verbs.withdraw_certificate(certificate=changed, reason="作废", by=by)
    with refused("none_due"):
        ask_to_hand_out(by=by)
    client.force_login(world.worker)
    assert client.post(reverse("matching:certificates_out")).status_code == 403
