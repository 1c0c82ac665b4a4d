"""Rows of a file of providers, each value clean or named with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from organisations.sheets.column import (
    COLUMNS,
    FORMS,
    KINDS,
    PROJECT_KEYS,
    PROJECT_ROW,
)
from records.sheets import Fault, Row, content_of, known_word, read_table

MOST_A_WEEK = 10_000
_LIMITS = {
    "name": 80,
    "filing_no": 40,
    "public_phone": 40,
    "public_address": 120,
    "summary": 400,
}
_STORY = 1000
_TITLE = 80
_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20\d\d)(?!\d)")
_HEADED = re.compile(
    r"\s*(?P<year>(?:19|20)\d\d)?\s*年?\s*(?P<title>[^：:\n]{1,80})[：:\n](?P<text>.+)",
    re.S,
)
_SERVICE = re.compile(
    r"(?P<word>.+?)(?:\s*[x×*:]\s*|\s+|(?<=[^\x00-\x7f]))(?P<weekly>\d{1,6})\s*(?:/周|每周)?"
)
_PARTS = re.compile(r"[;；,，、\n]+")
_BRACKET = re.compile(r"[（(][^（()）]*[)）]\s*$")
# What a name says of the form, the first that fits.
_SAID = (
    ("foundation", ("基金会",)),
    (
        "association",
        ("协会", "联合会", "联会", "商会", "慈善会", "促进会", "学会", "研究会"),
    ),
)
_KIND_OF_FORM = {
    "volunteer_team": "volunteer_team",
    "company": "technical_agency",
    "law_firm": "technical_agency",
    "public_institution_one": "public_sector_unit",
    "public_institution_two": "public_sector_unit",
    "state_organ": "public_sector_unit",
}


@dataclass(frozen=True, slots=True)
class PastWork:
    """A past project as the file tells it."""

    cell: str
    title: str
    text: str
    year: int


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """One provider, or one project of a provider that its text names."""

    row: int
    cells: Mapping[str, str]
    name: str
    kind: str = "social_organisation"
    form: str = "social_service_agency"
    credit_code: str = ""
    filing_no: str = ""
    street: str = ""
    public_phone: str = ""
    public_address: str = ""
    summary: str = ""
    projects: tuple[PastWork, ...] = ()
    services: tuple[tuple[str, int], ...] = ()
    is_project: bool = False

    def fault(self, code: str, key: str, /, **params: object) -> Fault:
        return Fault(self.cells[key], code, params)

    @property
    def story(self) -> str:
        """All words of it, the name first: who is named here?"""
        return "\n".join((self.name, *(work.text for work in self.projects)))


@dataclass(frozen=True, slots=True)
class ProviderSheet:
    """The rows that can be read, what is wrong with the others, how many there are."""

    rows: list[ProviderRow]
    faults: list[Fault]
    read: int
    digest: str


def read_providers(source: bytes | Path | str, *, year: int) -> ProviderSheet:
    """Rows of a file of providers; `year` stands where a project names none.

    Raises Unreadable where no rows can be had at all.
    """
    table = read_table(content_of(source), COLUMNS)
    rows, faults = [], []
    for row in table.rows:
        wrong = list(_faults(row))
        faults += wrong
        if not wrong:
            rows.append(_provider(row, year))
    return ProviderSheet(rows, faults, len(table.rows), table.digest)


def _provider(row: Row, year: int) -> ProviderRow:
    is_project = known_word(row["kind"], PROJECT_ROW) is not None
    kind, form = _kind_and_form(row)
    return ProviderRow(
        row=row.number,
        cells={column.key: row.at(column.key, "name") for column in COLUMNS},
        name=_name(row),
        kind=kind,
        form=form,
        credit_code="".join(normalize("NFKC", row["credit_code"]).split()).upper(),
        filing_no=row["filing_no"],
        street=row["street"],
        public_phone=row["public_phone"],
        public_address=row["public_address"],
        summary=row["summary"],
        projects=tuple(_projects(row, year, is_project)),
        services=tuple((word, weekly) for word, weekly in _services(row["services"])),
        is_project=is_project,
    )


def _name(row: Row) -> str:
    return " ".join(row["name"].split())


def _kind_and_form(row: Row) -> tuple[str, str]:
    """What is not said follows from the other, or from the name."""
    form = known_word(row["form"], FORMS) if row["form"] else None
    kind = known_word(row["kind"], KINDS) if row["kind"] else None
    kind = kind or _KIND_OF_FORM.get(form or "", "social_organisation")
    return kind, form or _form_said(kind, row["name"])


def _form_said(kind: str, name: str) -> str:
    if kind == "volunteer_team":
        return "volunteer_team"
    if kind == "technical_agency":
        return "law_firm" if "律师事务所" in name else "company"
    bare = _BRACKET.sub("", name)
    for form, words in _SAID:
        if any(bare.endswith(word) for word in words):
            return form
    return "social_service_agency"


def _projects(row: Row, year: int, is_project: bool) -> Iterable[PastWork]:
    told = row["introduction"]
    if told:
        title = row["short_name"] or _BRACKET.sub("", row["name"])
        title = title if is_project else f"{title}：工作介绍"
        yield PastWork(
            row.at("introduction"), title[:_TITLE], told, _year_of(told, year)
        )
    for key in PROJECT_KEYS:
        if row[key]:
            yield work_of(row.at(key), row[key], year)


def work_of(cell: str, said: str, year: int) -> PastWork:
    """ "2025 Title: story"; without a title its first words are one."""
    headed = _HEADED.fullmatch(said)
    if headed and headed["text"].strip():
        told = int(headed["year"]) if headed["year"] else _year_of(said, year)
        return PastWork(
            cell, headed["title"].strip(), headed["text"].strip(), min(told, year)
        )
    return PastWork(cell, said.split("。")[0][:40].strip(), said, _year_of(said, year))


def _year_of(text: str, year: int) -> int:
    """The latest year that a text names, not one to come."""
    named = [int(found) for found in _YEAR.findall(text) if int(found) <= year]
    return max(named, default=year)


def _services(said: str) -> Iterable[tuple[str, int]]:
    """ "A1 40; L1 3" -> ("A1", 40), ("L1", 3); a part without a number counts 0."""
    for part in _PARTS.split(normalize("NFKC", said)):
        part = part.strip()
        if not part:
            continue
        found = _SERVICE.fullmatch(part)
        number = int(found["weekly"]) if found else 0
        yield (found["word"].strip() if found else part), number


def _faults(row: Row) -> Iterable[Fault]:
    if not _name(row):
        yield row.fault("no_name", "name")
    for key, limit in _LIMITS.items():
        if len(row[key]) > limit:
            yield row.fault("too_long", key, limit=limit, length=len(row[key]))
    for key in ("introduction", *PROJECT_KEYS):
        if len(row[key]) > _STORY:
            yield row.fault("too_long", key, limit=_STORY, length=len(row[key]))
    kinds = {**KINDS, **PROJECT_ROW}
    for key, words in (("kind", kinds), ("form", FORMS)):
        if row[key] and known_word(row[key], words) is None:
            choices = [names[0] for names in words.values()]
            yield row.fault("word", key, word=row[key][:20], choices=choices)
    yield from _service_faults(row)
    if _kind_and_form(row) == ("public_sector_unit", "social_service_agency"):
        yield row.fault("no_form", "form", "kind")
    if known_word(row["kind"], PROJECT_ROW) and not row["introduction"]:
        yield row.fault("no_story", "introduction", "name")


def _service_faults(row: Row) -> Iterable[Fault]:
    for word, weekly in _services(row["services"]):
        if not 1 <= weekly <= MOST_A_WEEK:
            yield row.fault("no_weekly", "services", word=word[:20], limit=MOST_A_WEEK)
