"""A file of providers held against the register: what is new, known, wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize

from django.utils.translation import gettext

from organisations.enums import TerritoryLevel
from organisations.models import (
    Capability,
    PastProject,
    Provider,
    ServiceType,
    Territory,
)
from organisations.sheets import PastWork, ProviderRow, ProviderSheet
from records.sheets import Fault, NameFinder, plain


@dataclass(frozen=True, slots=True)
class ProviderInput:
    """One provider to be registered, with what it did and what it offers."""

    kind: str
    form: str
    name: str
    street: Territory
    credit_code: str = ""
    filing_no: str = ""
    public_phone: str = ""
    public_address: str = ""
    summary: str = ""
    languages: tuple[str, ...] = ()
    contact_role: str = ""
    projects: tuple[PastWork, ...] = ()
    services: tuple[tuple[ServiceType, int], ...] = ()
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One cell of a known row that says something else than the register: of the
    provider itself, or of one of its services."""

    row: int
    cell: str
    thing: Provider | Capability
    name: str
    old: Any
    new: Any

    @property
    def words(self) -> str:
        """`D4 summary: old → new`, as a dry run shows it."""
        label = self.thing._meta.get_field(self.name).verbose_name
        what = (
            f"{self.thing.service_type} " if isinstance(self.thing, Capability) else ""
        )
        return gettext("%(cell)s %(what)s: %(old)s → %(new)s") % {
            "cell": self.cell,
            "what": f"{what}{label}",
            "old": self.old or "—",
            "new": self.new,
        }


@dataclass(slots=True)
class Looked:
    """What would happen to each row."""

    new: list[ProviderInput] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    works: list[tuple[Provider, PastWork]] = field(default_factory=list)
    """Projects of providers that are on the register already."""
    there: list[int] = field(default_factory=list)
    loose: list[int] = field(default_factory=list)
    """Rows of projects whose organisation is not known here."""
    attached: int = 0
    faults: list[Fault] = field(default_factory=list)


def first_street(code: str) -> Territory | None:
    """The first street of a district by code."""
    return Territory.objects.streets().within(code).order_by("code").first()


def look_at(sheet: ProviderSheet, street: Territory) -> Looked:
    """Each row against the register; `street` is the home where a row names none."""
    return _Look(street).rows(sheet)


