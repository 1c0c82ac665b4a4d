"""The board of owners' committees: what it holds, what it refuses; the guide's steps."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from organisations.domain.estate import (
    change_estate,
    enter_estate,
    load_committee_steps,
)
from organisations.enums import CommitteeState
from organisations.models import CommitteeStep, Estate
from records.models import LedgerEntry
from tests.factories.incubation import STEPS, EstateFactory, shipped
from tests.factories.organisations import StreetFactory, TerritoryFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def by():
    return UserFactory()


def refusal(verb, **names):
    with pytest.raises(ValidationError) as caught:
        verb(**names)
    error = caught.value
    return getattr(error, "code", None) or sorted(error.message_dict)


def test_the_guide_has_its_steps_with_sources():
    assert load_committee_steps(data=shipped(STEPS), by=None)["created"] == 7
    assert load_committee_steps(data=shipped(STEPS), by=None)["unchanged"] == 7
    steps = list(CommitteeStep.objects.all())
    assert [each.code for each in steps][-2:] == ["file", "renew"]
    assert all(each.source and each.version == "2026.1" for each in steps)


def test_an_estate_is_entered_and_kept_up_to_date(by):
    community = TerritoryFactory()
    row = enter_estate(name=" 桂花苑 ", community=community, by=by)
    standing = {
        "state": CommitteeState.STANDING,
        "seats": 7,
        "seats_without_hukou": 2,
        "term_ends_on": TODAY + timedelta(days=60),
    }
    row = change_estate(estate=row, version=1, by=by, **standing)
    assert (row.name, row.is_ending, row.version) == ("桂花苑", True, 2)
    assert list(Estate.objects.ending(TODAY)) == [row]
    assert change_estate(estate=row, version=2, by=by, **standing).version == 2
    assert refusal(change_estate, estate=row, version=1, by=by) == "stale"
    gone = {"state": CommitteeState.PREPARING}
    row = change_estate(estate=row, version=2, by=by, **gone)
    assert (row.seats, row.term_ends_on, row.is_ending) == (0, None, False)
    acts = LedgerEntry.objects.about(row.subject).oldest_first()
    assert [each.action.split(".")[1] for each in acts] == [
        "enter_estate",
        *["change_estate"] * 2,
    ]


def test_what_is_refused_and_why(by):
    row = EstateFactory(standing=True)
    change = {"estate": row, "version": 1, "by": by}
    assert refusal(change_estate, **change, seats=0) == ["seats"]
    assert refusal(change_estate, **change, term_ends_on=None) == ["term_ends_on"]
    assert refusal(change_estate, **change, seats_without_hukou=8) == ["__all__"]
    same = {"name": row.name, "community": row.community, "by": by}
    assert refusal(enter_estate, **same) == ["__all__"]
    street = {"name": "桂花苑", "community": StreetFactory(), "by": by}
    assert refusal(enter_estate, **street) == ["community"]
