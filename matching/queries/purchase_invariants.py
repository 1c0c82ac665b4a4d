"""What always holds of purchases and of the code at the door; read with the others."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from matching.models import Attendance, Milestone, Presence, PurchaseContract


def milestones_add_up() -> Iterator[str]:
    """The milestones of a contract are worth together what it is worth."""
    rows = Milestone.objects.filter(project=OuterRef("project")).order_by()
    worth = rows.values("project").annotate(sum=Sum("amount")).values("sum")
    contracts = PurchaseContract.objects.annotate(sum=Coalesce(Subquery(worth), 0))
    wrong = contracts.exclude(sum=F("amount"))
    yield from wrong.values_list("project__public_id", flat=True)


def who_served_turned_no_second_key() -> Iterator[str]:
    """Whoever said on the spot that she was there to serve confirmed nothing."""
    there = Presence.objects.filter(session=OuterRef("session"))
    by_person = there.filter(person=OuterRef("second_person"))
    by_user = there.filter(person__volunteer__user=OuterRef("second_by"))
    signed = Attendance.objects.filter(second_at__isnull=False)
    wrong = signed.filter(Exists(by_person) | Exists(by_user))
    yield from wrong.values_list("session__public_id", flat=True)
