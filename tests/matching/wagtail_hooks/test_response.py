"""Matters, limits and receiving bodies in Wagtail: read, and one number kept."""

from datetime import timedelta

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from matching.domain.body import check_body
from matching.models import LevelLimit, Matter, ReferralBody
from organisations.domain.account import appoint
from organisations.enums import Role
from records.models import LedgerEntry
from tests.factories.organisations import TerritoryFactory, UserFactory
from tests.matching.calls import load_matters
from tests.matching.tools import refused

pytestmark = pytest.mark.django_db
LISTS = ("matter", "referralbody", "levellimit")


@pytest.fixture
def staff(client):
    """`staff(role)`: somebody of the centre signed in."""

    def signed_in(role):
        load_matters()
        district = TerritoryFactory(district=True)
        user = UserFactory()
        appoint(user=user, role=role, territory=district, by=None)
        client.force_login(user)
        return user

    return signed_in


@pytest.mark.parametrize("name", LISTS)
def test_lists_open_for_an_operator(client, staff, name):
    staff(Role.CENTRE_OPERATOR)
    response = client.get(reverse(f"{name}:index"))
    assert response.status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_shut_for_an_editor(client, staff, name):
    staff(Role.EDITOR)
    assert client.get(reverse(f"{name}:index")).status_code == 302


@pytest.mark.parametrize("name", ["matter", "levellimit"])
@pytest.mark.parametrize("act", ["add", "edit", "delete", "copy"])
def test_matters_and_limits_are_only_read(name, act):
    for arguments in ([], ["1"]):
        with pytest.raises(NoReverseMatch):
            reverse(f"{name}:{act}", args=arguments)


def test_one_matter_can_be_looked_at(client, staff):
    staff(Role.CENTRE_OPERATOR)
    response = client.get(reverse("matter:inspect", args=["YJ-10"]))
    assert Matter.objects.get(pk="YJ-10").name in response.content.decode()
    assert LevelLimit.objects.count() == 16


def test_the_number_of_a_body_is_kept_on_the_trail(client, staff):
    operator = staff(Role.CENTRE_OPERATOR)
    url = reverse("referralbody:edit", args=["12345"])
    assert client.get(url).status_code == 200
    today = timezone.localdate()
    client.post(url, {"phone": "020-12345", "checked_on": today.isoformat()})
    body = ReferralBody.objects.get(pk="12345")
    entry = LedgerEntry.objects.about("body:12345").get()

    assert (body.phone, body.checked_on) == ("020-12345", today)
    assert (entry.action, entry.actor_id) == ("matching.check_body", operator.pk)


def test_a_day_to_come_is_refused(client, staff):
    operator = staff(Role.CENTRE_OPERATOR)
    later = timezone.localdate() + timedelta(days=1)
    url = reverse("referralbody:edit", args=["12345"])
    response = client.post(url, {"phone": "1", "checked_on": later.isoformat()})

    assert response.status_code == 200
    assert ReferralBody.objects.get(pk="12345").checked_on != later
    with refused("checked_on"):
        check_body(
            chain="440104",
            body=ReferralBody.objects.get(pk="12345"),
            phone="1",
            checked_on=later,
            by=operator,
        )


def test_an_editor_changes_no_number(client, staff):
    staff(Role.EDITOR)
    url = reverse("referralbody:edit", args=["12345"])
    today = timezone.localdate().isoformat()
    assert client.post(url, {"phone": "1", "checked_on": today}).status_code == 302
    assert ReferralBody.objects.get(pk="12345").phone == "12345"
