"""Many needs at once: the same checks and the same trail as one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.need import clock_of, new_need, raised_acts
from matching.domain.number import case_counter, next_numbers
from matching.domain.safeguard import begin_report, tell_of_danger
from matching.enums import NEED_FAULTS, Danger
from matching.models import Need
from matching.queries.need_file import AT_ONCE, NeedInput, known_keys, look_at
from matching.sheets import NeedSheet
from organisations.domain.person import keep_persons, new_person
from organisations.models import Territory, User
from organisations.queries import workers_of
from records.domain.job import enqueue
from records.domain.ledger import append_many
from records.domain.message import send
from records.domain.sheet import refusal_of, refusals_of, told
from records.sheets import Refusal, Report

NEW_NEEDS = "/desk/needs/?group=new"
# The fields of a need that go by another name in a file.
_COLUMNS = {"origin_no": "hotline"}
_RELATED = {"community", "person", "raised_by", "worker", "team", "matter"}
_RELATED |= {"merged_into", "number"}


@dataclass(slots=True)
class NeedReport(Report):
    danger: dict[str, list[int]] = field(default_factory=dict)
    """The rows with words of danger, by the gravest family."""


@dataclass(frozen=True, slots=True)
class Raised:
    """What became of the rows: the new needs in their order, the rows known before."""

    needs: list[Need]
    there: list[NeedInput]


def import_needs(
    *,
    sheet: NeedSheet,
    district: str,
    community: Territory | None = None,
    by: User | None = None,
    rehearsal: bool = False,
) -> NeedReport:
    """Raise what a file holds and no import has raised yet, or nothing at all.

    Rows name communities within `district` (the code of any territory); `community` is
    that of rows that name none, without it the one whose name stands in the text. A
    rehearsal does everything but the writing and reports the same: words of danger are
    told there, so who imports has seen them.
    """
    looked = look_at(sheet, district, community)
    needs, refused = _prepared(looked.new, by)
    refused += [refusal_of(each, NEED_FAULTS) for each in looked.faults]
    report = NeedReport(
        read=sheet.read,
        there=sorted(looked.there),
        digest=sheet.digest,
        rehearsal=rehearsal,
        refused=sorted(refused, key=_row_of),
    )
    if report.ok and not rehearsal:
        try:
            _raised(needs, by)
        except IntegrityError:
            sentence = _("Some of these needs were imported meanwhile. Try again.")
            report.refused.append(Refusal("", sentence))
    report.created = len(needs) if report.ok else 0
    report.danger = _dangers(looked.new, needs) if report.ok else {}
    report.notes = _notes(report)
    return report


@transaction.atomic
def raise_needs(*, rows: Sequence[NeedInput], by: User | None = None) -> Raised:
    """Each row as `raise_need` would: one ledger entry each, the case numbers as one
    block, the station told once with the number.

    A file has no card to acknowledge: that somebody imports it means that a worker has
    read it. So words of danger are raised as acknowledged, all families of them; those
    whom they concern are told of each, and the report is begun where the law orders
    one. The same words in the same community are one need, however often imported.

    Raises ValidationError with one sentence for each refusal; then nothing is written.
    """
    new, there = _sifted(rows)
    needs, refused = _prepared(new, by)
    if refused:
        raise ValidationError([told(each) for each in refused])
    return Raised(_raised(needs, by), there)


def _sifted(rows: Sequence[NeedInput]) -> tuple[list[NeedInput], list[NeedInput]]:
    """What is new, and what is there: from before, or from further up."""
    new, there = [], []
    seen = known_keys({row.key for row in rows})
    for row in rows:
        (there if row.key in seen else new).append(row)
        seen.add(row.key)
    return new, there


@transaction.atomic
def keep_suggestions(*, found: Mapping[int, dict[str, Any]]) -> int:
    """Keep what was computed for imported needs, where nothing is kept yet."""
    return sum(
        Need.objects.filter(pk=pk, suggested={}).update(suggested=suggested)
        for pk, suggested in found.items()
    )


def _prepared(
    rows: Sequence[NeedInput], by: User | None
) -> tuple[list[Need], list[Refusal]]:
    """Every need, checked and with its clock, neither numbered nor saved."""
    now, needs, refused = timezone.now(), [], []
    clocks: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in rows:
        try:
            need = _need(row, by)
        except ValidationError as error:
            refused += _refusals(error, row)
            continue
        need.raised_at = now
        lane = (str(need.state), str(need.track), str(need.urgency))
        if lane not in clocks:
            clocks[lane] = clock_of(need)
        for name, value in clocks[lane].items():
            setattr(need, name, value)
        needs.append(need)
    return needs, refused


def _need(row: NeedInput, by: User | None) -> Need:
    need = new_need(
        community=row.community,
        text=row.text,
        origin=row.origin,
        origin_no=row.origin_no,
        urgency=row.urgency,
        for_whom=row.for_whom,
        by=by,
        acknowledged=Danger.values,
    )
    need.import_key = row.key
    need.full_clean(_RELATED, validate_unique=False, validate_constraints=False)
    if row.contact:
        need.person = new_person(name=row.contact, phone=row.phone)
        need.person.clean_fields(exclude={"guardian"})
    return need


def _refusals(error: ValidationError, row: NeedInput) -> Iterable[Refusal]:
    cells = dict(row.cells)
    cells |= {name: cells.get(key, "") for name, key in _COLUMNS.items()}
    cells["name"] = cells.get("contact", "")
    return refusals_of(error, cells, cells.get("text", ""))


@transaction.atomic
def _raised(needs: list[Need], by: User | None) -> list[Need]:
    """Numbers, persons, needs, reports, messages; the ledger last."""
    if not needs:
        return []
    counter = case_counter(timezone.localdate(needs[0].raised_at).year)
    numbers = next_numbers(counter, "XQ", len(needs))
    keep_persons(persons=[need.person for need in needs if need.person], by=by)
    for need, number in zip(needs, numbers, strict=True):
        need.number = number
    Need.objects.bulk_create(needs, AT_ONCE)
    for need in needs:
        begin_report(need)
    _tell(needs, by)
    _ask_for_suggestions(needs)
    append_many([act for need in needs for act in raised_acts(need, by)])
    return needs


def _tell(needs: Iterable[Need], by: User | None) -> None:
    """One message for each social worker with the number in her street; of danger one
    for each need, as ever."""
    streets: Counter[str] = Counter()
    for need in needs:
        if need.danger:
            tell_of_danger(need, by)
        else:
            streets[need.community.street_code] += 1
    counts: Counter[User] = Counter()
    for code, number in sorted(streets.items()):
        for worker in workers_of(code):
            if worker != by:
                counts[worker] += number
    for worker, number in counts.items():
        send(
            recipient=worker,
            kind="matching.imported",
            params={"count": number},
            url=NEW_NEEDS,
        )


def _ask_for_suggestions(needs: Sequence[Need]) -> None:
    """What each text seems to ask for is computed later, some hundred in a job."""
    for start in range(0, len(needs), AT_ONCE):
        part = needs[start : start + AT_ONCE]
        enqueue(
            kind="matching.suggest",
            key=f"suggest:{part[0].public_id}:{len(part)}",
            payload={"needs": [need.pk for need in part]},
        )


def _row_of(refusal: Refusal) -> int:
    """ "B17" -> 17: whoever corrects a file goes through it from above."""
    return int(refusal.cell.lstrip(ascii_uppercase) or 0)


def _dangers(rows: Sequence[NeedInput], needs: Sequence[Need]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row, need in zip(rows, needs, strict=True):
        if need.danger:
            found.setdefault(str(need.danger), []).append(row.row)
    return found


def _notes(report: NeedReport) -> list[str]:
    comma = _(", ")
    return [
        _("%(family)s: ring first, then look at rows %(rows)s.")
        % {"family": Danger(code).label, "rows": comma.join(map(str, rows))}
        for code, rows in report.danger.items()
    ]
