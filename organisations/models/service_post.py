"""Standing posts of public benefit near home (设岗定责): what is to be done, who does it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.enums import LIVE_CLAIMS, PERSON_GATES, ClaimState
from organisations.models.volunteer import KEEPING_ROLES, Volunteer
from records.models import Checked, PublicIdField

if TYPE_CHECKING:
    from organisations.models.account import User

LONGEST_WEEK = 20
"""Hours a week: who gives more is no volunteer."""


class ServicePostQuerySet(models.QuerySet["ServicePost"]):
    """Queryset words of posts."""

    def standing(self) -> ServicePostQuerySet:
        """Those that nobody has ended, though their day may be over."""
        return self.filter(ended_at__isnull=True)

    def running(self, on: date | None = None) -> ServicePostQuerySet:
        return self.standing().filter(until__gte=on or timezone.localdate())

    def visible_to(self, user: User) -> ServicePostQuerySet:
        """Those of the places where one works for station or community; those that run
        where one lives as a volunteer; those that one has, or had, to do with."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        own = PostClaim.objects.of(user).values("post")
        seen, day = Q(pk__in=own), timezone.localdate()
        for held in user.held_today():
            if held.role in KEEPING_ROLES and held.territory:
                seen |= Q(place__code__startswith=held.territory.code)
        homes = Volunteer.objects.staying().filter(user=user)
        for code in homes.values_list("home__code", flat=True):
            near = Q(place__code__startswith=code)
            seen |= near & Q(ended_at__isnull=True, until__gte=day)
        return self.filter(seen)


class ServicePost(Checked):
    """A duty that stands for weeks or months, in one community or grid.

    `taken` counts the live claims; it is never more than `places`. No clock and no points
    hang on it: hours count where a session records them.
    """

    public_id = PublicIdField()
    title = models.CharField(_("name of the post"), max_length=40)
    duty = models.CharField(_("what the post does"), max_length=200)
    place = models.ForeignKey(
        "organisations.Territory",
        models.PROTECT,
        related_name="service_posts",
        verbose_name=_("community or grid"),
    )
    skill = models.ForeignKey(
        "organisations.ServiceType",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="service_posts",
        verbose_name=_("skill that is needed"),
    )
    weekly_hours = models.PositiveSmallIntegerField(
        _("hours a week"),
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_WEEK)],
    )
    places = models.PositiveSmallIntegerField(
        _("number of people"), validators=[MinValueValidator(1)]
    )
    taken = models.PositiveSmallIntegerField(_("taken"), default=0, editable=False)
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("until"))
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("set up by"),
    )

    objects = ServicePostQuerySet.as_manager()

    class Meta:
        ordering = ("until", "pk")
        verbose_name = _("service post")
        verbose_name_plural = _("service posts")
        constraints = [
            models.CheckConstraint(
                name="service_post_not_overfull", condition=Q(taken__lte=F("places"))
            ),
            models.CheckConstraint(
                name="service_post_ends_after_start", condition=Q(until__gt=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        return f"service_post:{self.public_id}"

    @property
    def is_running(self) -> bool:
        return self.ended_at is None and self.until >= timezone.localdate()

    @property
    def left(self) -> int:
        return self.places - self.taken

    @property
    def papers(self) -> list[str]:
        """Gates that each holder meets by a paper with an end."""
        asked = self.skill.gates if self.skill else ()
        return [gate for gate in PERSON_GATES if gate in asked]


class PostClaimQuerySet(models.QuerySet["PostClaim"]):
    """Queryset words of claims."""

    def live(self) -> PostClaimQuerySet:
        return self.filter(state__in=LIVE_CLAIMS)

    def with_volunteer(self, volunteer: Volunteer) -> PostClaimQuerySet:
        """Hers, and those in which she goes along with a minor."""
        return self.filter(Q(volunteer=volunteer) | Q(companion=volunteer))

    def of(self, user: User) -> PostClaimQuerySet:
        """As `with_volunteer`, by the account."""
        return self.filter(Q(volunteer__user=user) | Q(companion__user=user))

    def visible_to(self, user: User) -> PostClaimQuerySet:
        """One's own; those of the places where one works for station or community."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = Q(volunteer__user=user) | Q(companion__user=user)
        for held in user.held_today():
            if held.role in KEEPING_ROLES and held.territory:
                seen |= Q(post__place__code__startswith=held.territory.code)
        return self.filter(seen)


class PostClaim(Checked):
    """One volunteer's claim of one post (认岗): asked, held, over.

    `companion` is the adult who goes along with a minor. `reason` is what refused or
    ended it in words; it is emptied when the volunteer has her data deleted.
    """

    public_id = PublicIdField()
    post = models.ForeignKey(
        ServicePost, models.PROTECT, related_name="claims", verbose_name=_("post")
    )
    volunteer = models.ForeignKey(
        Volunteer,
        models.PROTECT,
        related_name="post_claims",
        verbose_name=_("volunteer"),
    )
    companion = models.ForeignKey(
        Volunteer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accompanied_post_claims",
        verbose_name=_("adult who goes along"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ClaimState, default=ClaimState.ASKED
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    claimed_at = models.DateTimeField(_("claimed at"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered at"), null=True, editable=False)
    closed_at = models.DateTimeField(_("ended at"), null=True, editable=False)

    objects = PostClaimQuerySet.as_manager()

    class Meta:
        ordering = ("claimed_at", "pk")
        verbose_name = _("claim of a post")
        verbose_name_plural = _("claims of posts")
        constraints = [
            models.UniqueConstraint(
                fields=["post", "volunteer"],
                condition=Q(state__in=LIVE_CLAIMS),
                name="post_claim_once",
                violation_error_code="already",
                violation_error_message=_("You have claimed this post already."),
            ),
            models.CheckConstraint(
                name="post_claim_closed_or_live",
                condition=Q(state__in=LIVE_CLAIMS, closed_at__isnull=True)
                | (~Q(state__in=LIVE_CLAIMS) & Q(closed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} · {self.volunteer}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_CLAIMS
