"""The committee of a district: formed for a term, its seats taken and left."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.enums.decision import CommitteeKind, SeatPost
from evaluation.models import Committee, CommitteeSeat
from matching.domain.faults import refuse
from organisations.enums import Role
from organisations.models import Territory, User
from records.domain.ledger import append


@transaction.atomic
def form_committee(
    *,
    district: Territory,
    name: str,
    size: int,
    since: date,
    until: date,
    by: User,
    kind: str = CommitteeKind.EVALUATION,
) -> Committee:
    """Form a committee of so many seats. Raises ValidationError beside one of its kind
    in the same time."""
    committee = Committee(
        district=district, kind=kind, name=name, size=size, since=since, until=until
    )
    committee.full_clean()
    same_time = Committee.objects.filter(
        district=district, kind=kind, since__lte=until, until__gte=since
    )
    if same_time.exists():
        raise refuse("same_time", _("There is a committee in that time already."))
    committee.save()
    append(
        chain=committee.chain,
        action="evaluation.form_committee",
        actor=by,
        subject=committee.subject,
        facts={
            "kind": str(kind),
            "size": size,
            "since": f"{since}",
            "until": f"{until}",
        },
    )
    return committee


@transaction.atomic
def take_committee_seat(
    *, committee: Committee, user: User, post: str = SeatPost.MEMBER, by: User
) -> CommitteeSeat:
    """Seat a member: never more than there are seats."""
    held = user.appointments.current().over(committee.district.code)
    if not held.filter(role=Role.COMMITTEE_MEMBER).exists():
        raise refuse("no_member", _("This person is no committee member here."))
    committee = Committee.objects.select_for_update().get(pk=committee.pk)
    if committee.seats.filter(left_on__isnull=True).count() >= committee.size:
        raise refuse("full_committee", _("All seats of this committee are taken."))
    seat = CommitteeSeat(committee=committee, user=user, post=post)
    seat.full_clean()
    seat.save()
    append(
        chain=committee.chain,
        action="evaluation.take_committee_seat",
        actor=by,
        subject=committee.subject,
        facts={"user": user.pk, "post": str(post)},
    )
    return seat


@transaction.atomic
def leave_committee_seat(*, seat: CommitteeSeat, by: User) -> None:
    """A member leaves; her ballots stay, her seat still counts until it is filled."""
    seat.left_on = timezone.localdate()
    seat.save(update_fields=["left_on"])
    append(
        chain=seat.committee.chain,
        action="evaluation.leave_committee_seat",
        actor=by,
        subject=seat.committee.subject,
        facts={"user": seat.user_id},
    )
