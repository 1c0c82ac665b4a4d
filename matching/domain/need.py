"""From a sentence to a closed case: the verbs of a need."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.faults import refuse, stale, wrong_state
from matching.enums import (
    NEED_ARROWS,
    STAGE_OF_STATE,
    Consent,
    ItemState,
    NeedState,
    Origin,
    Track,
    Urgency,
)
from matching.models import CaseCounter, Engagement, Need, NeedItem, Team
from matching.queries import deadline
from organisations.enums import Funding, Gate
from organisations.models import Person, ServiceType, Territory, User
from organisations.queries import workers_of
from records.domain.job import enqueue
from records.domain.ledger import Act, append_many
from records.domain.message import send

# Where a proposal for what is still open is taken.
PLATED_STATES = (NeedState.OPEN, NeedState.CONFIRMED, NeedState.IN_DELIVERY)


@dataclass(frozen=True, slots=True)
class ItemInput:
    """One item as the worker writes it; checked by `assess_need`."""

    service_type: ServiceType
    quantity: int
    weeks: int = 1
    starts_on: date | None = None
    days: str = ""
    start: time | None = None
    end: time | None = None
    funding: Sequence[str] = field(default=())
    budget: int | None = None
    note: str = ""
    note_en: str = ""


def act(need: Need, action: str, by: User | None, **facts: Any) -> Act:
    """One act on a need, as its district's ledger will hold it."""
    return Act(
        chain=need.community.code[:6],
        action=f"matching.{action}",
        actor=by,
        subject=need.subject,
        facts=facts,
    )


def record(need: Need, action: str, by: User | None, **facts: Any) -> None:
    """Append one act on a need to its district's ledger; the last write of a verb."""
    append_many([act(need, action, by, **facts)])


def take(need_id: int) -> Need:
    """The need as it is now, its row held until the verb ends.

    A verb takes the need before anything else, then weeks of capacity in their order,
    the ledger last: so no two verbs wait for each other crosswise.
    """
    return (
        Need.objects.select_for_update(of=("self",))
        .select_related("community", "worker", "team", "person", "raised_by")
        .get(pk=need_id)
    )


def expect(need: Need, version: int, *states: str) -> None:
    """Refuse an older form, and a state that the act is not made for."""
    if version != need.version:
        raise stale()
    if need.state not in states:
        raise wrong_state(need.get_state_display())


def move(need: Need, to: str, *, version: int | None = None, **changes: Any) -> None:
    """Walk one arrow by a conditional update; `need` is fresh afterwards.

    Raises `wrong_state` where there is no such arrow, `stale` where the row is no
    longer in the state or version that the caller saw, and by field for a change that
    the field cannot hold.
    """
    if version is not None and version != need.version:
        raise stale()
    if to not in NEED_ARROWS[need.state]:
        raise wrong_state(need.get_state_display())
    before, now = need.state, timezone.now()
    stage = STAGE_OF_STATE.get(NeedState(to))
    change(need, changes)
    _write(
        need,
        before,
        {
            **changes,
            "state": str(to),
            "state_since": now,
            "due_at": deadline(stage, need.lane, now) if stage else None,
        },
    )


def move_on(need: Need, **changes: Any) -> None:
    """Count a change of the pack as a change of the need: older forms are stale."""
    _write(need, need.state, changes)


def change(row: Need | Engagement, changes: dict[str, Any]) -> None:
    """Set the fields on the object, and refuse what they cannot hold."""
    for name, value in changes.items():
        setattr(row, name, value)
    row.clean_fields(
        exclude={
            field.name
            for field in row._meta.fields
            if field.is_relation or field.name not in changes
        }
    )


def _write(need: Need, state: str, changes: dict[str, Any]) -> None:
    changes["version"] = need.version + 1
    seen = Need.objects.filter(pk=need.pk, state=state, version=need.version)
    if not seen.update(**changes):
        raise stale()
    for name, value in changes.items():
        setattr(need, name, value)


@transaction.atomic
def raise_need(
    *,
    community: Territory,
    text: str,
    origin: str,
    by: User | None = None,
    person: Person | None = None,
    for_whom: str = "",
    urgency: str = Urgency.NORMAL,
    consent: str = Consent.NONE,
    draft: bool = False,
    ticket: str = "",
) -> Need:
    """Keep the words, the place and the origin, with a suggested track.

    A draft (from a public form) waits in the community's task list. A form that is
    sent twice carries the same `ticket` and raises one need. Tells the street's social
    workers. Raises ValidationError for an empty text or a place that is no community.
    """
    if community.level != "community":
        raise refuse("community", _("Choose the community where help is needed."))
    check_length(text)
    now = timezone.now()
    counter = _counter(timezone.localdate(now).year)
    raised = (
        Need.objects.filter(ticket=ticket, raised_by=by).first() if ticket else None
    )
    if raised is not None:
        return raised
    need = Need(
        number=_next_number(counter),
        ticket=ticket,
        code=f"{secrets.randbelow(10**6):06d}",
        state=NeedState.DRAFT if draft else NeedState.RAISED,
        track=_suggested_track(origin),
        urgency=urgency,
        origin=origin,
        text=text.strip(),
        community=community,
        person=person,
        for_whom=for_whom,
        consent=consent,
        consent_at=now if consent else None,
        raised_by=by,
        raised_at=now,
        state_since=now,
    )
    need.full_clean()
    need.due_at = deadline(STAGE_OF_STATE[NeedState(need.state)], need.lane, now)
    need.save()
    for worker in workers_of(community.street_code):
        if worker != by:
            tell(worker, "matching.need_raised", need)
    record(need, "raise_need", by, to=need.state, origin=origin)
    return need