class _Look:
    """The register as it is now, in six queries for any number of rows."""

    def __init__(self, street: Territory) -> None:
        self.street = street
        providers = list(Provider.objects.select_related("street"))
        self.by_name = {_same(each.name): each for each in providers}
        self.by_code = {each.credit_code: each for each in providers}
        self.streets = _named_streets(street)
        kinds = list(ServiceType.objects.all())
        self.services = {
            plain(n): k for k in kinds for n in (k.code, k.name, k.name_en)
        }
        offered = Capability.objects.filter(active=True).select_related(
            "service_type", "provider__street"
        )
        self.offered = {(c.provider_id, c.service_type_id): c for c in offered}
        self.told: set[tuple[str, str]] = set()
        self.titles = set(PastProject.objects.values_list("provider_id", "title"))
        self.seen: dict[str, int] = {}
        self.codes: dict[str, int] = {}
        self.out = Looked()

    def rows(self, sheet: ProviderSheet) -> Looked:
        self.out.faults += sheet.faults
        for row in sheet.rows:
            if not row.is_project:
                self._provider(row)
        new = {_same(each.name): each for each in self.out.new}
        own = self.street.code[:6]
        known = {
            name: each
            for name, each in self.by_name.items()
            if each.street.code.startswith(own)
        }
        finder = NameFinder((name, name) for name in (*new, *known))
        for row in sheet.rows:
            if row.is_project:
                self._project(row, finder, new, known)
        self.out.new = list(new.values())
        return self.out

    def _provider(self, row: ProviderRow) -> None:
        name, code = _same(row.name), row.credit_code
        known, bearer = self.by_name.get(name), self.by_code.get(code) if code else None
        if bearer is not None and bearer is not known:
            self._wrong(row, "code_of_other", "credit_code", name=bearer.name)
        elif known is not None and code and known.credit_code not in ("", code):
            self._wrong(row, "other_code", "credit_code", name=known.name)
        elif known is not None:
            self._known(row, known)
        elif name in self.seen:
            self.out.there.append(row.row)
        elif code and code in self.codes:
            self._wrong(row, "code_twice", "credit_code", row=self.codes[code])
        else:
            self.seen[name] = self.codes[code] = row.row
            self._new(row)

    def _known(self, row: ProviderRow, known: Provider) -> None:
        """New projects, and cells that say something else; where it is of this
        district. An empty cell says nothing."""
        if known.street.code[:6] != self.street.code[:6]:
            self.out.there.append(row.row)
            return
        fresh = [w for w in row.projects if (known.pk, w.title) not in self.titles]
        changes = [*self._changes(row, known), *self._weekly(row, known)]
        if not fresh and not changes:
            self.out.there.append(row.row)
            return
        for work in fresh:
            self.out.works.append((known, work))
            self.titles.add((known.pk, work.title))
        self.out.attached += len(fresh)
        self.out.changes += changes

    def _changes(self, row: ProviderRow, known: Provider) -> Iterable[Change]:
        for name in ("filing_no", "public_phone", "public_address", "summary"):
            new = getattr(row, name)
            if new and new != getattr(known, name):
                yield from self._change(row, name, known, name, new)
        if row.street:
            street = self.streets.get(row.street)
            if street is None:
                self._wrong(row, "no_street", "street", word=row.street[:20])
            elif street.code[:6] != self.street.code[:6]:
                self._wrong(row, "other_district", "street")
            elif street != known.street:
                yield from self._change(row, "street", known, "street", street)

    def _weekly(self, row: ProviderRow, known: Provider) -> Iterable[Change]:
        """What a service that it offers has a week; a new one is offered on its page."""
        for kind, weekly in self._services(row):
            offered = self.offered.get((known.pk, kind.pk))
            if offered is not None and offered.weekly_capacity != weekly:
                field = "weekly_capacity"
                yield from self._change(row, "services", offered, field, weekly)

    def _change(
        self,
        row: ProviderRow,
        key: str,
        thing: Provider | Capability,
        name: str,
        new: Any,
    ) -> Iterable[Change]:
        """Once for each field: what a later row says of it again is left out."""
        if (thing.subject, name) not in self.told:
            self.told.add((thing.subject, name))
            old = getattr(thing, name)
            yield Change(row.row, row.cells[key], thing, name, old, new)

    def _new(self, row: ProviderRow) -> None:
        word = row.street
        street = self.streets.get(word) if word else self.street
        if street is None:
            self._wrong(row, "no_street", "street", word=word[:20])
        services = tuple(self._services(row))
        if street is None:
            return
        self.out.new.append(
            ProviderInput(
                kind=row.kind,
                form=row.form,
                name=row.name,
                street=street,
                credit_code=row.credit_code,
                filing_no=row.filing_no,
                public_phone=row.public_phone,
                public_address=row.public_address,
                summary=row.summary,
                projects=row.projects,
                services=services,
                cells=row.cells,
            )
        )

    def _services(self, row: ProviderRow) -> Iterable[tuple[ServiceType, int]]:
        chosen = set()
        for word, weekly in row.services:
            kind = self.services.get(plain(word))
            if kind is None:
                self._wrong(row, "no_service", "services", word=word[:20])
            elif kind in chosen:
                self._wrong(row, "service_twice", "services", word=word[:20])
            else:
                chosen.add(kind)
                yield kind, weekly

    def _project(
        self,
        row: ProviderRow,
        finder: NameFinder,
        new: dict[str, ProviderInput],
        known: dict[str, Provider],
    ) -> None:
        """To the one organisation that its name tells, else to the one its text does."""
        named = finder.keys_in(_same(row.name)) or finder.keys_in(_same(row.story))
        if len(named) != 1:
            self.out.loose.append(row.row)
            return
        (name,), (work,) = named, row.projects
        if name in new:
            if any(each.title == work.title for each in new[name].projects):
                self.out.there.append(row.row)
                return
            new[name] = _with(new[name], work)
        elif (known[name].pk, work.title) in self.titles:
            self.out.there.append(row.row)
            return
        else:
            self.out.works.append((known[name], work))
            self.titles.add((known[name].pk, work.title))
        self.out.attached += 1

    def _wrong(
        self, row: ProviderRow, code: str, key: str, /, **params: object
    ) -> None:
        self.out.faults.append(row.fault(code, key, **params))


def _same(name: str) -> str:
    """Names that differ in width or blanks are one name."""
    return "".join(normalize("NFKC", name).split())


def _with(row: ProviderInput, work: PastWork) -> ProviderInput:
    values = {name: getattr(row, name) for name in ProviderInput.__slots__}
    return ProviderInput(**{**values, "projects": (*row.projects, work)})


def _named_streets(home: Territory) -> dict[str, Territory]:
    """Streets by code; by name where one alone has it, those of the own district first."""
    streets = list(Territory.objects.filter(level=TerritoryLevel.STREET))
    found: dict[str, Territory | None] = {}
    for each in streets:
        found[each.name] = None if each.name in found else each
    found |= {s.name: s for s in streets if s.code.startswith(home.code[:6])}
    found |= {each.code: each for each in streets}
    return {word: each for word, each in found.items() if each is not None}
