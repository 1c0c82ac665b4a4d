"""The published grade: evaluation decides it and writes it down here."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from organisations.enums import GRADED_FORMS
from organisations.models import Grade, Provider, User
from records.domain.ledger import append


@transaction.atomic
def award_grade(
    *,
    provider: Provider,
    level: int,
    since: date,
    until: date,
    source: str,
    by: User | None,
) -> Grade:
    """Publish a grade with its validity. Raises ValidationError `not_graded` for
    forms that cannot be graded, `overlap` beside a grade of the same time."""
    if provider.form not in GRADED_FORMS:
        raise ValidationError(
            gettext("A provider of the form “%(form)s” is not graded."),
            code="not_graded",
            params={"form": provider.get_form_display()},
        )
    grade = Grade(
        provider=provider, level=level, since=since, until=until, source=source
    )
    grade.full_clean()
    Provider.objects.select_for_update(no_key=True).get(pk=provider.pk)
    same_time = provider.grades.filter(
        since__lte=until, until__gte=since, revoked_at__isnull=True
    )
    if same_time.exists():
        raise ValidationError(
            gettext("A grade is in force in that time. Revoke it first."), "overlap"
        )
    grade.save()
    _tell("organisations.award_grade", grade, by)
    return grade


@transaction.atomic
def revoke_grade(*, grade: Grade, by: User | None) -> Grade:
    """Take a grade back. Raises ValidationError `revoked` the second time."""
    grade = Grade.objects.select_for_update().get(pk=grade.pk)
    if grade.revoked_at:
        raise ValidationError(gettext("This grade was revoked before."), "revoked")
    grade.revoked_at = timezone.now()
    grade.save(update_fields=["revoked_at"])
    _tell("organisations.revoke_grade", grade, by)
    return grade


def _tell(action: str, grade: Grade, by: User | None) -> None:
    append(
        chain=grade.provider.chain,
        action=action,
        actor=by,
        subject=grade.provider.subject,
        facts={
            "level": grade.level,
            "since": grade.since.isoformat(),
            "until": grade.until.isoformat(),
        },
    )
