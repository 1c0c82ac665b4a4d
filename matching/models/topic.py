"""Unmet items gathered by service and street: what public money should buy next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.enums import BlockingRule, TopicState, TopicTaker, Track
from organisations.enums import Role
from records.models import PublicIdField

if TYPE_CHECKING:
    from organisations.models import User

SEEING_ROLES = (Role.CENTRE_OPERATOR, Role.STREET_OFFICER)


class PurchaseTopicQuerySet(models.QuerySet["PurchaseTopic"]):
    """Queryset words of purchase topics."""

    def running(self) -> PurchaseTopicQuerySet:
        return self.exclude(state=TopicState.ENDED)

    def visible_to(self, user: User) -> PurchaseTopicQuerySet:
        """The centre's operators see their district's, street officers their street's."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = Q(pk__in=[])
        for held in user.held_today():
            if held.role in SEEING_ROLES and held.territory:
                seen |= Q(street__code__startswith=held.territory.code[:9])
        return self.filter(seen)


class PurchaseTopic(models.Model):
    """What nobody does in a street; feeds purchase, 公益创投, community funds."""

    public_id = PublicIdField()
    service_type = models.ForeignKey(
        "organisations.ServiceType",
        models.PROTECT,
        related_name="topics",
        verbose_name=_("service type"),
    )
    street = models.ForeignKey(
        "organisations.Territory",
        models.PROTECT,
        related_name="topics",
        verbose_name=_("street"),
    )
    state = models.CharField(
        _("state"), max_length=8, choices=TopicState, default=TopicState.OPEN
    )
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(_("gathered since"), default=timezone.now)
    taken_by = models.CharField(
        _("taken up by"), max_length=10, choices=TopicTaker, blank=True
    )

    objects = PurchaseTopicQuerySet.as_manager()

    class Meta:
        ordering = ("street_id", "service_type_id", "pk")
        verbose_name = _("purchase topic")
        verbose_name_plural = _("purchase topics")
        constraints = [
            models.UniqueConstraint(
                name="one_running_topic",
                fields=["service_type", "street"],
                condition=~Q(state=TopicState.ENDED),
            )
        ]

    def __str__(self) -> str:
        return f"{self.service_type} · {self.street}"

    @property
    def subject(self) -> str:
        """How the ledger names it."""
        return f"topic:{self.public_id}"


class TopicItemQuerySet(models.QuerySet["TopicItem"]):
    """Queryset words of entries."""

    def counted(self) -> TopicItemQuerySet:
        """What a topic shows and counts: a need that became confidential later is
        in none."""
        return self.exclude(item__need__track=Track.CONFIDENTIAL)


class TopicItem(models.Model):
    """One unmet item in a topic, in words that give nobody away."""

    topic = models.ForeignKey(
        PurchaseTopic, models.CASCADE, related_name="entries", verbose_name=_("topic")
    )
    item = models.OneToOneField(
        "matching.NeedItem",
        models.CASCADE,
        related_name="topic_item",
        verbose_name=_("item"),
    )
    rule = models.CharField(
        _("why nobody can"), max_length=14, choices=BlockingRule, blank=True
    )
    rewritten = models.CharField(_("in rewritten words"), max_length=120, blank=True)
    added_at = models.DateTimeField(_("since"), default=timezone.now)
    told_at = models.DateTimeField(_("person told at"), null=True, blank=True)

    objects = TopicItemQuerySet.as_manager()

    class Meta:
        ordering = ("added_at", "pk")
        verbose_name = _("entry of a purchase topic")
        verbose_name_plural = _("entries of purchase topics")

    def __str__(self) -> str:
        return f"{self.topic} · {self.item_id}"
