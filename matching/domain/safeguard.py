"""Words of danger before anything is saved, and what the law orders to report.

Sources: 未成年人保护法 art. 11 (report at once), 反家庭暴力法 art. 14.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.clock import restarted_clock
from matching.domain.faults import refuse, stale, wrong_state
from matching.domain.step import (
    ask_if_open,
    change,
    expect,
    go_on_alone,
    move,
    move_on,
    record,
    take,
    tell,
)
from matching.domain.topic import drop_all
from matching.enums import (
    LIVE_ENGAGEMENTS,
    MANDATORY_REPORT,
    Danger,
    ItemState,
    NeedState,
    PackState,
    Track,
    Urgency,
)
from matching.models import MandatoryReport, Need
from matching.queries import run_of
from matching.queries.danger import families_in
from organisations.enums import Role
from organisations.models import User
from organisations.queries import holders, station_managers_of, workers_of

Found = Sequence[Danger]


def check_danger(text: str, acknowledged: Collection[str] = ()) -> Found:
    """The families of danger in a text, the gravest first.

    Raises ValidationError `danger`, with the families in its `params`, until each of
    them is acknowledged: somebody saw the card with the numbers to ring first.
    """
    found = families_in(text)
    if set(found) - set(acknowledged):
        raise refuse(
            "danger",
            _("Somebody may be in danger: ring first. Then say that you did."),
            field="text",
            families=[str(family) for family in found],
        )
    return found


def guarded(found: Found, *, safe_contact: bool = False) -> dict[str, Any]:
    """What words of danger fix on a need; nothing without any.

    Urgent in every case; what must be reported is confidential; after violence at home
    the number is rung only where somebody said that it is safe.
    """
    if not found:
        return {}
    fixed: dict[str, Any] = {"danger": found[0], "urgency": Urgency.URGENT}
    fixed["safe_contact"] = safe_contact or Danger.VIOLENCE not in found
    if found[0] in MANDATORY_REPORT:
        fixed |= {"track": Track.CONFIDENTIAL, "team": None}
    return fixed


def begin_report(need: Need) -> bool:
    """Open the report that this need must have; False where none is due, or it is."""
    if need.danger not in MANDATORY_REPORT:
        return False
    _report, made = MandatoryReport.objects.get_or_create(
        need=need, defaults={"family": need.danger}
    )
    return made


def tell_of_danger(need: Need, by: User | None) -> None:
    """What must be reported: the station alone, the worker of the case where it has
    one. Else the duty desk, with the station manager; of somebody missing the
    community's desk too."""
    street = need.community.street_code
    told = list(station_managers_of(street))
    if need.danger in MANDATORY_REPORT:
        told += [need.worker] if need.worker else workers_of(street)
    else:
        told += holders(Role.DUTY_DESK, need.community.code)
    if need.danger == Danger.MISSING:
        told += holders(Role.COMMUNITY_SECRETARY, need.community.code)
    for user in dict.fromkeys(told):
        if user != by:
            tell(user, "matching.danger", need)


def check_track(need: Need, track: str) -> None:
    """Danger is never for a 3+N team; what must be reported is reported first."""
    if need.danger and track == Track.PROJECT:
        raise refuse(
            "danger_track",
            _(
                "Where somebody is in danger no 3+N team goes along: choose another track."
            ),
            field="track",
        )
    report = MandatoryReport.objects.filter(need=need).first()
    if report is None:
        return
    if report.reported_at is None:
        raise refuse(
            "report_first",
            _("Report it to the police first and record the receipt number."),
        )
    if track != Track.CONFIDENTIAL:
        raise refuse(
            "report_track",
            _("What was reported to the police stays on the confidential track."),
            field="track",
        )


@transaction.atomic
def open_report(*, need: Need, version: int, family: str, by: User) -> None:
    """Somebody of the station sees later that this must be reported.

    The need becomes confidential and urgent, the team no longer sees it. A pack that
    waits for its yes falls, and the station goes on alone; what is being delivered
    goes on, and the station decides about it. Raises ValidationError: `family`,
    `reported` (there is a report already), `stale`.
    """
    if family not in MANDATORY_REPORT:
        raise refuse("family", _("Choose what has to be reported."), field="family")
    if MandatoryReport.objects.filter(need=need).exists():
        raise refuse("reported", _("There is a report for this need already."))
    fixed = guarded([Danger(family)], safe_contact=need.safe_contact)
    if version != need.version:
        raise stale()
    change(need, fixed)
    if need.state == NeedState.IN_DELIVERY:
        fixed |= run_of(need, need.state, timezone.now())
    move_on(need, **fixed)
    begin_report(need)
    _drop_pack(need)
    tell_of_danger(need, by)
    record(need, "open_report", by, to=need.state)


def _drop_pack(need: Need) -> None:
    """No pack for what must be reported: its items are casework. A paused one goes on
    as casework when its pause ends."""
    need.packs.filter(state=PackState.PROPOSED).update(state=PackState.SUPERSEDED)
    drop_all(need)
    if need.state == NeedState.PROPOSED:
        move(need, NeedState.OPEN)
    elif need.paused_state == NeedState.PROPOSED:
        move_on(need, **restarted_clock(need, NeedState.OPEN))
    if need.state == NeedState.OPEN:
        go_on_alone(need)
    elif need.state == NeedState.IN_DELIVERY:
        ask_if_open(need)


@transaction.atomic
def record_report(
    *, need: Need, reported_to: str, receipt_no: str, at: datetime, by: User
) -> None:
    """Who reported it, to whom, when, under which number; once.

    Raises ValidationError: `no_report`, `reported` (recorded before), `reported_to`,
    `at` (in the future).
    """
    need = take(need.pk)
    report = MandatoryReport.objects.filter(need=need).first()
    if report is None:
        raise refuse("no_report", _("Nothing has to be reported here."))
    if report.reported_at is not None:
        raise refuse("reported", _("The report was recorded before."))
    if not reported_to.strip():
        raise refuse("reported_to", _("To whom was it reported?"), field="reported_to")
    if at > timezone.now():
        raise refuse("at", _("This time is still to come."), field="at")
    report.reported_to, report.receipt_no = reported_to.strip(), receipt_no.strip()
    report.reported_at, report.reported_by = at, by
    report.full_clean()
    report.save()
    record(need, "record_report", by, at=at.isoformat())


def check_alone(need: Need) -> None:
    """What is in delivery is stopped by the station only where nobody else takes part.

    Raises ValidationError `engaged` where somebody was invited before the report.
    """
    if need.state != NeedState.IN_DELIVERY:
        return
    if need.engagements.filter(state__in=LIVE_ENGAGEMENTS).exists():
        raise refuse("engaged", _("Call off, or wait for, those who still take part."))


@transaction.atomic
def finish_casework(*, need: Need, version: int, by: User) -> None:
    """The worker of a case has done what the station does itself; a colleague closes.

    Raises ValidationError: `wrong_state` for what is no casework in hand, `engaged`
    where somebody who was invited before the report still takes part, `stale`.
    """
    expect(need, version, NeedState.IN_DELIVERY)
    if not need.is_casework:
        raise wrong_state(need.get_state_display())
    check_alone(need)
    move(need, NeedState.COMPLETED, version=version)
    need.items.filter(state=ItemState.IN_DELIVERY).update(state=ItemState.DONE)
    record(need, "finish_casework", by, to=need.state)
