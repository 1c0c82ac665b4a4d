"""Holding and freeing a part of a week's capacity: never one too many.

`hold_capacity` and `free_capacity` are steps of a larger verb (an invitation, its
end), which writes the ledger entry; they are atomic in themselves.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from organisations.models import Capability, CapacityWeek, User, monday_of
from records.domain.ledger import append


@transaction.atomic
def hold_capacity(*, capability: Capability, week: date, quantity: int) -> CapacityWeek:
    """Take `quantity` units of the ISO week that `week` lies in.

    Raises ValidationError: `quantity`, `not_offered` (not on the menu), `full` (what is left is less).
    """
    if quantity < 1:
        raise ValidationError(gettext("The quantity is at least 1."), code="quantity")
    monday = monday_of(week)
    weekly = _offered(capability)
    CapacityWeek.objects.bulk_create(
        [CapacityWeek(capability=capability, week=monday, cap=weekly)],
        ignore_conflicts=True,
    )
    row = CapacityWeek.objects.filter(capability=capability, week=monday)
    if not row.filter(cap__gte=F("used") + quantity).update(used=F("used") + quantity):
        raise _full(row.get(), quantity)
    return row.get()


@transaction.atomic
def book_elsewhere(
    *, capability: Capability, week: date, quantity: int, by: User | None
) -> CapacityWeek:
    """The provider's own bookings outside the platform take room of that week too.

    Raises ValidationError as `hold_capacity` does.
    """
    held = hold_capacity(capability=capability, week=week, quantity=quantity)
    row = CapacityWeek.objects.filter(pk=held.pk)
    row.update(elsewhere=F("elsewhere") + quantity)
    append(
        chain=capability.chain,
        action="organisations.book_elsewhere",
        actor=by,
        subject=capability.subject,
        facts={"week": held.week.isoformat(), "quantity": quantity},
    )
    return row.get()


@transaction.atomic
def free_capacity(*, week: CapacityWeek, quantity: int) -> CapacityWeek:
    """Give `quantity` units back. Raises ValidationError `not_held` below zero."""
    row = CapacityWeek.objects.filter(pk=week.pk)
    held = row.filter(used__gte=F("elsewhere") + quantity)
    if quantity < 1 or not held.update(used=F("used") - quantity):
        raise ValidationError(
            gettext("More would be given back than was taken in that week."),
            code="not_held",
        )
    return row.get()


def _offered(capability: Capability) -> int:
    """The weekly capacity as it stands now; refuses what is not on the menu."""
    found = (
        Capability.objects.on_menu()
        .filter(pk=capability.pk)
        .values_list("weekly_capacity", flat=True)
        .first()
    )
    if found is None:
        raise ValidationError(
            gettext("“%(capability)s” is not offered at present. Choose another."),
            code="not_offered",
            params={"capability": str(capability)},
        )
    return found


def _full(week: CapacityWeek, wanted: int) -> ValidationError:
    return ValidationError(
        gettext(
            "In the week of %(week)s only %(left)d of %(cap)d are left; %(wanted)d are "
            "wanted. Choose another week or another provider."
        ),
        code="full",
        params={
            "week": week.week.isoformat(),
            "left": week.cap - week.used,
            "cap": week.cap,
            "wanted": wanted,
        },
    )
