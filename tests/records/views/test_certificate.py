"""`/verify/<code>/`: anybody checks a certificate."""

import pytest
from django.test import Client

from records.models import Certificate
from tests.factories.records import CertificateFactory

pytestmark = pytest.mark.django_db


def page_of(client: Client, code: str, status: int = 200) -> str:
    response = client.get(f"/verify/{code}/", headers={"accept-language": "en"})
    assert response.status_code == status
    return response.content.decode()


def test_valid_certificate(client: Client) -> None:
    paper = CertificateFactory()

    page = page_of(client, paper.code)

    assert "This certificate is valid." in page
    for shown in (paper.serial, paper.holder, paper.issuer, paper.digest):
        assert shown in page


def test_revoked_certificate_says_why(client: Client) -> None:
    page = page_of(client, CertificateFactory(revoked=True).code)

    assert "This certificate was revoked and is not valid." in page
    assert "This certificate is valid." not in page
    assert "The hours were recorded twice." in page


def test_unknown_code_is_not_found_and_echoed_harmlessly(client: Client) -> None:
    page = page_of(client, "<b>000", 404)

    assert "There is no certificate with the code" in page
    assert "<B>" not in page


def test_code_is_read_as_people_copy_it(client: Client) -> None:
    code = CertificateFactory().code

    page_of(client, f"{code[:4].lower()}-{code[4:8]} {code[8:]}")


def test_serial_number_is_no_key(client: Client) -> None:
    page_of(client, CertificateFactory().serial, 404)


def test_checking_changes_nothing(client: Client) -> None:
    paper = CertificateFactory()
    before = Certificate.objects.values().get()

    page_of(client, paper.code)

    assert Certificate.objects.values().get() == before
    assert client.post(f"/verify/{paper.code}/").status_code == 405


def test_the_way_in_leads_to_the_check_of_a_code(client: Client) -> None:
    paper = CertificateFactory()
    typed = f" {paper.code[:4]}-{paper.code[4:].lower()} "
    found = client.get("/verify/", {"code": typed}, follow=True)
    assert found.context["certificate"] == paper
    assert 'name="code"' in client.get("/verify/").content.decode()


@pytest.mark.parametrize("code", ["", " / ", "…"])
def test_a_missing_code_is_asked_for(client: Client, code: str) -> None:
    response = client.get("/verify/", {"code": code}, headers={"accept-language": "en"})
    assert response.status_code == 422
    assert "Write the code that stands" in response.content.decode()
