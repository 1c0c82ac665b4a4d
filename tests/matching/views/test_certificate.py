"""Certificates of service in the browser, and what anybody checks."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from config.tongue import marked
from matching.models import ServiceCertificate
from matching.views.paper import no_pdf
from tests.factories.delivery import HourEntryFactory, ServiceCertificateFactory
from tests.matching.domain.test_service_certificate import (
    handed_out,
    served,
    seven_days_later,
    shown,
)
from tests.matching.tools import fresh

LIST = reverse("matching:certificates")
EXCHANGE = reverse("matching:exchange")
QUERIES = 11


def url(name, thing):
    return reverse(f"matching:{name}", args=[thing.public_id])


@pytest.fixture
def attendance(world):
    return served(world)


@pytest.fixture
def admin(world):
    return world.admins[world.providers["org"].pk]


@pytest.mark.parametrize("number", [1, 3, 60])
def test_the_list_asks_the_same_whatever_its_length(
    world, reader, admin, attendance, clean, django_assert_num_queries, number
):
    provider = world.providers["org"]
    ServiceCertificateFactory.create_batch(number, provider=provider)
    HourEntryFactory.create_batch(number, attendance=attendance)
    client = reader(admin)
    with django_assert_num_queries(QUERIES):
        response = client.get(LIST)
    assert response.context["page_obj"].paginator.count == number
    clean(response)


def test_from_hours_to_a_paper_that_anybody_checks(
    world, reader, clean, admin, attendance
):
    client = reader(admin)
    person = attendance.entries.first().person
    today = timezone.localdate()
    form = {
        "version": "new",
        "since": today.replace(month=1, day=1),
        "until": today,
        "holder_id": "volunteer",
        "id_number": "440104199001011234",
        "in_charge": "林主任",
        "contact": "020-00000000",
    }
    clean(client.get(url("certificate_new", person)))
    wrong = client.post(url("certificate_new", person), form | {"id_number": ""})
    assert wrong.status_code == 422
    client.post(url("certificate_new", person), form)
    certificate = ServiceCertificate.objects.get()
    page = clean(client.get(url("certificate", certificate)))
    assert url("certificate_out", certificate) not in page
    early = client.post(url("certificate_out", certificate), {"version": "shown"})
    assert early.status_code == 422

    seven_days_later(certificate)
    client.post(url("certificate_out", certificate), {"version": "shown"})
    paper = fresh(certificate).paper
    printed = clean(client.post(url("certificate_print", certificate)))
    for field in ("陈一", "4401************34", "60 minutes", paper.serial, "林主任"):
        assert field in printed
    assert 'class="seal"' in printed
    as_file = client.post(url("certificate_print", certificate), {"pdf": "1"})
    if no_pdf():
        assert "No PDF can be made here" in clean(as_file)
    else:
        assert as_file.content.startswith(b"%PDF-")
    checked = Client(headers={"accept-language": "en"}).get(f"/verify/{paper.code}/")
    assert "nothing in it was changed" in checked.content.decode()

    asked = clean(client.get(url("certificate_revoke", certificate)))
    link = f'<a href="{url("certificate", certificate)}">{person}</a>'
    assert marked(link) in asked
    client.post(
        url("certificate_revoke", certificate),
        {"version": "handed_out", "reason": "时长有误"},
    )
    checked = Client(headers={"accept-language": "en"}).get(f"/verify/{paper.code}/")
    assert "was revoked and is not valid" in checked.content.decode()
    assert client.post(url("certificate_print", certificate)).status_code == 404


def test_a_certificate_is_the_providers_own(world, reader, attendance):
    certificate = handed_out(world, attendance)
    team = reader(world.admins[world.providers["team"].pk])
    assert reader(world.worker).get(LIST).status_code == 403
    for name in ("certificate", "certificate_revoke"):
        assert team.get(url(name, certificate)).status_code == 404
    assert team.post(url("certificate_print", certificate)).status_code == 404
    person = attendance.entries.first().person
    assert team.get(url("certificate_new", person)).status_code == 404


def test_a_paper_says_which_star_its_hours_reach_and_no_list_does(
    world, reader, clean, admin
):
    provider = world.providers["org"]
    given = {"provider": provider, "handed_out": True}
    below = ServiceCertificateFactory(**given, minutes=100 * 60 - 1)
    three = ServiceCertificateFactory(**given, minutes=600 * 60)
    client = reader(admin)
    assert "Star level" not in clean(client.get(url("certificate", below)))
    for page in (
        client.get(url("certificate", three)),
        client.post(url("certificate_print", three)),
    ):
        text = clean(page)
        assert "<b>three stars</b>" in text
        assert "as Guangdong counts them" in text
    assert "star" not in clean(client.get(LIST)).split("<main")[1]


def test_what_is_only_shown_is_not_printed(world, reader, admin, attendance):
    certificate = shown(world, attendance)
    client = reader(admin)
    assert client.post(url("certificate_print", certificate)).status_code == 404
    client.post(
        url("certificate_drop", certificate), {"version": "shown", "reason": "写错"}
    )
    assert fresh(certificate).stage == "withdrawn"


def test_the_exchange_file_holds_no_formula(reader, admin, attendance):
    client, today = reader(admin), timezone.localdate()
    form = {"since": today.replace(month=1, day=1), "until": today}

    book = client.post(EXCHANGE, form | {"file": "xlsx"})
    table = client.post(EXCHANGE, form | {"file": "csv"})
    wrong = client.post(EXCHANGE, {"since": today, "until": "", "file": "csv"})

    rows = list(load_workbook(BytesIO(book.content)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["志愿者姓名", "陈一", "'=cmd"]
    assert "'=cmd" in table.content.decode("utf-8-sig")
    assert ",=cmd" not in table.content.decode("utf-8-sig")
    assert wrong.status_code == 422
