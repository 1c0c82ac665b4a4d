"""Filling in for somebody (帮办代填): the yes is noted before anything is done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.faults import refuse
from matching.domain.need import raise_need
from matching.domain.step import expect, move_on, record, take
from matching.enums import Track
from matching.enums.consent import BEHALF_CONSENT, CONSENT_VERSION, Consent
from matching.models import GivenConsent, Need
from organisations.models import User
from records import links
from records.attachments import Looked, store

FOLLOW_LINK = "matching.follow"
FOLLOW_DAYS = 180


@dataclass(frozen=True, slots=True)
class ConsentInput:
    """How somebody said yes; `photo` was looked at before."""

    way: str
    given_on: date
    photo: Looked | None = None


@transaction.atomic
def raise_on_behalf(*, consent: ConsentInput, by: User, **said: Any) -> Need:
    """Raise a need for a person who said yes, and keep the yes beside it; both or
    neither. Raises what `raise_need` and `record_consent` raise."""
    need = raise_need(by=by, **said)
    if not need.consents.exists():  # a form sent twice raises one need
        _keep(need, consent, by)
    return need


@transaction.atomic
def record_consent(
    *, need: Need, version: int, consent: ConsentInput, by: User
) -> GivenConsent:
    """Note a yes that was given later, or in another way than before.

    Raises ValidationError: `way` for one that nobody who fills in can take; `no_photo`
    for paper without its photo; `future`; stale.
    """
    need = take(need.pk)
    expect(need, version, need.state)
    move_on(need)
    return _keep(need, consent, by)


def _keep(need: Need, consent: ConsentInput, by: User) -> GivenConsent:
    _check(consent)
    given = GivenConsent(
        need=need,
        way=consent.way,
        given_on=consent.given_on,
        version=CONSENT_VERSION,
        taken_by=by,
    )
    if consent.photo is not None:
        given.photo = store(consent.photo, uploaded_by=by, subject=need.subject)
    given.save()
    Need.objects.filter(pk=need.pk).update(
        consent=consent.way, consent_at=given.taken_at
    )
    need.consent, need.consent_at = consent.way, given.taken_at
    photo = given.photo.digest if given.photo else ""
    record(need, "record_consent", by, way=consent.way, text=given.version, photo=photo)
    return given


def _check(consent: ConsentInput) -> None:
    if consent.way not in BEHALF_CONSENT:
        raise refuse("way", _("Say how the person agreed."), field="consent")
    if consent.way == Consent.PAPER and consent.photo is None:
        raise refuse("no_photo", _("Add a photo of the signed paper."), field="photo")
    if consent.given_on > timezone.localdate():
        raise refuse("future", _("This day is still to come."), field="given_on")


@transaction.atomic
def issue_follow_link(*, need: Need, by: User) -> str:
    """A token with which the person follows the case without an account, for half a
    year. Raises ValidationError `confidential`: of such a case nothing goes on paper."""
    if need.track == Track.CONFIDENTIAL:
        raise refuse("confidential", _("Of a confidential case nothing is printed."))
    _link, token = links.issue(
        purpose=FOLLOW_LINK,
        subject=need.subject,
        payload={"need": need.pk},
        expires_at=timezone.now() + timedelta(days=FOLLOW_DAYS),
        by=by,
    )
    record(need, "issue_link", by, purpose=FOLLOW_LINK)
    return token
