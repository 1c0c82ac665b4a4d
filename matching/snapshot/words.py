"""What a text asks for, by the tables as they are now."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from matching.engine import Backdrop
from matching.engine.intake import Intake, Suggestion, build, duplicates, suggest
from matching.models import DangerFamily, Matter, Need, ReferralBody
from matching.queries.danger import danger_families
from organisations.models import ServiceType

MOST_SIMILAR = 3
DATA = Path(__file__).parent.parent / "data"
Versions = tuple[tuple[tuple[str, str], ...], ...]


def suggestion(text: str) -> dict[str, Any]:
    """What `Need.suggested` keeps of a text; empty where no tables are loaded.

    Computed outside any transaction: the first call of a process fits the bundle.
    """
    return suggestions([text])[0]


def suggestions(texts: Sequence[str]) -> list[dict[str, Any]]:
    """The same for many texts, by the tables as they are now."""
    versions = _versions()
    if not all(versions):
        return [{} for _text in texts]
    intake = _fitted(versions)
    return [_told(suggest(intake, text)) for text in texts]


def _told(found: Suggestion) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "kind_p": round(found.kind_p, 3),
        "sure": found.sure,
        "service_types": [[code, round(p, 3)] for code, p in found.service_types],
        "matter": found.matter,
        "body": found.receiving_body,
        "urgency": found.urgency,
        "track": found.track,
        "danger": list(found.danger),
    }


def _versions() -> Versions:
    """What the bundle is fitted on: version and code of each row of four tables."""
    tables = (Matter, ReferralBody, DangerFamily, ServiceType)
    return tuple(
        tuple(table.objects.order_by("code").values_list("code", "version"))
        for table in tables
    )


@lru_cache(maxsize=1)
def _fitted(versions: Versions) -> Intake:
    """Fitted once a process for each version of the tables, in a second or two."""
    types = list(ServiceType.objects.values())
    known = {kind["code"] for kind in types}
    # Cues of a language, which a district does not change, ship beside the bodies.
    cues = json.loads((DATA / "referral_bodies.json").read_text(encoding="utf-8"))
    return build(
        [_labelled(row, known) for row in _shipped()],
        {"types": types},
        {"matters": list(Matter.objects.values())},
        {**cues, "bodies": list(ReferralBody.objects.values())},
        danger_families(),
    )


def _shipped() -> list[dict[str, str]]:
    """The labelled messages of residents that come with the program."""
    with (DATA / "intake_texts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def _messages() -> tuple[str, ...]:
    return tuple(row["text"] for row in _shipped())


def backdrop() -> Backdrop:
    """What providers' texts are seen against: messages of residents as they are, and
    all that the catalogue says of its services."""
    said: list[str] = []
    for kind in ServiceType.objects.order_by("code"):
        said += [f"{kind.name} {kind.description}", " ".join(kind.synonyms)]
        said.append(f"{kind.name_en} {kind.description_en}")
    return Backdrop(_messages(), tuple(said))


def _labelled(row: dict[str, str], codes: set[str]) -> dict[str, str]:
    """A labelled text without service types that this catalogue has not."""
    kept = [code for code in row["service_types"].split() if code in codes]
    return {**row, "service_types": " ".join(kept)}


def similar_needs(need: Need, others: Iterable[Need]) -> list[Need]:
    """Those of the others that may be about the same matter, the likeliest first."""
    known = {other.pk: other for other in others}
    pairs = [(pk, other.text) for pk, other in known.items()]
    return [known[pk] for pk, _likeness in duplicates(need.text, pairs)[:MOST_SIMILAR]]
