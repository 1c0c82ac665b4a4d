"""The only border between the tables and the engine: rows to arrays, a fixed number
of queries whatever the number of candidates."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from matching.engine import CandidateView, ItemView, NeedView
from matching.engine.intake import Intake, Suggestion, build, duplicates, suggest
from matching.engine.types import Intervals
from matching.enums import (
    LOST_ENGAGEMENTS,
    DeclineReason,
    EngagementState,
    ItemState,
)
from matching.models import (
    DangerFamily,
    Engagement,
    Matter,
    Need,
    NeedItem,
    ReferralBody,
)
from matching.queries import Given, given, open_quantities
from matching.queries.danger import danger_families
from organisations.enums import PROVIDER_GATES, Gate
from organisations.models import Capability, Grade, Provider, ServiceType
from organisations.queries import (
    VerificationState,
    capacity_used,
    employer_of,
    verification_state,
)

RECENT = timedelta(days=28)
MOST_SIMILAR = 3


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the engine is given: a need, its version, and everybody who could help."""

    version: int
    need: NeedView
    candidates: tuple[CandidateView, ...]
    today: date


@dataclass(frozen=True, slots=True)
class Menu:
    """Everything offered at one moment, read once: for one need, or for many at a time
    in which nobody is invited."""

    rows: dict[int, list[Capability]]
    used: dict[tuple[int, date], int]
    states: dict[int, VerificationState]
    grades: dict[int, int]
    awards: Counter[int]

    def texts(self) -> dict[int, list[str]]:
        """By provider, what its texts say: what affinity is fitted on."""
        every = (row.provider for rows in self.rows.values() for row in rows)
        found = {provider.pk: provider for provider in every}
        return {pk: list(_texts(found[pk])) for pk in sorted(found)}


def take(need: Need, state: str = ItemState.OPEN, menu: Menu | None = None) -> Snapshot:
    """A need's open items (or those in another state) and the capabilities on the
    menu for their service types; the `menu` as it is now unless one is given."""
    today = timezone.localdate()
    done = given(need)
    left = open_quantities(need, done, state)
    items = list(need.items.filter(pk__in=left).select_related("service_type"))
    return Snapshot(
        version=need.version,
        need=_need(need, items, left, done),
        candidates=tuple(_candidates(need, items, today, menu)),
        today=today,
    )


def _need(
    need: Need, items: Iterable[NeedItem], left: dict[int, int], done: Given
) -> NeedView:
    refused = _refused(need)
    own = employer_of(need.worker, need.community) if need.worker else None
    return NeedView(
        id=need.pk,
        community=need.community.code[:12],
        items=tuple(
            _item(item, left[item.pk], refused[item.pk], done.get(item.pk, (0, 0))[1])
            for item in items
        ),
        text=f"{need.title}\n{need.text}",
        languages=frozenset(need.languages),
        own_agency=own.pk if own else None,
        known=_known(need),
        recused=_recused(need),
    )


def _refused(need: Need) -> dict[int, frozenset[int]]:
    """By item, the capabilities that declined, did not answer or were called off."""
    lost = Engagement.objects.filter(
        need=need,
        state__in=(
            EngagementState.DECLINED,
            EngagementState.EXPIRED,
            EngagementState.CANCELLED,
        ),
    ).values_list("line__item_id", "line__capability_id")
    found: dict[int, set[int]] = defaultdict(set)
    for item, capability in lost:
        found[item].add(capability)
    return defaultdict(frozenset, {key: frozenset(v) for key, v in found.items()})


def _recused(need: Need) -> frozenset[int]:
    """Providers that declared a recusal: for every item of this need."""
    declared = Engagement.objects.filter(
        need=need, decline_reason=DeclineReason.RECUSAL
    )
    return frozenset(declared.values_list("provider_id", flat=True))


def _known(need: Need) -> frozenset[int]:
    """Providers that served this person, or this team's community, before."""
    before = Engagement.objects.filter(state=EngagementState.CONFIRMED)
    if need.person_id:
        before = before.filter(need__person=need.person_id)
    elif need.team_id:
        before = before.filter(need__team=need.team_id)
    else:
        return frozenset()
    return frozenset(before.values_list("provider_id", flat=True))


