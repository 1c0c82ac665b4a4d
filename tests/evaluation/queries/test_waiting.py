"""What waits on this floor stands in one list with what waits on the others."""

from datetime import timedelta

import pytest
from django.test import Client

from evaluation.models import Assessment
from evaluation.queries import waiting_for
from organisations.queries import admins_of
from tests.evaluation.district import District

pytestmark = pytest.mark.django_db


def test_every_limit_is_a_moment_and_the_list_is_shown() -> None:
    district = District()
    reviewing = [district.reviewing(level=2) for _n in range(2)]
    Assessment.objects.update(due_on=district.today - timedelta(days=1))
    drafting, asked = district.begun().provider, district.organisation()
    admins = [admins_of(body)[0] for body in (drafting, asked)]
    users = [district.office, district.experts[0], *admins]

    limits = [task.until for user in users for task in waiting_for(user)]

    assert len(limits) >= len(reviewing) + 2
    assert all(limit is None or limit.tzinfo for limit in limits)
    assert any(limits)
    for user in users:
        client = Client()
        client.force_login(user)
        assert client.get("/desk/").status_code == 200
