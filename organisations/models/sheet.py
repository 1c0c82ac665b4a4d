"""A file of rows that somebody sent, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.enums import SHEET_BUSY, SHEET_UNDOABLE, SheetState
from records.models import PublicIdField

if TYPE_CHECKING:
    from organisations.models.account import User


class SheetUploadQuerySet(models.QuerySet["SheetUpload"]):
    """Queryset words of files of rows."""

    def visible_to(self, user: User) -> SheetUploadQuerySet:
        """What this user sent: a file may hold names and telephone numbers."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(by=user)

    def waiting(self) -> SheetUploadQuerySet:
        """Those that wait for a decision: import or not."""
        return self.filter(state=SheetState.CHECKED)


class SheetUpload(models.Model):
    """One file: checked, then imported or not, then perhaps taken back.

    `writable` are the numbers of the rows that an import would write; `samples` the
    first rows of each group, [group, number, words]; `created` what was written, as
    [label, key] in order, emptied again by taking it back; `kept` the names of what was
    not taken back, since somebody had worked on it. `language` is the one it was sent
    in: sentences about its rows are said in it.
    """

    public_id = PublicIdField()
    kind = models.CharField(_("what it holds"), max_length=20)
    state = models.CharField(
        _("state"), max_length=12, choices=SheetState, default=SheetState.CHECKING
    )
    state_since = models.DateTimeField(_("in this state since"), default=timezone.now)
    place = models.ForeignKey(
        "organisations.Territory",
        models.PROTECT,
        related_name="+",
        verbose_name=_("for rows that name no place"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="sheets",
        verbose_name=_("sent by"),
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    name = models.CharField(_("file name"), max_length=150)
    digest = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    file = models.ForeignKey(
        "records.Attachment", models.SET_NULL, null=True, related_name="+"
    )
    marked = models.ForeignKey(
        "records.Attachment", models.SET_NULL, null=True, related_name="+"
    )
    rows = models.PositiveIntegerField(_("rows read"), default=0)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    there = models.PositiveIntegerField(_("already there"), default=0)
    wrong = models.PositiveIntegerField(_("with errors"), default=0)
    writable = models.JSONField(default=list, blank=True)
    samples = models.JSONField(default=list, blank=True)
    notes = models.JSONField(default=list, blank=True)
    reason = models.CharField(_("why it cannot be read"), max_length=400, blank=True)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    created = models.JSONField(default=list, blank=True)
    kept = models.JSONField(default=list, blank=True)
    uploaded_at = models.DateTimeField(_("sent at"), default=timezone.now)
    written_at = models.DateTimeField(_("last written at"), null=True, blank=True)
    undo_until = models.DateTimeField(
        _("can be taken back until"), null=True, blank=True
    )

    objects = SheetUploadQuerySet.as_manager()

    class Meta:
        ordering = ("-uploaded_at", "-pk")
        verbose_name = _("file of rows")
        verbose_name_plural = _("files of rows")

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """How ledger and messages name it."""
        return f"sheet:{self.public_id}"

    @property
    def chain(self) -> str:
        return self.place.district_code

    @property
    def is_busy(self) -> bool:
        return self.state in SHEET_BUSY

    @property
    def can_be_undone(self) -> bool:
        """Within its time, and where anything was written."""
        in_time = self.undo_until is not None and timezone.now() < self.undo_until
        return in_time and self.state in SHEET_UNDOABLE and bool(self.created)

    @property
    def to_do(self) -> int:
        """How many rows the work in hand has, done or not."""
        return len(self.writable)