def check_length(text: str) -> None:
    """A text field knows its limit in forms only."""
    limit = Need._meta.get_field("text").max_length or len(text)
    if len(text) > limit:
        raise refuse(
            "max_length", _("At most %(limit)d characters, please."), limit=limit
        )


def _counter(year: int) -> CaseCounter:
    """The row of the year, held: whoever raises a need waits here for the others."""
    CaseCounter.objects.get_or_create(year=year)
    return CaseCounter.objects.select_for_update().get(year=year)


def _next_number(counter: CaseCounter) -> str:
    """XQ-2026-00187: without gaps, since a need that is refused gives it back."""
    CaseCounter.objects.filter(pk=counter.pk).update(last=F("last") + 1)
    counter.refresh_from_db()
    return f"XQ-{counter.year}-{counter.last:05d}"


def _suggested_track(origin: str) -> str:
    together = {Origin.PARTY_MEMBER, Origin.MINUTES}
    return Track.PROJECT if origin in together else Track.INDIVIDUAL


def tell(user: User | None, kind: str, need: Need, **params: str) -> None:
    if user is not None:
        send(
            recipient=user,
            kind=kind,
            params={"number": need.number, **params},
            subject=need.subject,
            url=f"/desk/needs/{need.public_id}/",
        )


@transaction.atomic
def accept_draft(*, need: Need, version: int, by: User) -> None:
    """A worker or the community takes a public draft as a raised need."""
    expect(need, version, NeedState.DRAFT)
    move(need, NeedState.RAISED, version=version)
    record(need, "accept_draft", by, to=need.state)


@transaction.atomic
def assess_need(
    *,
    need: Need,
    version: int,
    by: User,
    track: str,
    urgency: str,
    title: str,
    items: Sequence[ItemInput],
    title_en: str = "",
    matter: str = "",
    consent: str = "",
    health_consent: bool = False,
    languages: Sequence[str] = (),
) -> None:
    """Fix track, urgency and items, open the need and ask for a proposal.

    Raises ValidationError without items, without consent on the individual track,
    without separate consent where a service touches health, without a standing team
    on the project track, for a service of confidential cases on another track, or
    when the need has moved on.
    """
    expect(need, version, NeedState.RAISED)
    team = _team_for(need, track)
    given = consent or need.consent
    healthy = health_consent or need.health_consent
    _check_consent(track, given, items)
    check_services(track, healthy, items)
    move(
        need,
        NeedState.OPEN,
        version=version,
        track=track,
        urgency=urgency,
        title=title.strip(),
        title_en=title_en.strip(),
        matter=matter,
        consent=given,
        consent_at=need.consent_at or (timezone.now() if given else None),
        health_consent=healthy,
        languages=list(languages),
        team=team,
        worker=by,
    )
    for item in items:
        add_item(need, item)
    ask_for_proposal(need)
    if need.raised_by != by:
        tell(need.raised_by, "matching.need_assessed", need)
    record(need, "assess_need", by, to=need.state, track=track, items=len(items))


def _team_for(need: Need, track: str) -> Team | None:
    if track != Track.PROJECT:
        return None
    team = Team.objects.filter(community=need.community).first()
    if team is None:
        raise refuse(
            "no_team",
            _("%(community)s has no standing 3+N team yet. Set one up first."),
            community=str(need.community),
        )
    return team


def _check_consent(track: str, consent: str, items: Sequence[ItemInput]) -> None:
    if not items:
        raise refuse("no_items", _("Add at least one service item."))
    if track == Track.INDIVIDUAL and not consent:
        raise refuse(
            "no_consent",
            _("Ask the person first, and note how the person agreed."),
        )


def check_services(track: str, health: bool, items: Sequence[ItemInput]) -> None:
    """Casework is never for a team; what touches health needs its own consent.

    The catalogue's gate CASE says "no 3+N team"; the individual track shows the team
    counts only, so counselling and company in grief may run there too.
    """
    for item in items:
        kind = item.service_type
        if Gate.CASE in kind.gates and track == Track.PROJECT:
            raise refuse(
                "case_only",
                _(
                    "“%(service)s” is never for a 3+N team: choose the individual or the "
                    "confidential track."
                ),
                service=str(kind),
            )
    touching = [i.service_type for i in items if Gate.HLT in i.service_type.gates]
    if touching and not health:
        raise refuse(
            "no_health_consent",
            _("“%(service)s” uses health data: ask for separate consent and tick it."),
            service=str(touching[0]),
        )


def add_item(need: Need, values: ItemInput) -> None:
    item = NeedItem(
        need=need,
        service_type=values.service_type,
        quantity=values.quantity,
        weeks=values.weeks,
        starts_on=values.starts_on,
        days=values.days,
        start=values.start,
        end=values.end,
        funding=list(values.funding),
        budget=values.budget,
        note=values.note,
        note_en=values.note_en,
    )
    unknown = [word for word in item.funding if word not in Funding]
    if unknown:
        raise refuse(
            "funding",
            _("Unknown source of funding: %(words)s."),
            words="、".join(map(str, unknown)),
        )
    item.full_clean()
    item.save()


def ask_for_proposal(need: Need) -> None:
    """Write the job that will propose a pack for this version of the need."""
    enqueue(
        kind="matching.propose_pack",
        key=f"propose:{need.public_id}:{need.version}",
        payload={"need": need.pk, "version": need.version},
    )


def ask_if_open(need: Need) -> None:
    """Ask again where an item is still open and the version has moved on since."""
    if need.items.filter(state=ItemState.OPEN).exists():
        ask_for_proposal(need)
