"""Providers by a file: what is new, what belongs to those on the register, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.domain.bulk import (
    add_projects,
    import_providers,
    register_providers,
)
from organisations.domain.project import remove_project
from organisations.domain.register_change import restore_register, update_register
from organisations.domain.sheet_kind import (
    Checked,
    Created,
    SheetKind,
    without,
    worked_on,
)
from organisations.enums import PROVIDER_FAULTS, Role, TerritoryLevel
from organisations.models import PastProject, Provider, SheetUpload, Territory, User
from organisations.queries import places_of
from organisations.queries.register_file import Looked, look_at
from organisations.sheets import COLUMNS, ProviderSheet, provider_template
from organisations.sheets import read_providers as _read
from records.domain.ledger import append
from records.domain.sheet import refusal_of
from records.models import LedgerEntry
from records.sheets import Fault, Refusal

# What the ledger tells of a provider that an import wrote, and of no more than that.
_BORN = (
    "organisations.register_provider",
    "organisations.add_project",
    "organisations.offer_capability",
)


def streets_of(user: User) -> QuerySet[Territory]:
    """The streets of the operator's own district."""
    return places_of(user, (Role.CENTRE_OPERATOR,), TerritoryLevel.STREET)


def read(data: bytes) -> ProviderSheet:
    """Organisations first: a project may stand above the one that it names."""
    sheet = _read(data, year=timezone.localdate().year)
    sheet.rows.sort(key=lambda row: (row.is_project, row.row))
    return sheet


def check(sheet: ProviderSheet, street: Territory, by: User | None) -> Checked:
    """What an import would do to each row; other districts are left alone."""
    report = import_providers(sheet=sheet, street=street, by=by, rehearsal=True)
    looked = look_at(sheet, street)
    refused = report.refused + [
        refusal_of(fault, PROVIDER_FAULTS) for fault in _elsewhere(looked, street)
    ]
    name = {row.row: row.cells["name"] for row in sheet.rows}
    refused += [
        refusal_of(Fault(name[number], "loose"), PROVIDER_FAULTS)
        for number in looked.loose
    ]
    changed = {Refusal(work.cell, "").place[0] for _provider, work in looked.works}
    said: dict[int, str] = {}
    for each in looked.changes:
        said[each.row] = f"{said.get(each.row, '')}{each.words}\n"
    said = {row: words.rstrip() for row, words in said.items()}
    return Checked(report.there, refused, sorted(changed | set(said)), said)


def write(sheet: ProviderSheet, street: Territory, by: User | None) -> list[Created]:
    """Register what is new and add what belongs to those that are there; what somebody
    else has entered meanwhile is left out."""
    sheet = without(sheet, check(sheet, street, by).wrong)
    looked = look_at(sheet, street)
    providers = register_providers(rows=looked.new, by=by)
    projects = add_projects(works=looked.works, by=by)
    changed = update_register(changes=looked.changes, by=by)
    made: list[Created] = [("provider", each.pk) for each in providers]
    made += [("project", each.pk) for each in projects]
    return made + [("change", each) for each in changed]


def take_back(
    created: Sequence[Created], upload: SheetUpload, by: User | None
) -> list[str]:
    """The names of what was kept, since somebody has worked on it."""
    keys = {label: [k for each, k in created if each == label] for label, _k in created}
    projects = PastProject.objects.filter(pk__in=keys.get("project", []))
    kept = restore_register(kept=reversed(keys.get("change", [])), by=by)
    kept += _projects_back(projects.select_related("provider__street"), by)
    providers = Provider.objects.filter(pk__in=keys.get("provider", []))
    providers = providers.select_for_update(of=("self",))
    return kept + _providers_back(providers.select_related("street"), upload, by)


def _elsewhere(looked: Looked, street: Territory) -> list[Fault]:
    own = street.district_code
    return [
        Fault(row.cells.get("street", ""), "other_district")
        for row in looked.new
        if row.street.district_code != own
    ]


def _projects_back(projects: QuerySet[PastProject], by: User | None) -> list[str]:
    entries = LedgerEntry.objects.filter(
        subject__in={each.provider.subject for each in projects},
        action="organisations.edit_project",
    )
    edited = {entry.facts["project"] for entry in entries}
    kept = []
    for project in projects:
        if project.pk in edited:
            kept.append(f"{project.provider}：{project}")
        else:
            remove_project(project=project, by=by)
    return kept


def _providers_back(
    providers: QuerySet[Provider], upload: SheetUpload, by: User | None
) -> list[str]:
    subjects: dict[str, int] = {}
    providers = providers.prefetch_related("capabilities")
    for provider in providers:
        subjects[provider.subject] = provider.pk
        subjects |= {each.subject: provider.pk for each in provider.capabilities.all()}
    worked = {subjects[each] for each in worked_on(list(subjects), _BORN, upload)}
    return [
        str(provider)
        for provider in providers
        if provider.pk in worked or not _provider_back(provider, by)
    ]


def _provider_back(provider: Provider, by: User | None) -> bool:
    """False where something points to it that must stay."""
    facts = {"kind": str(provider.kind)}
    try:
        with transaction.atomic():
            Provider.objects.filter(pk=provider.pk).delete()
    except ProtectedError:
        return False
    append(
        chain=provider.chain,
        action="organisations.take_back_provider",
        actor=by,
        subject=provider.subject,
        facts=facts,
    )
    return True


def _words(row: Any) -> str:
    return row.name


PROVIDERS = SheetKind(
    title=_("Providers"),
    lead=_(
        "Organisations with their past projects and the services they offer. Services "
        "are kept as declared and are not on the menu until they are checked."
    ),
    place_label=_("Home street where a row names none"),
    columns=COLUMNS,
    template=provider_template,
    faults=PROVIDER_FAULTS,
    places=streets_of,
    read=read,
    words=_words,
    check=check,
    write=write,
    take_back=take_back,
)
