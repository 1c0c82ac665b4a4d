"""The editor of a sheet: the whole tree in one form, lines added and taken out in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.domain.sheet import SheetRow, coded, view_of_rows
from evaluation.enums import LeafKind
from evaluation.forms.leaf_words import in_words, understood, written
from evaluation.models import Sheet
from evaluation.scoring import Points
from evaluation.scoring.reading import sums_of
from organisations.models.spoken import spoken
from records.typed import Difference

TEXTS = ("name", "points", "kind", "name_en", "how", "evidence")
NODES = (LeafKind.NODE, LeafKind.BONUS)
MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is typed; `found` is what stands in it adds up to, `words` how it
    is scored for who reads it."""

    level: int
    name: str = ""
    points: str = ""
    kind: str = LeafKind.NODE
    name_en: str = ""
    how: str = ""
    evidence: str = ""
    code: str = ""
    found: str = ""
    fault: str = ""
    words: str = ""

    @property
    def spoken_name(self) -> str:
        return spoken(self.name, self.name_en)

    @property
    def kind_name(self) -> str:
        return "" if self.kind == LeafKind.NODE else str(LeafKind(self.kind).label)


class CopyForm(forms.Form):
    """The version that a copy gets."""

    version = forms.CharField(label=gettext_lazy("Version of the copy"), max_length=20)

    def add_refusal(self, error: ValidationError) -> None:
        self.add_error("version", ValidationError(list(error.messages)))


def lines_of(rows: Iterable[SheetRow]) -> list[Line]:
    return [
        Line(
            level=row.level,
            name=row.name,
            points=str(Points.of(row.points)),
            kind=row.kind,
            name_en=row.name_en,
            how=written(row.kind, row.settings),
            evidence=row.evidence,
            words=in_words(row.kind, row.settings),
        )
        for row in rows
    ]


def typed_lines(data: QueryDict) -> list[Line]:
    """Raises ValidationError `lines` for a form that was cut off or tampered with."""
    columns = [data.getlist(name) for name in ("level", *TEXTS)]
    lengths = {len(column) for column in columns}
    if len(lengths) != 1 or lengths.pop() > MOST_LINES:
        raise ValidationError(_("The form came in cut off. Send it again."), "lines")
    return [
        Line(int(level) if level.isdigit() else 1, *(text.strip() for text in texts))
        for level, *texts in zip(*columns, strict=True)
    ]


def moved(lines: Sequence[Line], act: str) -> list[Line]:
    """The lines after `below:3` (one in the third), `after:3` or `remove:3`."""
    verb, _colon, place = act.partition(":")
    number = int(place) if place.isdigit() else -1
    if not 0 <= number < len(lines):
        return list(lines)
    end = _end_of(lines, number)
    if verb == "remove":
        return [*lines[:number], *lines[end:]]
    level = lines[number].level + (verb == "below")
    new = Line(level=level, kind=LeafKind.JUDGED)
    return [*lines[:end], new, *lines[end:]]


def _end_of(lines: Sequence[Line], number: int) -> int:
    """Where a row and what stands in it end."""
    level = lines[number].level
    later = range(number + 1, len(lines))
    return next((n for n in later if lines[n].level <= level), len(lines))


def differences(typed: Sequence[Line], now: Sequence[Line]) -> list[Difference]:
    """The stretches of rows that differ, each under the name of its first row."""
    mine, theirs = [_as_text(line) for line in typed], [_as_text(line) for line in now]
    found = []
    for tag, a, b, c, d in SequenceMatcher(None, mine, theirs, False).get_opcodes():
        if tag != "equal":
            first = (*typed[a:b], *now[c:d])[0]
            found.append(
                Difference(
                    first.spoken_name, "\n".join(mine[a:b]), "\n".join(theirs[c:d])
                )
            )
    return found


def _as_text(line: Line) -> str:
    """All of a row in one line of text, set in by its level."""
    said = (line.name, line.points, line.kind_name, line.name_en, line.how)
    words = " · ".join(text for text in (*said, line.evidence) if text)
    return "　" * (line.level - 1) + words


def read_rows(lines: Sequence[Line]) -> tuple[list[SheetRow], list[Line]]:
    """The rows, and the lines with what is wrong in each."""
    rows, shown = [], []
    for line in lines:
        try:
            rows.append(_row(line))
            shown.append(line)
        except ValueError as error:
            shown.append(replace(line, fault=str(error)))
    return rows, shown


def _row(line: Line) -> SheetRow:
    if not line.name:
        raise ValueError(_("Give it a name."))
    if line.kind not in LeafKind:
        raise ValueError(_("Choose how it is scored."))
    try:
        points = Points.of(line.points or "0").decimal
    except ValueError as error:
        raise ValueError(_("Points such as 2.5 are wanted.")) from error
    return SheetRow(
        level=line.level,
        name=line.name,
        points=points,
        kind=line.kind,
        name_en=line.name_en,
        settings=understood(line.kind, line.how),
        evidence=line.evidence,
    )


def with_sums(
    sheet: Sheet, rows: Sequence[SheetRow], lines: Sequence[Line]
) -> tuple[list[Line], Points]:
    """Code, sum and fault of each line, and the sum of the sheet. Raises
    ValidationError where a row cannot be scored."""
    found = sums_of(view_of_rows(sheet, rows))
    shown = []
    for line, (code, _above, row) in zip(lines, coded(rows), strict=True):
        told = replace(line, code=code)
        if row.kind in NODES:
            told = replace(told, found=str(found[code]), fault=_off(row, found[code]))
        shown.append(told)
    return shown, found[""]


def _off(row: SheetRow, found: Points) -> str:
    stated = Points.of(row.points)
    if found == stated or (row.kind == LeafKind.BONUS and found > stated):
        return ""
    return _("adds up to %(found)s, not %(stated)s") % {
        "found": found,
        "stated": stated,
    }
