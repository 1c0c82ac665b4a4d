"""Reads about rounds: who is on the way, who may be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from evaluation.enums import DECIDED, AssessmentState, RoundState
from evaluation.models import Assessment, Round
from evaluation.models.assessment import AssessmentQuerySet
from organisations.enums import Role
from organisations.models import Appointment, Provider, User

_S = AssessmentState
ENDED = frozenset({_S.REFUSED, _S.WITHDRAWN})
SETTLED = ENDED | (DECIDED - {_S.GRADED, _S.PUBLIC_NOTICE, _S.REVIEW_REQUESTED})
SETTLED -= {_S.REVIEWED, _S.CONFIRMED}


def open_cases(round: Round) -> AssessmentQuerySet:
    """Those that have not come to their end."""
    return round.assessments.exclude(state__in=sorted(SETTLED))


def eligible_providers(round: Round) -> QuerySet[Provider]:
    """Active bodies of the district whose form has a sheet in this round."""
    forms = round.sheets.values("form")
    here = Provider.objects.active().filter(form__in=forms)
    return here.filter(street__code__startswith=round.district.district_code)


def administrators_of(providers: QuerySet[Provider]) -> list[User]:
    """Everybody who administers one of them today."""
    held = Appointment.objects.current().filter(
        role=Role.PROVIDER_ADMIN, provider__in=providers
    )
    users = User.objects.filter(pk__in=held.values("user_id"), is_active=True)
    return list(users.order_by("pk"))


def rounds_open_to(provider: Provider) -> QuerySet[Round]:
    """Announced rounds that take applications of this body today."""
    today = timezone.localdate()
    return (
        Round.objects.filter(
            state=RoundState.ANNOUNCED,
            apply_from__lte=today,
            apply_until__gte=today,
            sheets__form=provider.form,
            district__code=provider.street.district_code,
        )
        .exclude(assessments__provider=provider)
        .distinct()
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How many cases of a round stand where, as the reader may see them."""

    state: str
    label: str
    count: int
    late: int


def progress_of(board: Iterable[Assessment]) -> list[Progress]:
    """States in the order of the procedure, those without a case left out."""
    today = timezone.localdate()
    all_, late = Counter[str](), Counter[str]()
    for case in board:
        all_[case.state] += 1
        late[case.state] += bool(case.due_on and case.due_on < today)
    return [
        Progress(state.value, str(state.label), all_[state], late[state])
        for state in AssessmentState
        if all_[state]
    ]
