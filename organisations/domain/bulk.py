"""Many providers at once: the same checks and the same trail as one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext, ngettext

from organisations.domain.capability import offered
from organisations.domain.register_change import update_register
from organisations.enums import (
    CODE_TAKEN,
    PROVIDER_FAULTS,
    ProviderState,
    VerificationLevel,
)
from organisations.models import (
    Capability,
    PastProject,
    Provider,
    ServiceType,
    Territory,
    User,
    Verification,
)
from organisations.queries.register_file import Looked, ProviderInput, look_at
from organisations.sheets import PastWork, ProviderSheet
from records.domain.ledger import Act, append_many
from records.domain.sheet import refusal_of, refusals_of, told
from records.sheets import Refusal, Report

AT_ONCE = 500


def import_providers(
    *,
    sheet: ProviderSheet,
    street: Territory,
    by: User | None,
    rehearsal: bool = False,
) -> Report:
    """Register what a file holds and the register does not know yet, or nothing at all.

    `street` is the home of a provider whose row names none. A rehearsal does everything
    but the writing and reports the same.
    """
    looked = look_at(sheet, street)
    report = Report(read=sheet.read, there=sorted(looked.there), digest=sheet.digest)
    report.rehearsal = rehearsal
    report.refused += [refusal_of(each, PROVIDER_FAULTS) for each in looked.faults]
    report.refused += _refused(looked)
    if report.ok and not rehearsal:
        try:
            _write(looked, by)
        except IntegrityError:
            sentence = gettext("Somebody changed the register meanwhile. Try again.")
            report.refused.append(Refusal("", sentence))
    report.created = len(looked.new) if report.ok else 0
    report.notes = _notes(looked, street)
    return report


@transaction.atomic
def register_providers(
    *, rows: Sequence[ProviderInput], by: User | None
) -> list[Provider]:
    """Each row as `register_provider(may_lack=True)` would, with its past projects and
    declared services (over its home street), one ledger entry each.

    Raises ValidationError with one sentence for each refusal; then nothing is written.
    """
    rows = list(rows)
    made = [_made(row) for row in rows]
    refused = [each for n, row in enumerate(rows) for each in _wrong(row, made[n])]
    refused += _taken(rows)
    if refused:
        raise ValidationError([told(each) for each in refused])
    providers = Provider.objects.bulk_create([each.provider for each in made], AT_ONCE)
    _keep_projects(work for each in made for work in each.projects)
    _keep_capabilities([line for each in made for line in each.capabilities], by)
    append_many([act for each in made for act in _acts(each, by)])
    return providers


@transaction.atomic
def add_projects(
    *,
    works: Sequence[tuple[Provider, PastWork]],
    service_types: Sequence[Sequence[ServiceType]] = (),
    by: User | None,
) -> list[PastProject]:
    """Each as `add_project` would, with the service types at the same place if there
    are any. Raises ValidationError by its first fault."""
    projects = [_project(provider, work) for provider, work in works]
    for project in projects:
        project.clean_fields(exclude=["provider"])
    _keep_projects(projects)
    kinds_of = service_types or [()] * len(projects)
    served = PastProject.service_types.through
    served.objects.bulk_create(
        [
            served(pastproject_id=project.pk, servicetype_id=kind.pk)
            for project, kinds in zip(projects, kinds_of, strict=True)
            for kind in kinds
        ],
        AT_ONCE,
    )
    append_many([_added(project, by) for project in projects])
    return projects


@transaction.atomic
def _write(looked: Looked, by: User | None) -> None:
    register_providers(rows=looked.new, by=by)
    add_projects(works=looked.works, by=by)
    update_register(changes=looked.changes, by=by)


class _Made:
    """The rows of one provider, not yet saved."""

    __slots__ = ("capabilities", "projects", "provider")

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.projects: list[PastProject] = []
        self.capabilities: list[Capability] = []


def _made(row: ProviderInput) -> _Made:
    provider = Provider(
        kind=row.kind,
        form=row.form,
        name=row.name,
        street=row.street,
        credit_code=row.credit_code,
        filing_no=row.filing_no,
        public_phone=row.public_phone,
        public_address=row.public_address,
        summary=row.summary,
        languages=list(row.languages),
        contact_role=row.contact_role,
    )
    if provider.lacks_code:
        provider.state = ProviderState.DRAFT
    made = _Made(provider)
    made.projects = [_project(provider, work) for work in row.projects]
    made.capabilities = [
        Capability(provider=provider, service_type=kind, weekly_capacity=weekly)
        for kind, weekly in row.services
    ]
    return made


def _project(provider: Provider, work: PastWork) -> PastProject:
    return PastProject(
        provider=provider, title=work.title, text=work.text, year=work.year
    )


def _refused(looked: Looked) -> list[Refusal]:
    """What the models would refuse, found without writing."""
    found = [
        refusal for row in looked.new for refusal in _wrong(row, _made(row))
    ] + _taken(looked.new)
    for provider, work in looked.works:
        project = _project(provider, work)
        found += _cleaned(project, {}, work.cell, "provider")
    for change in looked.changes:
        thing = copy(change.thing)
        setattr(thing, change.name, change.new)
        found += _cleaned(
            thing,
            {change.name: change.cell},
            change.cell,
            *("street", "provider", "service_type"),
        )
    return found


def _wrong(row: ProviderInput, made: _Made) -> Iterable[Refusal]:
    at = row.cells.get("name", "")
    yield from _cleaned(made.provider, row.cells, at, "street")
    if row.street.level != "street":
        sentence = gettext("A provider is at home in a street. Choose a street.")
        yield Refusal(row.cells.get("street", at), sentence)
    for project, work in zip(made.projects, row.projects, strict=True):
        yield from _cleaned(project, {}, work.cell, "provider")
    cell = row.cells.get("services", at)
    for line in made.capabilities:
        yield from _cleaned(line, {}, cell, "provider", "service_type")


def _cleaned(
    thing: models.Model, cells: Mapping[str, str], otherwise: str, *excluded: str
) -> Iterable[Refusal]:
    """Everything that `full_clean` asks but for what needs a query for each row."""
    try:
        thing.full_clean(
            set(excluded), validate_unique=False, validate_constraints=False
        )
    except ValidationError as error:
        yield from refusals_of(error, cells, otherwise)


def _taken(rows: Sequence[ProviderInput]) -> list[Refusal]:
    """Names and codes that the register or another row has: asked once for all rows."""
    pairs = Provider.objects.values_list("name", "credit_code")
    names, codes = map(set, zip(*pairs, strict=True)) if pairs else (set(), set())
    found = []
    for row in rows:
        at = row.cells.get("name", "")
        if row.name in names:
            error = Provider().unique_error_message(Provider, ("name",))
            found += [Refusal(at, sentence) for sentence in error.messages]
        if row.credit_code and row.credit_code in codes:
            cell = row.cells.get("credit_code", at)
            found.append(Refusal(cell, str(CODE_TAKEN)))
        names.add(row.name)
        codes.add(row.credit_code)
    return found


def _keep_projects(projects: Iterable[PastProject]) -> None:
    PastProject.objects.bulk_create(list(projects), AT_ONCE)


def _keep_capabilities(lines: list[Capability], by: User | None) -> None:
    """Declared, not yet checked, over the home street."""
    Capability.objects.bulk_create(lines, AT_ONCE)
    covers = Capability.territories.through
    covers.objects.bulk_create(
        [
            covers(capability_id=each.pk, territory_id=each.provider.street_id)
            for each in lines
        ],
        AT_ONCE,
    )
    Verification.objects.bulk_create(
        [
            Verification(capability=each, level=VerificationLevel.DECLARED, by=by)
            for each in lines
        ],
        AT_ONCE,
    )


def _acts(made: _Made, by: User | None) -> Iterable[Act]:
    provider = made.provider
    yield Act(
        provider.chain,
        "organisations.register_provider",
        by,
        provider.subject,
        {"kind": str(provider.kind)},
    )
    for project in made.projects:
        yield _added(project, by)
    for line in made.capabilities:
        yield offered(line, by)


def _added(project: PastProject, by: User | None) -> Act:
    return Act(
        project.provider.chain,
        "organisations.add_project",
        by,
        project.provider.subject,
        {"project": project.pk, "changed": []},
    )


def _notes(looked: Looked, street: Territory) -> list[str]:
    drafts = sum(_made(row).provider.state == ProviderState.DRAFT for row in looked.new)
    notes = [
        gettext("Projects added to their organisation: %(number)s")
        % {"number": looked.attached},
        gettext("Home street where a row names none: %(name)s (%(code)s)")
        % {"name": street, "code": street.code},
        gettext("Drafts without a credit code: %(number)s") % {"number": drafts},
    ]
    if looked.changes:
        cells = gettext("Cells changed: %(number)s") % {"number": len(looked.changes)}
        notes.insert(1, cells)
    if looked.loose:
        rows = gettext(", ").join(map(str, looked.loose))
        sentence = ngettext(
            "%(number)s project without an organisation here, row %(rows)s",
            "%(number)s projects without an organisation here, rows %(rows)s",
            len(looked.loose),
        )
        notes.insert(1, sentence % {"number": len(looked.loose), "rows": rows})
    return notes
