"""An organisation with a grade in force, under rules that supervise."""

from datetime import date, timedelta

from django.utils import timezone

from evaluation.enums import AssessmentState, RoundState
from evaluation.enums.decision import AwardState
from evaluation.models import Assessment, Award, Round, RuleSet
from tests.evaluation.sheets import small_sheet
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    TerritoryFactory,
    UserFactory,
)

RULES = {
    "registered_years": 2,
    "bar_report_missing": True,
    "abnormal_years_to_serious": 2,
    "annual_report_due": "05-31",
    "inspection_shares": {"county": "3/100"},
    "inspectors_least": 2,
}


def rules():
    facts = {
        name: {"value": value, "source": "test", "status": "fact"}
        for name, value in RULES.items()
    }
    return RuleSet.objects.create(
        key="TEST",
        version="1",
        name="试行办法",
        in_force_from=date(2020, 1, 1),
        source="test",
        facts=facts,
        digest="0" * 64,
    )


def graded(rule_set, provider=None):
    """An organisation with an administrator and a 4A in force."""
    provider = provider or ProviderFactory()
    provider.admin = UserFactory()
    AppointmentFactory(user=provider.admin, provider_admin=True, provider=provider)
    today = timezone.localdate()
    place = TerritoryFactory(district=True)
    round = Round.objects.create(
        district=place,
        name="往年评估",
        year=today.year,
        rule_set=rule_set,
        state=RoundState.CLOSED,
        apply_from=today,
        apply_until=today,
    )
    case = Assessment.objects.create(
        round=round,
        provider=provider,
        rule_set=rule_set,
        sheet=small_sheet(version=str(round.pk)),
        state=AssessmentState.IN_FORCE,
        grade="4A",
    )
    provider.award = Award.objects.create(
        assessment=case,
        level=4,
        announced_on=today,
        since=today,
        until=today + timedelta(days=365),
        state=AwardState.IN_FORCE,
    )
    return provider
