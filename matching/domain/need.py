"""From a sentence to an assessed need."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.faults import refuse
from matching.domain.step import ask_for_proposal, expect, move, record, tell
from matching.enums import (
    Consent,
    NeedState,
    Origin,
    Stage,
    Track,
    Urgency,
)
from matching.models import CaseCounter, Need, NeedItem, Team
from matching.queries import deadline
from organisations.domain.person import keep_person
from organisations.enums import Funding, Gate
from organisations.models import Person, ServiceType, Territory, User
from organisations.queries import workers_of


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
    for_whom: str = "",
    urgency: str = Urgency.NORMAL,
    consent: str = Consent.NONE,
    draft: bool = False,
    ticket: str = "",
) -> Need:
    """Keep the words, the place and the origin, with a suggested track.

    A draft (from a public form) waits in the community's task list. A `contact` is kept
    with the need or not at all. A form that is sent twice carries the same `ticket` and
    raises one need. Tells the street's social workers. Raises ValidationError for an
    empty text or a place that is no community.
    """
    _check_said(community, text)
    now = timezone.now()
    counter = _counter(timezone.localdate(now).year)
    if ticket and (raised := Need.objects.filter(ticket=ticket, raised_by=by).first()):
        return raised
    if contact is not None:  # after the counter: who raises takes it before the ledger
        person = keep_person(name=contact.name, phone=contact.phone, by=by)
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
    )
    need.full_clean()
    need.due_at = deadline(Stage.RECEIVE, need.lane, now)
    need.save()
    _tell_station(need, by)
    record(need, "raise_need", by, to=need.state, origin=origin)
    return need


def _check_said(community: Territory, text: str) -> None:
    if community.level != "community":
        raise refuse("community", _("Choose the community where help is needed."))
    check_length(text)


def _tell_station(need: Need, by: User | None) -> None:
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
