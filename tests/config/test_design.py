"""The design page: every component is on it, and only for those who build pages."""

import re

import pytest
from django.test import Client

from config.design import FOLDER
from tests.factories.organisations import AppointmentFactory

pytestmark = pytest.mark.django_db
PAGE = "/desk/design/"


@pytest.fixture
def page() -> str:
    client = Client()
    client.force_login(AppointmentFactory(system_admin=True).user)
    return client.get(PAGE).content.decode()


def test_every_component_is_shown_with_how_to_include_it(page: str) -> None:
    shown = re.findall(r'id="piece-(\w+)"', page)
    files = sorted(path.stem for path in FOLDER.glob("*.html"))

    assert shown == files
    assert re.findall(r"include &quot;components/(\w+)\.html", page) == files


def test_no_anchor_stands_twice(page: str) -> None:
    anchors = re.findall(r'\sid="([^"]+)"', page)

    assert sorted(anchors) == sorted(set(anchors))


def test_who_edits_nothing_is_told_why(signed_in: Client) -> None:
    answer = signed_in.get(PAGE)

    assert answer.status_code == 403
    assert b"for those who build and edit the site" in answer.content
