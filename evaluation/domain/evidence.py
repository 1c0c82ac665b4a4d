"""Evidence: put forward for a leaf, replaced (the old digest stays), withdrawn."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.domain.move import expect, record, refuse_late, take
from evaluation.enums import AssessmentState
from evaluation.models import Assessment, Evidence, Indicator
from evaluation.queries.delivery import delivery_record
from evaluation.queries.evidence import standing_evidence
from matching.domain.faults import refuse
from organisations.models import User
from records.attachments import Looked, store

UNTIL_THE_REPORT = (
    AssessmentState.DRAFT,
    AssessmentState.SELF_SCORED,
    AssessmentState.ELIGIBLE,
    AssessmentState.DESK_REVIEWED,
    AssessmentState.SITE_VISITED,
    AssessmentState.OPINION_FILED,
    AssessmentState.SOCIAL_SCORED,
    AssessmentState.FEEDBACK_SENT,
)
MOST_FILES = 6
"""Files for one leaf."""


@transaction.atomic
def put_forward(
    *,
    assessment: Assessment,
    indicator: Indicator,
    file: Looked,
    by: User,
    page: str = "",
    note: str = "",
) -> Evidence:
    """Keep a file that was looked at as evidence of one leaf.

    Raises ValidationError `again` (this very file stands under this leaf), `too_many`,
    `late`, and by state.
    """
    row = _open(assessment)
    here = standing_evidence(row).filter(indicator=indicator)
    if here.filter(digest=file.digest, page=page).exists():
        raise refuse("again", _("This very file stands here already."), field="file")
    if here.count() >= MOST_FILES:
        raise refuse(
            "too_many",
            _("At most %(most)d files for one indicator."),
            field="file",
            most=MOST_FILES,
        )
    found = _kept(row, indicator, file, by, page, note)
    facts = {"leaf": indicator.code, "digest": file.digest}
    record(row, "put_forward", by, **facts)
    return found


@transaction.atomic
def replace_evidence(*, evidence: Evidence, file: Looked, by: User) -> Evidence:
    """Put another file in its place. The old one and its digest stay; a score that
    rests on it is stale from now on."""
    row = _open(evidence.assessment)
    old = _standing(row, evidence)
    new = _kept(row, old.indicator, file, by, old.page, old.note)
    Evidence.objects.filter(pk=old.pk).update(replaced_by=new)
    facts = {"leaf": old.indicator.code, "before": old.digest, "digest": new.digest}
    record(row, "replace_evidence", by, **facts)
    return new


@transaction.atomic
def withdraw_evidence(*, evidence: Evidence, by: User) -> None:
    """Take it back; that it was there stays on record."""
    row = _open(evidence.assessment)
    old = _standing(row, evidence)
    Evidence.objects.filter(pk=old.pk).update(withdrawn_at=timezone.now())
    facts = {"leaf": old.indicator.code, "digest": old.digest}
    record(row, "withdraw_evidence", by, **facts)


@transaction.atomic
def take_in_records(*, assessment: Assessment, by: User | None) -> list[Evidence]:
    """Bring in what delivery records say (counts, never names), one row for each leaf
    whose settings name a `record`; nothing where they say nothing, and a row that would
    say the same is left as it is. Possible until the report is ready: from then on the
    counts stand. Points that rest on a count that changed are stale."""
    row = take(assessment.pk)
    expect(row, None, *UNTIL_THE_REPORT)
    counts = delivery_record(row.provider)
    leaves = row.sheet.indicators.filter(settings__has_key="record")
    kept = standing_evidence(row).filter(attachment__isnull=True)
    counted = set(kept.values_list("indicator_id", flat=True))
    found = [
        _taken_in(row, leaf, {leaf.settings["record"]: counts[leaf.settings["record"]]})
        for leaf in leaves
        if counts.get(leaf.settings["record"]) or leaf.pk in counted
    ]
    new = [each for each in found if each is not None]
    if new:
        codes = [each.indicator.code for each in new]
        digests = [each.digest for each in new]
        record(row, "take_in_records", by, leaves=codes, digests=digests)
    return new


def _open(assessment: Assessment) -> Assessment:
    """The assessment, while its organisation may still change what it hands in."""
    row = take(assessment.pk)
    expect(row, None, AssessmentState.DRAFT)
    refuse_late(row)
    return row


def _standing(row: Assessment, evidence: Evidence) -> Evidence:
    found = standing_evidence(row).filter(pk=evidence.pk).first()
    if found is None:
        raise refuse("gone", _("This file was replaced or withdrawn before."))
    return found


def _kept(
    row: Assessment, indicator: Indicator, file: Looked, by: User, page: str, note: str
) -> Evidence:
    if indicator.sheet_id != row.sheet_id:
        raise refuse("other_sheet", _("This indicator is not on your sheet."))
    found = Evidence(
        assessment=row,
        indicator=indicator,
        attachment=store(file, uploaded_by=by, subject=row.subject),
        page=page,
        note=note,
        digest=file.digest,
        added_by=by,
    )
    found.full_clean()
    found.save()
    return found


def _taken_in(
    row: Assessment, leaf: Indicator, counts: dict[str, Any]
) -> Evidence | None:
    """A row of counts; None where one that says the same stands there."""
    said = json.dumps(counts, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(said.encode()).hexdigest()
    here = standing_evidence(row).filter(indicator=leaf, attachment__isnull=True)
    old = here.first()
    if old is not None and old.digest == digest:
        return None
    new = Evidence(assessment=row, indicator=leaf, record=counts, digest=digest)
    new.full_clean()
    new.save()
    if old is not None:
        Evidence.objects.filter(pk=old.pk).update(replaced_by=new)
    return new
