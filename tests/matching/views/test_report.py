"""The page of a report to the police: opened, recorded, then only read."""

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import MandatoryReport
from tests.matching.tools import fresh, load_tables

MINOR = "隔篱成日打细路，锁喺屋企唔畀饭食。"


@pytest.fixture
def need(world):
    load_tables()
    return world.raised(text=MINOR, acknowledged=["minor"])


def report(need):
    return reverse("matching:report", args=[need.public_id])


def recorded(**more):
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    return {"reported_to": "110", "receipt_no": "A-17", "at": now, "version": 1, **more}


def test_the_page_of_the_need_leads_there_first(world, reader, need):
    page = reader(world.worker).get(reverse("matching:need", args=[need.public_id]))
    first = page.context["standing"].first
    assert (first.label, first.url) == (
        "Record the report to the police",
        report(need),
    )


def test_station_records_it_once(world, reader, clean, need):
    client = reader(world.manager)
    shown = clean(client.get(report(need)))
    assert 'href="tel:110"' in shown
    assert client.post(report(need), recorded(reported_to="")).status_code == 422
    assert client.post(report(need), recorded(at="soon")).status_code == 422
    assert client.post(report(need), recorded()).status_code == 302

    row = MandatoryReport.objects.get()
    assert (row.reported_to, row.receipt_no, row.reported_by) == (
        "110",
        "A-17",
        world.manager,
    )
    shown = clean(client.get(report(need)))
    assert "A-17" in shown
    assert "It was reported" not in shown
    assert client.post(report(need), recorded()).status_code == 422


def test_only_the_station_sees_it(world, reader, need):
    for user in (world.officer, world.member, world.raiser):
        assert reader(user).get(report(need)).status_code == 404
        assert reader(user).post(report(need), recorded()).status_code == 404


def test_a_worker_opens_one_later(world, reader, clean):
    load_tables()
    need = world.raised()
    client = reader(world.worker)
    url = reverse("matching:open_report", args=[need.public_id])
    assert client.get(report(need)).url == url
    assert "Harm to a minor" in clean(client.get(url))
    assert client.post(url, {"family": "life", "version": 1}).status_code == 422
    answer = client.post(url, {"family": "violence", "version": 1})
    assert answer.url == report(need)
    assert fresh(need).track == "confidential"
    assert client.get(url).url == report(need)
    assert reader(world.officer).get(url).status_code == 404


def test_whoever_is_not_of_the_station_is_told_so(world, reader):
    need = world.raised()
    url = reverse("matching:open_report", args=[need.public_id])
    response = reader(world.officer).get(url)
    assert response.status_code == 403
    assert "Only the social work station" in response.content.decode()
