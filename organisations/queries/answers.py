"""What a registration says, in words: for checking one's answers and for the centre."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext

from organisations.enums import Funding, Gate, Language, ProviderForm, Section
from organisations.models import (
    Capability,
    Contact,
    Document,
    PastProject,
    Provider,
    Registration,
    ServiceType,
    Territory,
    Window,
)
from organisations.queries.registration import SectionState, standing


class Answer(NamedTuple):
    """One line of a summary, as components/summary_list.html takes it."""

    term: str
    value: Any
    lang: str = ""


@dataclass(frozen=True, slots=True)
class SectionAnswers:
    """One section as a page shows it: its state, its entries, its rows."""

    state: SectionState
    entries: list[list[Answer]]
    contacts: list[Contact]
    documents: list[Document]


def answers_of(registration: Registration) -> list[SectionAnswers]:
    """Every section that is asked for, in eight queries for any number of lines."""
    book = _Book(registration)
    contacts = list(registration.contacts.select_related("person", "place"))
    documents = list(registration.documents.select_related("attachment"))
    return [
        SectionAnswers(
            state=each,
            entries=book.entries(each.section),
            contacts=contacts if each.section == Section.CONTACTS else [],
            documents=documents if each.section == Section.DOCUMENTS else [],
        )
        for each in standing(registration)
    ]


class _Book:
    """Looks up every name that the answers give by its code."""

    def __init__(self, registration: Registration) -> None:
        self.registration = registration
        services = _whole(registration.lines(Section.SERVICES))
        projects = _whole(registration.lines(Section.PROJECTS))
        types = {each["service_type"] for each in services}
        types |= {code for each in projects for code in each["service_types"]}
        places = {code for each in services for code in each["territories"]}
        places.add(registration.values(Section.WHO).get("street", ""))
        bodies = registration.values(Section.MEMBERSHIP).get("associations", [])
        self.types = _named(ServiceType.objects.filter(code__in=types), "code")
        self.places = _named(Territory.objects.filter(code__in=places), "code")
        self.bodies = _named(Provider.objects.filter(public_id__in=bodies), "public_id")

    def entries(self, section: Section) -> list[list[Answer]]:
        """Those that are complete."""
        told = {
            Section.WHO: self._who,
            Section.MEMBERSHIP: self._membership,
            Section.SERVICES: self._service,
            Section.PROJECTS: self._project,
        }.get(section)
        if told is None:
            return []
        found = self.registration.answers.get(section, [])
        lines = found if isinstance(found, list) else [found]
        return [told(values) for values in _whole(lines)]

    def _who(self, values: dict[str, Any]) -> list[Answer]:
        languages = [Language(code).label for code in values["languages"]]
        return [
            Answer(_label(Provider, "name"), values["name"]),
            Answer(_label(Provider, "name_en"), values["name_en"], "en"),
            Answer(_label(Provider, "form"), ProviderForm(values["form"]).label),
            Answer(_label(Provider, "credit_code"), values["credit_code"]),
            Answer(_label(Provider, "filing_no"), values.get("filing_no", "")),
            Answer(gettext("Members or staff"), values.get("members", "")),
            Answer(_label(Provider, "street"), self._place(values["street"])),
            Answer(_label(Provider, "summary"), values["summary"]),
            Answer(_label(Provider, "summary_en"), values["summary_en"], "en"),
            Answer(_label(Provider, "languages"), _listed(languages)),
            Answer(_label(Provider, "contact_role"), values["contact_role"]),
            *(
                Answer(_label(Provider, name), values.get(name, ""))
                for name in ("public_phone", "public_address")
            ),
        ]

    def _membership(self, values: dict[str, Any]) -> list[Answer]:
        names = [self.bodies.get(each, each) for each in values["associations"]]
        names += [values["other"]] if values["other"] else []
        none = gettext("We belong to none")
        return [Answer(_label(Provider, "associations"), _listed(names) or none)]

    def _service(self, values: dict[str, Any]) -> list[Answer]:
        until = values["licence_until"]
        kind = self.types.get(values["service_type"])
        price = Capability(price=values["price"]).yuan if values["price"] else ""
        return [
            Answer(_label(Capability, "service_type"), kind),
            Answer(_label(Capability, "weekly_capacity"), values["weekly_capacity"]),
            Answer(
                _label(Capability, "territories"),
                _listed(self._place(code) for code in values["territories"]),
            ),
            Answer(gettext("Times"), _windows(values["windows"])),
            Answer(gettext("Price a unit (yuan)"), price or gettext("free of charge")),
            Answer(
                _label(Capability, "funding"),
                _listed(Funding(each).label for each in values["funding"]),
            ),
            Answer(
                _label(Capability, "gates"),
                _listed(Gate(each).label for each in values["gates"]),
            ),
            Answer(_label(Capability, "licence_no"), values["licence_no"]),
            Answer(
                _label(Capability, "licence_until"),
                date.fromisoformat(until) if until else "",
            ),
            Answer(_label(Capability, "note"), values["note"]),
        ]

    def _project(self, values: dict[str, Any]) -> list[Answer]:
        types = [self.types.get(code, code) for code in values["service_types"]]
        return [
            Answer(_label(PastProject, "title"), values["title"]),
            Answer(_label(PastProject, "year"), values["year"]),
            Answer(_label(PastProject, "text"), values["text"]),
            Answer(_label(PastProject, "service_types"), _listed(types)),
        ]

    def _place(self, code: str) -> Any:
        return self.places.get(code, code)


def _whole(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each["values"] for each in entries if each["values"] is not None]


def _named(rows: Iterable[Any], key: str) -> dict[str, Any]:
    return {getattr(row, key): row for row in rows}


def _label(model: type[Model], field: str) -> str:
    return capfirst(str(model._meta.get_field(field).verbose_name))


def _listed(words: Iterable[Any]) -> str:
    return gettext(", ").join(str(word) for word in words)


def _windows(windows: list[list[str]]) -> str:
    return _listed(
        Window(days=days, start=time.fromisoformat(a), end=time.fromisoformat(b))
        for days, a, b in windows
    ) or gettext("any time")
