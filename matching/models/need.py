"""What is needed: the need in its raiser's words, and the items a worker makes of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import (
    MaxValueValidator,
    MinValueValidator,
    RegexValidator,
)
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.enums import (
    ENDED_STATES,
    MANDATORY_REPORT,
    Consent,
    Danger,
    ExtendReason,
    ItemState,
    Lane,
    Level,
    NeedState,
    Origin,
    PauseReason,
    RefusalReason,
    Track,
    Urgency,
)
from matching.models.absence import Absence
from matching.models.team import Seat
from organisations.enums import Role
from organisations.models import monday_of
from organisations.models.spoken import spoken
from records.models import Checked, PublicIdField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from organisations.models import Appointment, User


class NeedQuerySet(models.QuerySet["Need"]):
    """Queryset words of needs."""

    def running(self) -> NeedQuerySet:
        """Those that have not ended."""
        return self.exclude(state__in=ENDED_STATES)

    def within(self, code: str) -> NeedQuerySet:
        return self.filter(community__code__startswith=code)

    def visible_to(self, user: User) -> NeedQuerySet:
        """What this user may see today, by appointments, seats and own needs.

        Station staff see their street's needs; a confidential one that was taken up its
        own worker (or who stands in for her) and the station manager alone. Street
        officers see all but those; a community what is raised and its 3+N projects, of
        individual needs nothing; the duty desk what is urgent, unassessed, rose to it
        or is its own; a provider none (it sees its engagements). Whoever raised one
        sees it, unless it became confidential. Where a life is at risk the duty desk
        and the station manager see it until somebody has taken it.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.seen_through(user, user.held_today())

    def seen_through(self, user: User, held: Iterable[Appointment]) -> NeedQuerySet:
        """The same for today's appointments that were read already."""
        seen = Q(raised_by=user) & ~Q(track=Track.CONFIDENTIAL)
        teams = Seat.objects.current().filter(user=user).values("team")
        away = Absence.objects.on().filter(cover=user).values("user")
        run = Q(worker=user) | Q(worker__in=away)
        for appointment in held:
            place = appointment.territory
            seen |= _seen_by(Role(appointment.role), place, run)
            if place is not None:
                here = Q(community__code__startswith=place.code[:12])
                seen |= here & Q(team__in=teams)
        return self.filter(seen)


def _seen_by(role: Role, territory: models.Model | None, run: Q) -> Q:
    """The needs that one appointment opens; nothing for a role not named here. `run`
    are the cases that are the user's own today."""
    nothing = Q(pk__in=[])
    if territory is None:
        return nothing
    here = Q(community__code__startswith=territory.code[:12])
    shared = here & ~Q(track=Track.CONFIDENTIAL)
    unassessed = Q(state__in=[NeedState.DRAFT, NeedState.RAISED, NeedState.RETURNED])
    team = here & Q(track=Track.PROJECT)
    taken = ~Q(danger=Danger.LIFE) | Q(worker__isnull=False)
    return {
        Role.SOCIAL_WORKER: here
        & taken
        & (~Q(track=Track.CONFIDENTIAL) | Q(worker__isnull=True) | run),
        Role.STATION_MANAGER: here,
        Role.STREET_OFFICER: shared & taken,
        Role.DUTY_DESK: shared
        & (unassessed | Q(urgency=Urgency.URGENT) | Q(level=Level.DISTRICT) | run),
        Role.COMMUNITY_SECRETARY: shared
        & taken
        & (unassessed | Q(track=Track.PROJECT)),
        Role.PARTY_MEMBER: team,
        Role.RESIDENT: nothing,
        Role.CENTRE_OPERATOR: team | (shared & Q(refusal=RefusalReason.OFFER)),
    }.get(role, nothing)


