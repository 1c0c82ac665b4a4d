"""The plaque on the wall: given, taken back, or void by notice."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.enums.decision import STANDING
from evaluation.models import Award
from matching.domain.faults import refuse, wrong_state
from organisations.models import User
from records.domain.ledger import append


@transaction.atomic
def give_plaque(*, award: Award, by: User) -> None:
    """Hand over the plaque of a grade in force that has a certificate."""
    if award.state not in STANDING or award.certificate_id is None:
        raise wrong_state(award.get_state_display())
    _note(award, "give_plaque", "plaque_given_on", by)


@transaction.atomic
def take_plaque_back(*, award: Award, by: User) -> None:
    """It came back after the grade was lowered or cancelled."""
    if award.plaque_due_on is None:
        raise refuse("not_due", _("No plaque of this organisation is due back."))
    _note(award, "take_plaque_back", "plaque_back_on", by)


@transaction.atomic
def void_plaque(*, award: Award, by: User) -> None:
    """It did not come back within its days: void by public word."""
    due = award.plaque_due_on
    if due is None or award.plaque_back_on is not None:
        raise refuse("not_due", _("No plaque of this organisation is due back."))
    if timezone.localdate() <= due:
        raise refuse(
            "early",
            _("The organisation has until %(day)s to give it back."),
            day=due.isoformat(),
        )
    _note(award, "void_plaque", "plaque_void_on", by)


def _note(award: Award, act: str, field: str, by: User) -> None:
    """Today's date in one of its fields, once."""
    today = timezone.localdate()
    empty = Award.objects.filter(pk=award.pk, **{f"{field}__isnull": True})
    if not empty.update(**{field: today, "version": F("version") + 1}):
        raise wrong_state(today.isoformat())
    award.refresh_from_db()
    append(
        chain=award.chain,
        action=f"evaluation.{act}",
        actor=by,
        subject=award.subject,
        facts={"on": today.isoformat()},
    )
