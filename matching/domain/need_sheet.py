"""Needs by a file: the good rows are raised; untouched ones can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.utils.translation import gettext_lazy as _

from matching.domain.bulk import NeedReport, import_needs, raise_needs
from matching.enums import NEED_FAULTS
from matching.models import Need
from matching.queries.need_file import look_at
from matching.sheets import COLUMNS, NeedSheet, need_template, read_needs
from organisations.domain.person import erase_person
from organisations.domain.sheet_kind import (
    Checked,
    Created,
    SheetKind,
    without,
    worked_on,
)
from organisations.enums import Role, TerritoryLevel
from organisations.models import SheetUpload, Territory, User
from organisations.queries import places_of
from records.domain.ledger import append

IMPORTING_ROLES = frozenset(
    {Role.SOCIAL_WORKER, Role.STATION_MANAGER, Role.STREET_OFFICER}
)
_SHOWN = 40


def places_for(user: User) -> QuerySet[Territory]:
    """Her streets, and the communities of these."""
    levels = TerritoryLevel.STREET, TerritoryLevel.COMMUNITY
    return places_of(user, IMPORTING_ROLES, *levels)


def check(sheet: NeedSheet, place: Territory, by: User | None) -> Checked:
    """What an import would do to each row; with words of danger, whom to ring first."""
    report = _rehearsed(sheet, place, by)
    checked = Checked(report.there, report.refused)
    good = without(sheet, checked.wrong)
    checked.notes = _rehearsed(good, place, by).notes if good.rows else []
    return checked


def write(sheet: NeedSheet, place: Territory, by: User | None) -> list[Created]:
    """Raise what is new; what somebody has raised meanwhile is left out."""
    good = without(sheet, check(sheet, place, by).wrong)
    looked = look_at(good, place.street_code, _default(place))
    raised = raise_needs(rows=looked.new, by=by)
    return [("need", need.pk) for need in raised.needs]


def take_back(
    created: Sequence[Created], upload: SheetUpload, by: User | None
) -> list[str]:
    """The numbers of what was kept: somebody has worked on it since, or was told that
    somebody is in danger there."""
    needs = Need.objects.filter(pk__in=[key for _label, key in created])
    needs = needs.select_related("community", "person")
    needs = needs.select_for_update(of=("self",))
    subjects = [need.subject for need in needs]
    worked = worked_on(subjects, ["matching.raise_need"], upload)
    kept = []
    for need in needs:
        if need.danger or need.subject in worked or not _need_back(need, upload, by):
            kept.append(need.number)
    return kept


def _need_back(need: Need, upload: SheetUpload, by: User | None) -> bool:
    """False where something points to it that must stay: a need merged into it."""
    try:
        with transaction.atomic():
            Need.objects.filter(pk=need.pk).delete()
    except ProtectedError:
        return False
    if need.person is not None:
        erase_person(person=need.person, by=by)
    append(
        chain=need.community.district_code,
        action="matching.take_back_need",
        actor=by,
        subject=need.subject,
        facts={"sheet": upload.public_id},
    )
    return True


def _rehearsed(sheet: NeedSheet, place: Territory, by: User | None) -> NeedReport:
    return import_needs(
        sheet=sheet,
        district=place.street_code,
        community=_default(place),
        by=by,
        rehearsal=True,
    )


def _default(place: Territory) -> Territory | None:
    """The community of rows that name none; for a street each row tells its own."""
    return place if place.level == TerritoryLevel.COMMUNITY else None


def _words(row: Any) -> str:
    text = " ".join(row.text.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


NEEDS = SheetKind(
    title=_("Needs"),
    lead=_(
        "What residents said, one need a row. Each becomes a raised need with its own "
        "number, and waits to be assessed."
    ),
    place_label=_("Community where a row names none"),
    columns=COLUMNS,
    template=need_template,
    faults=NEED_FAULTS,
    places=places_for,
    read=read_needs,
    words=_words,
    check=check,
    write=write,
    take_back=take_back,
    place_help=_("Choose the street where each row tells its own community."),
)
