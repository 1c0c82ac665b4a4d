"""The published grade: only for forms that are graded, one at a time."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from organisations.domain.grade import award_grade, revoke_grade
from organisations.enums import GRADED_FORMS, ProviderForm, ProviderKind
from organisations.models import Grade
from records.models import LedgerEntry
from tests.factories.organisations import GradeFactory, ProviderFactory

pytestmark = pytest.mark.django_db


def award(provider, **changes):
    today = timezone.localdate()
    values = {
        "level": 4,
        "since": today,
        "until": today + timedelta(days=5 * 365),
        "source": "2026 年度评估",
        "by": None,
    }
    return award_grade(provider=provider, **{**values, **changes})


def test_a_grade_is_in_force_and_written_down():
    grade = award(ProviderFactory())

    assert list(Grade.objects.in_force()) == [grade]
    assert str(grade) == "4A"
    assert LedgerEntry.objects.get().facts["level"] == 4


@pytest.mark.parametrize("form", sorted(set(ProviderForm) - GRADED_FORMS))
def test_other_forms_are_not_graded(form):
    provider = ProviderFactory.build(kind=ProviderKind.VOLUNTEER_TEAM, form=form)

    with pytest.raises(ValidationError) as caught:
        award(provider)

    assert caught.value.code == "not_graded"


@pytest.mark.parametrize("level", [0, 6])
def test_a_grade_lies_between_1_and_5(level):
    with pytest.raises(ValidationError):
        award(ProviderFactory(), level=level)


def test_two_grades_do_not_overlap_but_follow_a_revoked_one():
    grade = GradeFactory()
    with pytest.raises(ValidationError) as caught:
        award(grade.provider)
    assert caught.value.code == "overlap"

    revoke_grade(grade=grade, by=None)
    award(grade.provider, level=2)

    assert [g.level for g in Grade.objects.in_force()] == [2]
    with pytest.raises(ValidationError):
        revoke_grade(grade=grade, by=None)


def test_what_is_over_is_not_in_force():
    GradeFactory(over=True)
    GradeFactory(revoked=True)

    assert not Grade.objects.in_force().exists()