def _item(
    item: NeedItem, quantity: int, refused: frozenset[int], spent: int
) -> ItemView:
    """What is open of an item; its budget less what others already cost."""
    kind = item.service_type
    budget = None if item.budget is None else max(item.budget - spent, 0)
    return ItemView(
        id=item.pk,
        service_type=kind.code,
        quantity=quantity,
        weekly=-(-quantity // item.weeks),
        text=f"{kind.name} {kind.description} {item.note}",
        windows=intervals(item.days, item.start, item.end),
        gates=frozenset(set(kind.gates) & PROVIDER_GATES),
        budget=budget,
        funding=frozenset(item.funding),
        kept=refused,
    )


def intervals(days: str, start: time | None, end: time | None) -> Intervals:
    """Minutes of the week, half open; days "" means every day, no times all day."""
    if not days and start is None and end is None:
        return ()
    first = start.hour * 60 + start.minute if start else 0
    last = end.hour * 60 + end.minute if end else 24 * 60
    return tuple(
        ((int(day) - 1) * 1440 + first, (int(day) - 1) * 1440 + last)
        for day in sorted(days or "1234567")
    )


def menu_of(service_types: Iterable[int], weeks: Iterable[date], today: date) -> Menu:
    """What is offered of these services, and what of these weeks is taken."""
    rows = list(
        Capability.objects.on_menu()
        .filter(service_type__in=service_types)
        .select_related("provider__street", "service_type")
        .prefetch_related("windows", "territories", "provider__past_projects")
        .order_by("pk")
    )
    providers = {row.provider_id for row in rows}
    by_type: dict[int, list[Capability]] = defaultdict(list)
    for row in rows:
        by_type[row.service_type_id].append(row)
    return Menu(
        rows=by_type,
        used=capacity_used([row.pk for row in rows], sorted(set(weeks))),
        states=verification_state(rows),
        grades=_grades(providers, today),
        awards=_awards(providers),
    )


def _candidates(
    need: Need, items: list[NeedItem], today: date, menu: Menu | None
) -> Iterable[CandidateView]:
    wanted = {item.service_type_id for item in items}
    weeks = sorted({monday for item in items for monday in item.mondays(today)})
    menu = menu or menu_of(wanted, weeks, today)
    rows = sorted(
        (row for kind in wanted for row in menu.rows.get(kind, ())),
        key=lambda row: row.pk,
    )
    history = _history(need, [row.pk for row in rows])
    for row in rows:
        taken = max((menu.used.get((row.pk, week), 0) for week in weeks), default=0)
        yield _candidate(
            row,
            free=max(row.weekly_capacity - taken, 0),
            state=menu.states[row.pk],
            grade=menu.grades.get(row.provider_id),
            awards=menu.awards[row.provider_id],
            history=history.get(row.pk, (0, None)),
        )


def _grades(providers: set[int], today: date) -> dict[int, int]:
    rows = Grade.objects.in_force(today).filter(provider__in=providers)
    return dict(rows.order_by("since", "pk").values_list("provider_id", "level"))


def _awards(providers: set[int]) -> Counter[int]:
    """By provider, engagements of the last weeks that did not come to nothing."""
    since = timezone.now() - RECENT
    rows = Engagement.objects.filter(invited_at__gte=since, provider__in=providers)
    won = rows.exclude(state__in=LOST_ENGAGEMENTS).order_by()
    return Counter(won.values_list("provider_id", flat=True))


def _history(
    need: Need, capabilities: list[int]
) -> dict[int, tuple[int, float | None]]:
    """By capability: deliveries in this street, share of answered that were done."""
    ended = Q(state=EngagementState.CONFIRMED)
    failed = Q(state__in=(EngagementState.CANCELLED, EngagementState.NO_SHOW))
    here = Q(need__community__code__startswith=need.community.street_code)
    rows = (
        Engagement.objects.filter(line__capability__in=capabilities)
        .order_by()
        .values_list("line__capability_id")
        .annotate(
            near=Count("pk", filter=ended & here),
            done=Count("pk", filter=ended),
            lost=Count("pk", filter=failed),
        )
    )
    return {
        pk: (near, done / (done + lost) if done + lost else None)
        for pk, near, done, lost in rows
    }


def _candidate(
    row: Capability,
    *,
    free: int,
    state: VerificationState,
    grade: int | None,
    awards: int,
    history: tuple[int, float | None],
) -> CandidateView:
    near, success = history
    return CandidateView(
        id=row.pk,
        provider=row.provider_id,
        kind=row.provider.kind,
        service_type=row.service_type.code,
        coverage=frozenset(place.code for place in row.territories.all()),
        weekly=row.weekly_capacity,
        free=free,
        windows=_windows(row),
        verified=state.checked,
        expires=state.expires_on,
        gates=_gates(row),
        price=row.price,
        funding=frozenset(row.funding),
        texts=_texts(row.provider),
        home=row.provider.street.code,
        grade=grade,
        delivered=state.deliveries,
        delivered_near=near,
        success=success,
        awards=awards,
        languages=frozenset(row.provider.languages),
    )


def _windows(row: Capability) -> Intervals:
    found = [
        interval
        for window in row.windows.all()
        for interval in intervals(window.days, window.start, window.end)
    ]
    return tuple(sorted(found))


def _gates(row: Capability) -> frozenset[str]:
    """Gates it says it meets; a licence counts when its number is on file."""
    met = set(row.gates)
    if not row.licence_no:
        met.discard(Gate.LIC)
    return frozenset(met)


def _texts(provider: Provider) -> tuple[str, ...]:
    work = [f"{each.title}\n{each.text}" for each in provider.past_projects.all()]
    return (*work, provider.summary) if provider.summary else tuple(work)


# --- what a text asks for ---------------------------------------------------------------

DATA = Path(__file__).parent / "data"
Versions = tuple[tuple[tuple[str, str], ...], ...]


def suggestion(text: str) -> dict[str, Any]:
    """What `Need.suggested` keeps of a text; empty where no tables are loaded.

    Computed outside any transaction: the first call of a process fits the bundle.
    """
    return suggestions([text])[0]


def suggestions(texts: Sequence[str]) -> list[dict[str, Any]]:
    """The same for many texts, by the tables as they are now."""
    versions = _versions()
    if not all(versions):
        return [{} for _text in texts]
    intake = _fitted(versions)
    return [_told(suggest(intake, text)) for text in texts]


def _told(found: Suggestion) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "kind_p": round(found.kind_p, 3),
        "sure": found.sure,
        "service_types": [[code, round(p, 3)] for code, p in found.service_types],
        "matter": found.matter,
        "body": found.receiving_body,
        "urgency": found.urgency,
        "track": found.track,
        "danger": list(found.danger),
    }


