"""What must still happen: jobs, and the beats that show the queue is alive."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.enums import JOB_GOES_ON, JobStage, JobState
from records.models.identifier import PublicIdField


class JobQuerySet(models.QuerySet["Job"]):
    """Queryset words of jobs."""

    def due(self, now: datetime) -> "JobQuerySet":
        """Waiting and due, or taken by a worker whose lease has run out."""
        return self.filter(
            Q(state=JobState.WAITING, due_at__lte=now)
            | Q(state=JobState.RUNNING, lease_until__lte=now)
        ).order_by("due_at", "pk")

    def dead(self) -> "JobQuerySet":
        return self.filter(state=JobState.DEAD)

    def visible_to(self, user: Any) -> "JobQuerySet":
        """What this user asked for; what the house does by itself is nobody's."""
        return self.filter(asked_by_id=user.pk, asked_by__isnull=False)

    def going_on(self) -> "JobQuerySet":
        return self.filter(state__in=JOB_GOES_ON)


class Job(models.Model):
    """One piece of work, written in the transaction of the row that asks for it.

    This row is the truth; django-q2 only rings the bell. `attempts` is counted
    before the work, and is also the worker's ticket: only its holder may commit.
    Of a job that somebody `asked_by` watches, `stage`, `rows_done` and `rows_all` say
    how far it is; its result stands at `url` or in `notes`, some
    lines in the language of whoever started it.
    """

    public_id = PublicIdField()
    key = models.CharField(_("key"), max_length=160, unique=True)
    kind = models.CharField(_("kind"), max_length=80)
    payload = models.JSONField(_("payload"), default=dict)
    state = models.CharField(
        _("state"), max_length=10, choices=JobState, default=JobState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due at"), default=timezone.now)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    subject = models.CharField(_("subject"), max_length=120, blank=True)
    url = models.CharField(_("where its result stands"), max_length=300, blank=True)
    stage = models.CharField(_("stage"), max_length=12, choices=JobStage, blank=True)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    notes = models.JSONField(_("what came of it"), default=list, blank=True)
    rows_all = models.PositiveIntegerField(_("rows in all"), default=0)
    stop_asked_at = models.DateTimeField(_("asked to stop at"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            models.Index(fields=["state", "due_at"], name="job_state_due"),
            models.Index(fields=["subject", "-created_at"], name="job_subject"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def goes_on(self) -> bool:
        return self.state in JOB_GOES_ON

    @property
    def percent(self) -> int:
        """The share that is done, 0 to 100."""
        return 100 * self.rows_done // self.rows_all if self.rows_all else 0


class Beat(models.Model):
    """When something that must happen regularly last happened."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ("name",)
        verbose_name = _("beat")
        verbose_name_plural = _("beats")

    def __str__(self) -> str:
        return self.name
