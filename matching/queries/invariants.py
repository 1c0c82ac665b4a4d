"""What always holds on this floor: each function names the rows where it does not.

Read by `manage.py check_invariants`, and by the tests after every step of a walk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db.models import Count, F, Prefetch, Q, Sum

from matching.enums import (
    CASE_ARROWS,
    ENDED_STATES,
    LIVE_ENGAGEMENTS,
    LOST_ENGAGEMENTS,
    MANDATORY_REPORT,
    NEED_ARROWS,
    EngagementState,
    ItemState,
    NeedState,
    PackState,
    SessionState,
    Track,
)
from matching.models import (
    Attendance,
    CapacityHold,
    ClockNotice,
    Engagement,
    HourEntry,
    Need,
    Pack,
    Session,
    StageLimit,
    WishClaim,
)
from matching.queries.clock import stage_of
from matching.queries.purchase_invariants import (
    milestones_add_up,
    who_served_turned_no_second_key,
)
from matching.queries.slot_invariants import (
    each_asking_is_counted,
    who_comes_is_safe,
)
from organisations.enums import Role
from organisations.models import Appointment, CapacityWeek, User
from records.models import LedgerEntry

# Whose work a confidential case may be; nobody else sees one by a role.
STATION = (Role.SOCIAL_WORKER, Role.STATION_MANAGER)
Faults = Iterator[str]


def a_clock_has_an_end() -> Faults:
    """A need has a due date exactly where the clock of its stage runs."""
    running = set(StageLimit.objects.values_list("stage", "lane"))
    fields = ("number", "state", "track", "urgency", "danger", "due_at", "received_at")
    for need in Need.objects.only(*fields).iterator():
        stage = stage_of(need, need.state)
        if (need.due_at is not None) != ((stage, need.lane) in running):
            yield need.number


def a_bell_needs_a_clock() -> Faults:
    """No bell rings, and nothing rises, where no clock runs; a pause holds both."""
    silent = Q(due_at__isnull=True)
    rising = Q(rise_at__isnull=False) & ~Q(state=NeedState.PAUSED)
    wrong = Need.objects.filter(silent & (Q(ring_at__isnull=False) | rising))
    yield from wrong.values_list("number", flat=True)


def a_pause_remembers() -> Faults:
    """A paused need knows since when and what it resumes; nothing else does."""
    paused, whole = Q(state=NeedState.PAUSED), Q(paused_at__isnull=False)
    resumes = Q(paused_state__in=NEED_ARROWS[NeedState.PAUSED]) | Q(
        paused_state__in=CASE_ARROWS[NeedState.PAUSED], danger__in=MANDATORY_REPORT
    )
    needs = Need.objects.filter(
        (paused & ~(whole & resumes))
        | (~paused & (whole | ~Q(paused_state="") | Q(paused_due_at__isnull=False)))
    )
    yield from needs.values_list("number", flat=True)


def the_ledger_tells_the_state() -> Faults:
    """The last row of the ledger that names a state of a need names the one it is in."""
    told: dict[str, str] = {}
    rows = LedgerEntry.objects.filter(subject__startswith="need:").order_by("pk")
    for subject, facts in rows.values_list("subject", "facts").iterator():
        if "to" in facts:
            told[subject] = facts["to"]
    for number, public_id, state in Need.objects.values_list(
        "number", "public_id", "state"
    ).iterator():
        if told.get(f"need:{public_id}") != state:
            yield number


def what_is_taken_is_held() -> Faults:
    """What a week says is taken is what engagements hold of it, and what the provider
    booked elsewhere."""
    live = Sum("holds__quantity", filter=Q(holds__released_at__isnull=True), default=0)
    wrong = CapacityWeek.objects.annotate(held=live).exclude(
        used=F("held") + F("elsewhere")
    )
    for capability, week in wrong.values_list("capability", "week"):
        yield f"{capability} {week}"


def no_week_is_over_its_capacity() -> Faults:
    """Never one too many."""
    over = CapacityWeek.objects.filter(used__gt=F("cap"))
    for capability, week in over.values_list("capability", "week"):
        yield f"{capability} {week}"


def what_came_to_nothing_holds_nothing() -> Faults:
    """Of an engagement that was lost no week is held beyond what was delivered."""
    held = (
        CapacityHold.objects.filter(
            released_at__isnull=True, engagement__state__in=LOST_ENGAGEMENTS
        )
        .values("engagement__public_id", "engagement")
        .annotate(sum=Sum("quantity"))
        .order_by()
    )
    done = dict(
        Attendance.objects.standing()
        .filter(session__engagement__state__in=LOST_ENGAGEMENTS)
        .values("session__engagement")
        .annotate(sum=Sum("units"))
        .order_by()
        .values_list("session__engagement", "sum")
    )
    for row in held:
        if row["sum"] > done.get(row["engagement"], 0):
            yield row["engagement__public_id"]


def no_more_is_planned_than_agreed() -> Faults:
    """Sessions planned and delivered stay within the units of their engagement."""
    planned = dict(
        Session.objects.filter(state=SessionState.PLANNED)
        .values("engagement")
        .annotate(sum=Sum("units"))
        .order_by()
        .values_list("engagement", "sum")
    )
    done = dict(
        Attendance.objects.standing()
        .values("session__engagement")
        .annotate(sum=Sum("units"))
        .order_by()
        .values_list("session__engagement", "sum")
    )
    rows = Engagement.objects.filter(pk__in={*planned, *done})
    for pk, name, quantity in rows.values_list("pk", "public_id", "quantity"):
        if planned.get(pk, 0) + done.get(pk, 0) > quantity:
            yield name


def no_more_is_done_than_asked() -> Faults:
    """What runs or is done of an item stays within its quantity."""
    live = [*LIVE_ENGAGEMENTS, EngagementState.CONFIRMED]
    sums = (
        Engagement.objects.filter(state__in=live)
        .values("need__number", "line__item", "line__item__quantity")
        .annotate(sum=Sum("quantity"))
        .order_by()
    )
    over = sums.filter(sum__gt=F("line__item__quantity"))
    yield from over.values_list("need__number", flat=True)


def a_pack_waits_where_a_need_is_proposed() -> Faults:
    """One pack waits for its yes exactly where its need is (or resumes) proposed."""
    waiting = Count("packs", filter=Q(packs__state=PackState.PROPOSED))
    proposed = Q(state=NeedState.PROPOSED) | Q(
        state=NeedState.PAUSED, paused_state=NeedState.PROPOSED
    )
    needs = Need.objects.annotate(waiting=waiting)
    wrong = needs.filter((proposed & ~Q(waiting=1)) | (~proposed & Q(waiting__gt=0)))
    yield from wrong.values_list("number", flat=True)


def an_ended_need_asks_nobody() -> Faults:
    """Nobody is asked for, or plans, what has ended; what was delivered stays."""
    asked = [s for s in LIVE_ENGAGEMENTS if s not in ("delivered", "disputed")]
    wrong = Engagement.objects.filter(need__state__in=ENDED_STATES, state__in=asked)
    yield from wrong.values_list("public_id", flat=True)


def two_keys_of_two_hands() -> Faults:
    """A confirmed session has two keys, of two persons and two employers."""
    whole = Q(attendance__second_at__isnull=False)
    one = Q(attendance__second_by=F("attendance__first_by")) | Q(
        attendance__second_employer=F("attendance__first_employer")
    )
    confirmed = Session.objects.filter(state=SessionState.CONFIRMED)
    for wrong in (confirmed.exclude(whole), confirmed.filter(one)):
        yield from wrong.values_list("public_id", flat=True)


def a_confidential_case_is_the_stations() -> Faults:
    """It has no team, and no role outside the station opens it."""
    secret = Need.objects.filter(track=Track.CONFIDENTIAL)
    yield from secret.filter(team__isnull=False).values_list("number", flat=True)
    if not secret.exists():
        return
    station = User.objects.filter(appointments__role__in=STATION)
    appointed = User.objects.filter(is_active=True, appointments__isnull=False)
    held = Appointment.objects.current().order_by("role")
    outside = appointed.exclude(pk__in=station.values("pk")).distinct()
    kinds: dict[tuple[tuple[str, int | None], ...], User] = {}
    for user in outside.prefetch_related(Prefetch("appointments", held, "held")):
        posts = ((post.role, post.territory_id) for post in user.held)
        kinds.setdefault(tuple(posts), user)
    for user in kinds.values():
        yield from secret_seen_by(user)


def secret_seen_by(user: User) -> Faults:
    """Confidential cases that this user sees, being no station staff; for the walks."""
    secret = Need.objects.visible_to(user).filter(track=Track.CONFIDENTIAL)
    yield from secret.values_list("number", flat=True)


def a_notice_follows_its_clock() -> Faults:
    """A clock says nothing before it began, and a level is told upwards only."""
    wrong = ClockNotice.objects.filter(at__lt=F("since"))
    yield from wrong.values_list("need__number", flat=True)


def a_wish_has_no_pack() -> Faults:
    """A micro-wish is claimed by one; it has no pack. Only wishes are claimed."""
    packs = Pack.objects.filter(need__track=Track.MICRO_WISH)
    packs = packs.exclude(state=PackState.SUPERSEDED)
    yield from packs.values_list("need__number", flat=True)
    claims = WishClaim.objects.exclude(need__track=Track.MICRO_WISH)
    yield from claims.values_list("need__number", flat=True)


def casework_has_no_pack() -> Faults:
    """What must be reported is the station's own work: no pack waits for a yes, and
    nothing of it is on the list of those looked for."""
    waiting = Q(packs__state=PackState.PROPOSED) | Q(
        items__state=ItemState.OPEN, state__in=[NeedState.OPEN, NeedState.IN_DELIVERY]
    )
    cases = Need.objects.filter(waiting, danger__in=MANDATORY_REPORT).distinct()
    yield from cases.values_list("number", flat=True)


def what_is_taken_back_counts_nothing() -> Faults:
    """Of a session that was taken back no minute counts, and of no other fewer than
    none."""
    rows = (
        HourEntry.objects.order_by()
        .values("attendance__session__public_id", "person")
        .annotate(sum=Sum("minutes"))
    )
    back = Q(attendance__session__state=SessionState.REVERSED)
    wrong = rows.filter((back & ~Q(sum=0)) | Q(sum__lt=0))
    yield from wrong.values_list("attendance__session__public_id", flat=True)


INVARIANTS: tuple[Callable[[], Faults], ...] = (
    a_clock_has_an_end,
    a_bell_needs_a_clock,
    a_pause_remembers,
    the_ledger_tells_the_state,
    what_is_taken_is_held,
    no_week_is_over_its_capacity,
    what_came_to_nothing_holds_nothing,
    no_more_is_planned_than_agreed,
    no_more_is_done_than_asked,
    a_pack_waits_where_a_need_is_proposed,
    an_ended_need_asks_nobody,
    two_keys_of_two_hands,
    a_confidential_case_is_the_stations,
    a_notice_follows_its_clock,
    a_wish_has_no_pack,
    casework_has_no_pack,
    what_is_taken_back_counts_nothing,
    who_comes_is_safe,
    each_asking_is_counted,
    milestones_add_up,
    who_served_turned_no_second_key,
)
