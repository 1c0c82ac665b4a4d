"""All certificates whose days are over, handed out together by a job."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.domain.certificate import hand_out_certificate
from matching.domain.faults import refuse
from matching.models import ServiceCertificate
from organisations.models import User
from records.domain.job import enqueue, progress
from records.enums import JobStage
from records.models import Job

BATCH = "matching.hand_out_certificates"


@transaction.atomic
def ask_to_hand_out(*, by: User) -> Job:
    """Have all that may go out given their numbers; the job that does it.

    Whoever asks again while that goes on gets the same job. Raises ValidationError
    `none_due` where nothing has been shown for seven days.
    """
    if going := Job.objects.going_on().filter(kind=BATCH, asked_by=by).first():
        return going
    if not due_for(by):
        raise refuse("none_due", _("No certificate has been shown for seven days."))
    return enqueue(
        kind=BATCH,
        key=f"{BATCH}:{by.pk}:{timezone.now().isoformat()}",
        payload={"by": by.pk},
        by=by,
        url="/desk/certificates/",
    )


def due_for(by: User) -> list[ServiceCertificate]:
    """Of the providers that this user administers now, the longest shown first."""
    free = ServiceCertificate.objects.visible_to(by).free(timezone.now())
    return list(free.select_related("provider", "person").order_by("shown_at", "pk"))


def hand_out_each(*, by: User) -> list[str]:
    """Each as `hand_out_certificate`, in a transaction of its own: what was done before
    it is stopped stays done, and begun again it goes on. What came of it, in lines."""
    due, refused = due_for(by), []
    for done, certificate in enumerate(due):
        progress(JobStage.WRITING, done, len(due))
        try:
            hand_out_certificate(certificate=certificate, by=by)
        except ValidationError as refusal:
            why = " ".join(refusal.messages)
            refused.append(_("%(who)s: %(why)s") % {"who": certificate, "why": why})
    progress(JobStage.WRITING, len(due), len(due))
    out = len(due) - len(refused)
    said = ngettext(
        "%(n)d certificate was handed out.", "%(n)d certificates were handed out.", out
    )
    return [said % {"n": out}, *refused]
