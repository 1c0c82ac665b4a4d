"""A search that somebody comes back to: hers, of one list, under a name."""

import pytest
from django.urls import reverse

from organisations.domain.saved_filter import MOST
from organisations.models import SavedFilter
from tests.factories.organisations import AppointmentFactory

pytestmark = pytest.mark.django_db
KEEP = reverse("organisations:keep_filter")
PROVIDERS = reverse("organisations:providers")
WHERE = "organisations:providers"


@pytest.fixture
def operator(client):
    user = AppointmentFactory(operator=True).user
    user.language = "en"
    user.save()
    client.force_login(user)
    return client


def kept(name="Tea", query="q=%E8%8C%B6&page=3&empty=", where=WHERE):
    return {"name": name, "query": query, "where": where}


def test_a_search_is_kept_shown_as_a_chip_and_dropped(operator):
    offered = operator.get(f"{PROVIDERS}?q=茶&page=2").content.decode()
    assert "Keep this search" in offered
    assert operator.post(KEEP, kept()).url == f"{PROVIDERS}?q=%E8%8C%B6"
    row = SavedFilter.objects.get()
    shown = operator.get(f"{PROVIDERS}?{row.query}").content.decode()
    assert 'aria-current="true">Tea' in shown
    assert "Keep this search" not in shown
    drop = reverse("organisations:drop_filter", args=[row.pk])
    assert operator.post(drop, {"where": WHERE}).url == PROVIDERS
    assert SavedFilter.objects.count() == 0


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (kept(query="page=2&q="), 302),
        (kept(name=" "), 302),
        (kept(name="x" * 21), 302),
        (kept(where="admin:index"), 404),
    ],
)
def test_what_is_no_search_is_not_kept(operator, sent, status):
    assert operator.post(KEEP, sent).status_code == status
    assert SavedFilter.objects.count() == 0


def test_a_name_once_eight_at_most_and_nobody_elses(operator, client):
    for number in range(MOST + 2):
        operator.post(KEEP, kept(name=f"n{min(number, MOST)}"))
    operator.post(KEEP, kept(name="n0"))
    assert SavedFilter.objects.count() == MOST
    row = SavedFilter.objects.first()
    client.force_login(AppointmentFactory(operator=True).user)
    client.post(reverse("organisations:drop_filter", args=[row.pk]), {"where": WHERE})
    assert SavedFilter.objects.count() == MOST
