"""`/i/<token>/`: reading changes nothing, the act is one POST."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone

from records import links
from records.models import Link
from tests.factories.records import LinkFactory

pytestmark = pytest.mark.django_db
PURPOSE = "tests.answer"


def answer(request: HttpRequest, link: Link) -> HttpResponse:
    """What an upper floor registers: a page on GET, the act on POST."""
    if request.method != "POST":
        return HttpResponse("Do you accept?")
    with transaction.atomic():
        links.use(link)
    return HttpResponse("Thank you.")


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(links._VIEWS, PURPOSE, answer)
    _, token = links.issue(
        purpose=PURPOSE,
        subject="engagement:1",
        expires_at=timezone.now() + timedelta(days=1),
    )
    return f"/i/{token}/"


def test_reading_it_many_times_changes_nothing(client: Client, address: str) -> None:
    before = Link.objects.values().get()

    pages = [client.get(address) for _ in range(3)] + [client.head(address)]

    assert [page.status_code for page in pages] == [200] * 4
    assert pages[0].content == b"Do you accept?"
    assert Link.objects.values().get() == before


def test_act_is_done_by_the_first_post_alone(client: Client, address: str) -> None:
    first, second = client.post(address), client.post(address)

    assert (first.status_code, second.status_code) == (200, 410)
    assert client.get(address).status_code == 410


def test_post_without_the_forms_token_is_refused(address: str) -> None:
    assert Client(enforce_csrf_checks=True).post(address).status_code == 403
    assert Link.objects.get().used_at is None


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client: Client, address: str, method: str) -> None:
    assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize("method", ["get", "post"])
def test_expired_link_is_a_plain_page(
    client: Client, address: str, method: str
) -> None:
    Link.objects.update(expires_at=timezone.now())

    page = getattr(client, method)(address, headers={"accept-language": "en"})

    assert page.status_code == 410
    assert "This link has expired." in page.content.decode()


def test_unknown_link_is_not_found(client: Client) -> None:
    LinkFactory()

    page = client.get("/i/nothing/", headers={"accept-language": "en"})

    assert page.status_code == 404
    assert "There is no such link." in page.content.decode()


def test_address_is_kept_from_other_sites_caches_and_search_engines(
    client: Client, address: str
) -> None:
    headers = client.get(address).headers

    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in headers["Cache-Control"]