def _versions() -> Versions:
    """What the bundle is fitted on: version and code of each row of four tables."""
    tables = (Matter, ReferralBody, DangerFamily, ServiceType)
    return tuple(
        tuple(table.objects.order_by("code").values_list("code", "version"))
        for table in tables
    )


@lru_cache(maxsize=1)
def _fitted(versions: Versions) -> Intake:
    """Fitted once a process for each version of the tables, in a second or two."""
    types = list(ServiceType.objects.values())
    known = {kind["code"] for kind in types}
    # Cues of a language, which a district does not change, ship beside the bodies.
    cues = json.loads((DATA / "referral_bodies.json").read_text(encoding="utf-8"))
    with (DATA / "intake_texts.csv").open(encoding="utf-8", newline="") as file:
        texts = [_labelled(row, known) for row in csv.DictReader(file)]
    return build(
        texts,
        {"types": types},
        {"matters": list(Matter.objects.values())},
        {**cues, "bodies": list(ReferralBody.objects.values())},
        danger_families(),
    )


def _labelled(row: dict[str, str], codes: set[str]) -> dict[str, str]:
    """A labelled text without service types that this catalogue has not."""
    kept = [code for code in row["service_types"].split() if code in codes]
    return {**row, "service_types": " ".join(kept)}


def similar_needs(need: Need, others: Iterable[Need]) -> list[Need]:
    """Those of the others that may be about the same matter, the likeliest first."""
    known = {other.pk: other for other in others}
    pairs = [(pk, other.text) for pk, other in known.items()]
    return [known[pk] for pk, _likeness in duplicates(need.text, pairs)[:MOST_SIMILAR]]
