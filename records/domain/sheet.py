"""Saying what became of a file of rows, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext

from records.enums import SHEET_FAULTS
from records.sheets import Fault, Refusal, Report

MOST_TOLD = 200


def refusal_of(
    fault: Fault, sentences: Mapping[str, str | Promise] | None = None
) -> Refusal:
    """The fault as a sentence; `sentences` are those of the floor that reads the file."""
    known = {**SHEET_FAULTS, **(sentences or {})}
    return Refusal(fault.cell, str(known[fault.code]) % _spoken(fault.params))


def refusals_of(
    error: ValidationError, cells: Mapping[str, str], otherwise: str
) -> Iterable[Refusal]:
    """What a model or a verb refuses, at the cells that its fields came from."""
    by_field = getattr(error, "error_dict", {"": error})
    for name, faults in by_field.items():
        cell = cells.get(name, otherwise)
        messages = faults.messages if hasattr(faults, "messages") else faults
        for sentence in ValidationError(messages).messages:
            yield Refusal(cell, sentence)


def told(refusal: Refusal) -> str:
    """One line: the cell, then the sentence."""
    if not refusal.cell:
        return refusal.sentence
    return gettext("%(cell)s: %(sentence)s") % {
        "cell": refusal.cell,
        "sentence": refusal.sentence,
    }


def report_lines(report: Report) -> list[str]:
    """The figures of an import, one a line; refusals are told apart."""
    lines = [
        gettext("Rows read: %(number)s") % {"number": report.read},
        gettext("Created: %(number)s") % {"number": report.created},
        gettext("Already there: %(number)s") % {"number": len(report.there)},
        gettext("Refused: %(number)s") % {"number": len(report.refused)},
        *report.notes,
    ]
    if report.refused:
        lines.append(gettext("Nothing was written. Correct the file and try again."))
    elif report.rehearsal:
        lines.append(gettext("A rehearsal: nothing was written."))
    return lines


def refusal_lines(report: Report) -> list[str]:
    """Each refusal in a line in the order of the file, no more than anybody reads."""
    refused = sorted(report.refused, key=lambda each: each.place)
    lines = [told(each) for each in refused[:MOST_TOLD]]
    rest = len(report.refused) - len(lines)
    if rest:
        lines.append(gettext("… and %(number)s more.") % {"number": rest})
    return lines


def _spoken(params: Mapping[str, Any]) -> dict[str, Any]:
    """Lists read as lists."""
    comma = gettext(", ")
    return {
        key: comma.join(map(str, value)) if isinstance(value, list | tuple) else value
        for key, value in params.items()
    }
