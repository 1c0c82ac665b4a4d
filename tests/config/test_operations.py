"""What those who run it rely on: health, logs, nothing fetched from elsewhere."""

import logging

import pytest
from django.conf import settings
from django.db import Error, connection
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedUnsupportedProviderException

from config.health import ready
from config.logs import HideTokens


@pytest.fixture
def broken_database(monkeypatch):
    """As when the server is away: every cursor raises."""

    def refuse(*args, **kwargs):
        raise Error("could not connect")

    monkeypatch.setattr(connection, "cursor", refuse)


def test_without_a_database_it_is_not_ready_and_says_so(rf, broken_database):
    answer = ready(rf.get("/readyz"))

    assert answer.status_code == 503
    assert b"the database does not answer" in answer.content


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Gone: /i/8sKx_A-9/", "Gone: /i/***/"),
        ("Not Found: /desk/needs/", "Not Found: /desk/needs/"),
        (
            "x /accounts/password/reset/key/1-abc/ y",
            "x /accounts/password/reset/key/***/ y",
        ),
    ],
)
def test_a_log_never_holds_the_token_of_a_personal_link(line, kept):
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s", (line,), None)

    assert HideTokens().filter(record)
    assert record.getMessage() == kept


def test_every_line_of_the_log_goes_through_that_filter():
    handlers = settings.LOGGING["handlers"].values()

    assert all("tokens" in handler["filters"] for handler in handlers)


@pytest.mark.django_db
def test_an_embedded_address_is_never_fetched():
    with pytest.raises(EmbedUnsupportedProviderException):
        get_embed("https://www.youtube.com/watch?v=1")


def test_throttles_cannot_be_washed_out_of_the_cache():
    """Django drops a third of a full cache; the default is full at 300 rows."""
    options = settings.CACHES["default"]["OPTIONS"]

    assert options["MAX_ENTRIES"] >= 100_000


def test_editors_cannot_gather_personal_data_in_forms():
    assert "wagtail.contrib.forms" not in settings.INSTALLED_APPS


@pytest.mark.django_db
def test_of_the_media_folder_only_the_pictures_of_pages_are_served(client):
    for folder in ("images", "original_images", "documents"):
        target = settings.MEDIA_ROOT / folder / "kapok.webp"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(b"RIFF")

    def status(address):
        answer = client.get(address, follow=True)
        if answer.streaming:
            b"".join(answer)  # read to its end, which closes the file
        return answer.status_code

    assert status("/media/images/kapok.webp") == 200
    assert status("/media/images/../documents/kapok.webp") == 400
    assert status("/media/original_images/kapok.webp") == 404
    assert status("/media/documents/kapok.webp") == 404
