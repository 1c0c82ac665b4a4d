"""Whose form is lost to an error gets her words back, once, on that page alone."""

import pytest
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from config import urls as house_urls
from config.errors import written

pytestmark = pytest.mark.django_db
WORDS = "楼下长者饭堂的斜坡太陡，轮椅上不去。<b>急</b>"
SENT = {"password": "x " * 30, "a": "short", "ticket": "0123456789abcdef" * 2}
SAFE = "轮椅上不去。&lt;b&gt;急&lt;/b&gt;"


def fail(request):
    raise RuntimeError("broken on purpose")


handler500 = house_urls.handler500
urlpatterns = [path("fail/", fail), *house_urls.urlpatterns]


@override_settings(ROOT_URLCONF="tests.config.test_errors")
def test_a_fault_of_ours_gives_the_words_back():
    client = Client(raise_request_exception=False)
    answer = client.post("/fail/", {**SENT, "text": WORDS})

    assert answer.status_code == 500
    page = answer.content.decode()
    assert SAFE in page
    assert "x x" not in page
    assert "cdef0" not in page
    assert "short" not in page
    assert "no-store" in answer["Cache-Control"]
    assert "<textarea" not in client.get("/fail/").content.decode()


def test_so_does_a_form_that_was_too_old():
    client = Client(enforce_csrf_checks=True)
    for origin, shown in (("http://testserver", True), ("https://else.example", False)):
        headers = {"origin": origin}
        answer = client.post("/raise/", {"text": WORDS}, headers=headers)
        assert answer.status_code == 403
        assert (SAFE in answer.content.decode()) is shown


def test_what_is_too_large_is_413(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = Client().post("/raise/", {"text": WORDS})

    assert answer.status_code == 413
    assert "<h1" in answer.content.decode()


def test_and_a_service_that_is_being_moved(client, settings):
    settings.READ_ONLY = True
    assert SAFE in client.post("/raise/", {"text": WORDS}).content.decode()


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=10)
def test_what_cannot_be_read_is_not_shown():
    assert written(RequestFactory().post("/", {"text": WORDS})) == []
    assert written(RequestFactory().get("/", {"text": WORDS})) == []