class Need(Checked):
    """One need from the first sentence to the closed case.

    `text` is sensitive as a whole: it never leaves for ledger, mail, log or Wagtail.
    `version` counts every change; a form that carries an older one is refused.
    """

    public_id = PublicIdField()
    number = models.CharField(_("case number"), max_length=16, unique=True)
    code = models.CharField(_("look-up code"), max_length=6)
    ticket = models.CharField(
        _("ticket of the form"), max_length=40, blank=True, editable=False
    )
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(
        _("state"), max_length=12, choices=NeedState, default=NeedState.RAISED
    )
    track = models.CharField(
        _("track"), max_length=12, choices=Track, default=Track.INDIVIDUAL
    )
    urgency = models.CharField(
        _("urgency"), max_length=8, choices=Urgency, default=Urgency.NORMAL
    )
    matter = models.ForeignKey(
        "matching.Matter",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name=_("matter"),
    )
    danger = models.CharField(
        _("words of danger"), max_length=10, choices=Danger, blank=True
    )
    safe_contact = models.BooleanField(_("safe to ring back"), default=True)
    suggested = models.JSONField(
        _("what was suggested"), default=dict, blank=True, editable=False
    )
    import_key = models.CharField(
        _("key of an import"), max_length=64, blank=True, editable=False
    )
    origin = models.CharField(_("raised through"), max_length=16, choices=Origin)
    origin_no = models.CharField(
        _("its number there (hotline, minutes)"), max_length=60, blank=True
    )
    text = models.TextField(_("in the raiser's own words"), max_length=2000)
    title = models.CharField(_("short title"), max_length=60, blank=True)
    title_en = models.CharField(_("short title in English"), max_length=120, blank=True)
    community = models.ForeignKey(
        "organisations.Territory",
        models.PROTECT,
        related_name="needs",
        verbose_name=_("community"),
    )
    for_whom = models.CharField(_("for whom"), max_length=60, blank=True)
    person = models.ForeignKey(
        "organisations.Person",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name=_("contact person"),
    )
    languages = models.JSONField(_("languages that help"), default=list, blank=True)
    consent = models.CharField(_("consent"), max_length=12, choices=Consent, blank=True)
    consent_at = models.DateTimeField(_("consent given at"), null=True, blank=True)
    health_consent = models.BooleanField(
        _("separate consent to health data"), default=False
    )
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="raised_needs",
        verbose_name=_("raised by"),
    )
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name=_("social worker"),
    )
    team = models.ForeignKey(
        "matching.Team",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name=_("3+N team"),
    )
    raised_at = models.DateTimeField(_("raised at"), default=timezone.now)
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    state_since = models.DateTimeField(_("in this state since"), default=timezone.now)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    paused_state = models.CharField(max_length=12, blank=True)
    pause_reason = models.CharField(
        _("why it is paused"), max_length=10, choices=PauseReason, blank=True
    )
    pause_until = models.DateField(_("paused until"), null=True, blank=True)
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True)
    paused_seconds = models.PositiveIntegerField(_("paused so far"), default=0)
    paused_due_at = models.DateTimeField(
        _("due at, before the pause"), null=True, blank=True
    )
    extended_at = models.DateTimeField(_("time extended at"), null=True, blank=True)
    extended_by = models.PositiveSmallIntegerField(_("time extended by"), default=0)
    extend_reason = models.CharField(
        _("why it was extended"), max_length=10, choices=ExtendReason, blank=True
    )
    level = models.CharField(
        _("passed on to"), max_length=10, choices=Level, blank=True
    )
    rise_at = models.DateTimeField(_("passed on next at"), null=True, blank=True)
    ring_at = models.DateTimeField(
        _("its clock rings next at"), null=True, blank=True, db_index=True
    )
    question = models.CharField(_("what was asked back"), max_length=300, blank=True)
    referred_to = models.CharField(_("receiving body"), max_length=60, blank=True)
    referred_no = models.CharField(_("its number"), max_length=60, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    refusal = models.CharField(
        _("why it was not accepted"), max_length=12, choices=RefusalReason, blank=True
    )

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ("-raised_at", "-pk")
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        indexes = [
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["community", "state"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="need_once_per_ticket",
                fields=["ticket"],
                condition=~Q(ticket=""),
            ),
            models.UniqueConstraint(
                name="need_once_per_import",
                fields=["import_key"],
                condition=~Q(import_key=""),
            ),
            models.CheckConstraint(
                name="need_referred_names_body",
                condition=~Q(state=NeedState.REFERRED) | ~Q(referred_to=""),
            ),
            models.CheckConstraint(
                name="need_merged_names_other",
                condition=~Q(state=NeedState.MERGED) | Q(merged_into__isnull=False),
            ),
            models.CheckConstraint(
                name="need_paused_remembers",
                condition=~Q(state=NeedState.PAUSED) | ~Q(paused_state=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def heading(self) -> str:
        """What lists show: the worker's title, else the number; never the text."""
        return spoken(self.title, self.title_en) or self.number

    @property
    def subject(self) -> str:
        """How ledger, links and messages name it."""
        return f"need:{self.public_id}"

    @property
    def is_casework(self) -> bool:
        """Whether it must be reported: the station's own workers do it, without a pack,
        a team or a call to the household."""
        return self.danger in MANDATORY_REPORT

    @property
    def here_since(self) -> datetime:
        """Since when it stands where it stands: a pause leaves `state_since`, the
        begin of the clock's run, as it was."""
        return self.paused_at or self.state_since

    @property
    def lane(self) -> Lane:
        """Which column of the clock table it runs in."""
        if self.urgency == Urgency.URGENT:
            return Lane.URGENT
        if self.track in {Track.PROJECT, Track.MICRO_WISH}:
            return Lane(self.track)
        return Lane(self.urgency)


MOST_WEEKS = 53


class NeedItem(Checked):
    """One service a need is made of: what, how much, when, with what money."""

    need = models.ForeignKey(
        Need, models.CASCADE, related_name="items", verbose_name=_("need")
    )
    service_type = models.ForeignKey(
        "organisations.ServiceType",
        models.PROTECT,
        related_name="need_items",
        verbose_name=_("service type"),
    )
    quantity = models.PositiveIntegerField(
        _("quantity"), validators=[MinValueValidator(1)]
    )
    weeks = models.PositiveSmallIntegerField(
        _("over how many weeks"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_WEEKS)],
    )
    starts_on = models.DateField(_("not before"), null=True, blank=True)
    days = models.CharField(
        _("days"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^1?2?3?4?5?6?7?$")],
    )
    start = models.TimeField(_("from"), null=True, blank=True)
    end = models.TimeField(_("until"), null=True, blank=True)
    funding = models.JSONField(_("sources of funding"), default=list, blank=True)
    budget = models.PositiveIntegerField(_("budget (fen)"), null=True, blank=True)
    note = models.CharField(_("what matters"), max_length=200, blank=True)
    note_en = models.CharField(_("in English"), max_length=300, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=ItemState, default=ItemState.OPEN
    )

    class Meta:
        ordering = ("need_id", "pk")
        verbose_name = _("need item")
        verbose_name_plural = _("need items")
        constraints = [
            models.CheckConstraint(
                name="item_quantity_positive",
                condition=Q(quantity__gte=1, weeks__gte=1),
                violation_error_code="quantity",
                violation_error_message=_("Quantity and weeks are at least 1."),
            ),
            models.CheckConstraint(
                name="item_window_ends_after_start",
                condition=Q(start__isnull=True, end__isnull=True)
                | Q(end__gt=F("start")),
                violation_error_code="window",
                violation_error_message=_(
                    "The window ends before it starts. Correct one of the two times."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_type} × {self.quantity}"

    @property
    def weekly(self) -> int:
        """Units in its busiest week."""
        return -(-self.quantity // self.weeks)

    def mondays(self, today: date) -> list[date]:
        """The weeks it takes, by their Mondays: from its own first day, or from this
        week where that day is past. What is looked at and what is held are these."""
        first = monday_of(max(self.starts_on or today, today))
        return [first + timedelta(weeks=n) for n in range(self.weeks)]

    @property
    def remark(self) -> str:
        return spoken(self.note, self.note_en)
