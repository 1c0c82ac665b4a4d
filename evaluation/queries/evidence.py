"""What a leaf rests on: the digests of its evidence as it is now, and what came twice."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from evaluation.models import Assessment, Evidence, Indicator


def standing_evidence(assessment: Assessment) -> QuerySet[Evidence]:
    """Evidence that was neither replaced nor withdrawn, in the order of the sheet."""
    rows = assessment.evidence.filter(
        replaced_by__isnull=True, withdrawn_at__isnull=True
    )
    return rows.select_related("indicator", "attachment").order_by(
        "indicator__order", "pk"
    )


def basis_of(digests: Iterable[str]) -> str:
    """One digest of several; "" where there are none."""
    found = sorted(digests)
    return hashlib.sha256("\n".join(found).encode()).hexdigest() if found else ""


def bases(assessment: Assessment) -> dict[int, str]:
    """By indicator, what its points would rest on now; leaves without evidence have no
    entry."""
    by_leaf: dict[int, list[str]] = defaultdict(list)
    rows = standing_evidence(assessment).values_list("indicator_id", "digest")
    for indicator, digest in rows:
        by_leaf[indicator].append(digest)
    return {indicator: basis_of(found) for indicator, found in by_leaf.items()}


def basis(assessment: Assessment, indicator: Indicator) -> str:
    """What the points of this leaf rest on now."""
    rows = standing_evidence(assessment).filter(indicator=indicator)
    return basis_of(rows.values_list("digest", flat=True))


@dataclass(frozen=True, slots=True)
class Repeated:
    """The same content put forward twice."""

    digest: str
    codes: tuple[str, ...]
    """Leaves of this assessment that it stands under."""
    elsewhere: int
    """Other assessments that it stands in."""


def repeated_evidence(assessment: Assessment) -> list[Repeated]:
    """Files that stand under two leaves, or in another organisation's assessment."""
    codes: dict[str, list[str]] = defaultdict(list)
    for each in standing_evidence(assessment).filter(attachment__isnull=False):
        codes[each.digest].append(each.indicator.code)
    others: dict[str, set[int]] = defaultdict(set)
    rows = Evidence.objects.filter(digest__in=codes, withdrawn_at__isnull=True)
    rows = rows.exclude(assessment__provider=assessment.provider_id)
    for digest, other in rows.values_list("digest", "assessment_id"):
        others[digest].add(other)
    return [
        Repeated(digest, tuple(found), len(others[digest]))
        for digest, found in codes.items()
        if len(found) > 1 or others[digest]
    ]
