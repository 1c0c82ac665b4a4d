"""Handing over: cases of one worker become another's, in one act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from matching.domain.faults import refuse
from matching.domain.step import PLATED_STATES, act, ask_for_proposal, tell
from matching.enums import ENDED_STATES, HandOverReason, ItemState, PackState, Track
from matching.models import Need, NeedItem, PackLine
from matching.queries.absence import streets_of
from organisations.enums import Role
from organisations.models import User
from organisations.queries import employer_of
from records.domain.ledger import append_many
from records.domain.message import send

MOST_SINGLY = 3
"""Up to so many cases the new worker hears of each; of more, one message counts."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What became of each case: moved, or missed (closed or moved meanwhile)."""

    moved: list[Need]
    missed: list[Need]


@transaction.atomic
def hand_over_cases(
    *, from_user: User, to_user: User, needs: Iterable[Need], reason: str, by: User
) -> HandedOver:
    """Open cases of one worker go to another worker of the same street, together.

    A case that ended, or went to somebody else, since it was chosen is reported in
    `missed`; none is half done. Raises ValidationError `no_reason`, `same`, `no_cases`,
    or `worker` when one of the cases lies in a street where the new worker is none.
    """
    if reason not in HandOverReason:
        raise refuse("no_reason", _("Choose a reason."), field="reason")
    if from_user.pk == to_user.pk:
        raise refuse("same", _("Choose another worker."), field="to")
    chosen = _taken(needs)
    if not chosen:
        raise refuse("no_cases", _("Choose at least one case."), field="cases")
    _check_street(to_user, chosen)
    moved = [need for need in chosen if _give(need, from_user, to_user)]
    _mark_own_agency(moved, to_user)
    _plate_again(moved)
    _tell_all(moved, to_user, by)
    facts = {"before": from_user.pk, "after": to_user.pk, "reason": reason}
    append_many([act(need, "hand_over_need", by, **facts) for need in moved])
    gone = {need.pk for need in moved}
    return HandedOver(moved, [need for need in chosen if need.pk not in gone])


def _taken(needs: Iterable[Need]) -> list[Need]:
    """Their rows, held in one order, so that no two hand-overs wait crosswise."""
    rows = Need.objects.select_for_update(of=("self",)).select_related(
        "community", "worker", "raised_by"
    )
    return list(rows.filter(pk__in=[need.pk for need in needs]).order_by("pk"))


def _check_street(to_user: User, needs: list[Need]) -> None:
    theirs = streets_of(to_user, Role.SOCIAL_WORKER)
    if {need.community.street_code for need in needs} - set(theirs):
        raise refuse(
            "worker",
            _("%(name)s is no social worker of this street."),
            field="to",
            name=to_user.spoken_name,
        )


def _give(need: Need, from_user: User, to_user: User) -> bool:
    """One conditional update; older forms about the case are stale afterwards."""
    still = Need.objects.filter(pk=need.pk, worker=from_user).exclude(
        state__in=ENDED_STATES
    )
    if not still.update(worker=to_user, version=F("version") + 1):
        return False
    need.worker = to_user
    need.version += 1
    return True


def _mark_own_agency(needs: list[Need], worker: User) -> None:
    """A proposed line is marked by the employer of whoever runs the case now."""
    communities = {need.community_id: need.community for need in needs}
    for pk, community in communities.items():
        employer = employer_of(worker, community)
        lines = PackLine.objects.filter(
            pack__state=PackState.PROPOSED,
            pack__need__in=[need.pk for need in needs if need.community_id == pk],
        )
        own = Q(capability__provider=employer.pk if employer else None)
        ids = set(lines.filter(own).values_list("pk", flat=True)) if employer else set()
        lines.filter(pk__in=ids, own_agency=False).update(own_agency=True)
        lines.exclude(pk__in=ids).update(
            own_agency=False, own_agency_by=None, own_agency_reason=""
        )


def _plate_again(needs: list[Need]) -> None:
    """A proposal that is being made was asked for an older version: ask anew."""
    waiting = NeedItem.objects.filter(
        need__in=[need.pk for need in needs], state=ItemState.OPEN
    )
    with_open = set(waiting.values_list("need_id", flat=True))
    for need in needs:
        if need.pk in with_open and need.state in PLATED_STATES:
            ask_for_proposal(need)


def _tell_all(needs: list[Need], to_user: User, by: User) -> None:
    """The new worker, once for many; whoever raised a case, of each: the confidential
    ones are the station's alone."""
    if to_user != by and len(needs) <= MOST_SINGLY:
        for need in needs:
            tell(to_user, "matching.handed_over", need)
    elif to_user != by:
        send(
            recipient=to_user,
            kind="matching.cases_handed_over",
            params={"count": len(needs)},
            subject=to_user.subject,
            url="/desk/",
        )
    for need in needs:
        if need.track != Track.CONFIDENTIAL and need.raised_by not in (to_user, by):
            tell(need.raised_by, "matching.hand_over_told", need)
