"""From a sentence to an assessed need."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.faults import refuse
from matching.domain.number import case_counter, next_number
from matching.domain.safeguard import (
    begin_report,
    check_danger,
    check_track,
    guarded,
    tell_of_danger,
)
from matching.domain.step import (
    act,
    ask_for_proposal,
    expect,
    move,
    move_on,
    record,
    tell,
)
from matching.enums import (
    MANDATORY_REPORT,
    Consent,
    NeedState,
    Origin,
    Track,
    Urgency,
)
from matching.models import Matter, Need, NeedItem, Team
from matching.queries import run_of
from organisations.domain.person import keep_person
from organisations.enums import Funding, Gate
from organisations.models import Person, ServiceType, Territory, User
from organisations.queries import workers_of
from records.domain.ledger import Act, append_many


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


@dataclass(frozen=True, slots=True)
class ContactInput:
    """Whom to get in touch with, as a form gives it; kept by `raise_need`."""

    name: str
    phone: str = ""


@transaction.atomic
def raise_need(
    *,
    community: Territory,
    text: str,
    origin: str,
    by: User | None = None,
    person: Person | None = None,
    contact: ContactInput | None = None,
    ticket: str = "",
    **said: Any,
) -> Need:
    """Keep the words, the place and the origin, with a suggested track; what else may
    be `said` is named by `new_need`, which checks it all.

    A draft (from a public form) waits in the community's task list. A `contact` is kept
    with the need or not at all. A form that is sent twice carries the same `ticket` and
    raises one need. Tells the street's social workers; of danger those whom it concerns.
    Raises ValidationError for an empty text, a place that is no community, and for
    words of danger that nobody acknowledged (`danger`).
    """
    need = new_need(community=community, text=text, origin=origin, by=by, **said)
    counter = case_counter(timezone.localdate(need.raised_at).year)
    if ticket and (raised := Need.objects.filter(ticket=ticket, raised_by=by).first()):
        return raised
    if contact is not None:  # after the counter: who raises takes it before the ledger
        person = keep_person(name=contact.name, phone=contact.phone, by=by)
    need.number = next_number(counter, "XQ")
    need.ticket, need.person = ticket, person
    need.full_clean()
    for name, value in clock_of(need).items():
        setattr(need, name, value)
    need.save()
    begin_report(need)
    _tell_station(need, by)
    append_many(raised_acts(need, by))
    return need


def new_need(
    *,
    community: Territory,
    text: str,
    origin: str,
    origin_no: str = "",
    by: User | None = None,
    for_whom: str = "",
    urgency: str = Urgency.NORMAL,
    consent: str = Consent.NONE,
    draft: bool = False,
    acknowledged: Collection[str] = (),
    safe_contact: bool = False,
    suggested: dict[str, Any] | None = None,
) -> Need:
    """What follows from the words, the place and the origin: one need, neither numbered
    nor saved. `raise_need` and the import make theirs here, so that they agree.

    Words of danger are refused (`danger`) until their families are `acknowledged`;
    then the need is urgent, and confidential with a report to make where the law says
    so. `safe_contact`: somebody said that the number is safe to ring. `suggested` is
    kept for the worker; nothing follows from it.
    """
    _check_said(community, text)
    fixed = guarded(check_danger(text, acknowledged), safe_contact=safe_contact)
    now = timezone.now()
    need = Need(
        code=f"{secrets.randbelow(10**6):06d}",
        state=NeedState.DRAFT if draft else NeedState.RAISED,
        track=_suggested_track(origin),
        urgency=urgency,
        origin=origin,
        origin_no=origin_no,
        text=text.strip(),
        community=community,
        for_whom=for_whom,
        consent=consent,
        consent_at=now if consent else None,
        raised_by=by,
        raised_at=now,
        suggested=suggested or {},
    )
    for name, value in fixed.items():
        setattr(need, name, value)
    return need


def clock_of(need: Need) -> dict[str, Any]:
    """The clock of the first state runs from the moment it was raised."""
    return run_of(need, need.state, need.raised_at)


def raised_acts(need: Need, by: User | None) -> list[Act]:
    """What the ledger says of a need that was just raised."""
    acts = [act(need, "raise_need", by, to=need.state, origin=need.origin)]
    if need.danger in MANDATORY_REPORT:
        acts.append(act(need, "open_report", by))
    return acts


def _check_said(community: Territory, text: str) -> None:
    if community.level != "community":
        raise refuse("community", _("Choose the community where help is needed."))
    check_length(text)


def _tell_station(need: Need, by: User | None) -> None:
    if need.danger:
        tell_of_danger(need, by)
        return
    for worker in workers_of(need.community.street_code):
        if worker != by:
            tell(worker, "matching.need_raised", need)


def check_length(text: str) -> None:
    """A text field knows its limit in forms only."""
    limit = Need._meta.get_field("text").max_length or len(text)
    if len(text) > limit:
        raise refuse(
            "max_length", _("At most %(limit)d characters, please."), limit=limit
        )


def _suggested_track(origin: str) -> str:
    together = {Origin.PARTY_MEMBER, Origin.MINUTES}
    return Track.PROJECT if origin in together else Track.INDIVIDUAL


@transaction.atomic
def accept_draft(*, need: Need, version: int, by: User) -> None:
    """A worker or the community takes a public draft as a raised need: it is received,
    and the time to assess it runs."""
    expect(need, version, NeedState.DRAFT)
    move(need, NeedState.RAISED, version=version, received_at=timezone.now())
    record(need, "accept_draft", by, to=need.state)


@transaction.atomic
def receive_need(*, need: Need, version: int, by: User) -> None:
    """Somebody took it on: the time to receive it ends, the time to assess it begins.

    Raises ValidationError `received` for one that was taken on before.
    """
    expect(need, version, NeedState.RAISED)
    if need.received_at is not None:
        raise refuse("received", _("It was taken on before."))
    need.received_at = now = timezone.now()
    move_on(need, received_at=now, **run_of(need, need.state, now))
    record(need, "receive_need", by, to=need.state)


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
    """Fix track, urgency and items, open the need and ask for a proposal (none for
    casework).

    Raises ValidationError without items, without consent on the individual track, or
    separate consent where a service touches health, without a standing team on the
    project track, for casework services there, where a report is open, or when stale.
    """
    expect(need, version, NeedState.RAISED)
    check_track(need, track)
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
        **_titled(title, title_en),
        matter=_matter(matter),
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
    if need.raised_by != by and not need.is_casework:
        tell(need.raised_by, "matching.need_assessed", need)
    record(need, "assess_need", by, to=need.state, track=track, items=len(items))


def _titled(title: str, title_en: str) -> dict[str, str]:
    return {"title": title.strip(), "title_en": title_en.strip()}


def _matter(code: str) -> Matter | None:
    if not code:
        return None
    matter = Matter.objects.filter(pk=code).first()
    if matter is None:
        raise refuse(
            "matter",
            _("There is no matter with the code %(matter)s."),
            field="matter",
            matter=code,
        )
    return matter


def _team_for(need: Need, track: str) -> Team | None:
    if track == Track.MICRO_WISH:
        raise refuse("wish", _("A micro-wish is released, not assessed."))
    if track != Track.PROJECT:
        return None
    team = Team.objects.filter(community=need.community).first()
    if team is None:
        raise refuse(
            "no_team",
            _(
                "%(community)s has no standing 3+N team yet. Set one up first: “3+N "
                "teams” in your menu."
            ),
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
            field="consent",
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
            field="health_consent",
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
            words=_(", ").join(map(str, unknown)),
        )
    item.full_clean()
    item.save()
