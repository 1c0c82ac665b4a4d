"""The public page of figures: the last release, and nothing that is not in it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from matching.models import FigureRelease
from tests.factories.organisations import TerritoryFactory, UserFactory

pytestmark = pytest.mark.django_db
CONTENT = {
    "streets": [["东山街道", "Dongshan"], ["登峰街道", "Dengfeng"]],
    "services": [["为老服务", "Older people"]],
    "asked": [[40, 40], [12, 12], [52, 52]],
    "became": [["new", 10], ["done", 42], ["unmet", None], ["ended", None]],
    "ratings": [["very_good", 30], ["good", 20], ["fair", 10], ["poor", 10]],
}


def get(client, name, *args):
    with translation.override("en"):
        return client.get(reverse(name, args=args))


def test_the_newest_release_is_shown(client):
    district = TerritoryFactory(district=True)
    user = UserFactory()
    for day, content in ((date(2026, 3, 1), {}), (date(2026, 4, 1), CONTENT)):
        FigureRelease.objects.create(
            district=district, day=day, content=content, by=user
        )

    page = get(client, "cms:figures").content.decode()
    file = get(client, "cms:figure_file", "became")

    assert re.findall(r'alt="([^"]+)"', page)[-2:] == [
        "What became of the needs raised; Not taken up yet: Needs 10; Done: Needs 42; "
        "Nobody found yet: Needs (not shown); Not accepted, merged or withdrawn: Needs "
        "(not shown)",
        "How people rate what was done; Very satisfied: Answers 30; Satisfied: Answers "
        "20; Fairly satisfied: Answers 10; Dissatisfied: Answers 10",
    ]
    assert "86% are fairly satisfied or better." in page
    assert re.findall(r'<td class="(\w+)">(\d+)</td>', page) == [
        ("h9", "40"),
        ("sum", "40"),
        ("h3", "12"),
        ("sum", "12"),
        ("sum", "52"),
        ("sum", "52"),
    ]
    assert file.headers["Cache-Control"] == "public, no-cache"
    assert re.findall(r">(\d+|–)<", file.content.decode()) == ["10", "42", "–", "–"]
    assert get(client, "cms:figure_file", "other").status_code == 404


def test_before_the_first_release_the_page_says_so(client):
    page = get(client, "cms:figures")

    assert "No figures yet" in page.content.decode()
    assert get(client, "cms:figure_file", "became").status_code == 404
