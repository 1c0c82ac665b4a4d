"""The rules of a rule set in words: what it says, its source, what is only assumed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.enums.rule_names import RULE_VALUES, RULES
from evaluation.models import RuleSet
from evaluation.scoring.grades import Band
from evaluation.scoring.rulebook import (
    Clock,
    Reapply,
    Rulebook,
    Status,
    Validity,
)
from evaluation.scoring.types import Points, Rounding
from organisations.models.spoken import spoken


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule; `lines` is empty in a gap, `why` says why something is assumed."""

    name: str
    lines: tuple[str, ...]
    source: str
    assumed: bool
    why: str

    @property
    def gap(self) -> bool:
        return not self.lines


def public_rule_sets() -> QuerySet[RuleSet]:
    """Those under which a round was announced."""
    return RuleSet.objects.filter(rounds__announced_at__isnull=False).distinct()


@dataclass(frozen=True, slots=True)
class RuleGroup:
    title: str
    rules: tuple[RuleLine, ...]


def in_words(rule_set: RuleSet) -> list[RuleGroup]:
    """Every rule there may be, by part of the procedure; gaps too."""
    book = Rulebook(rule_set.facts)
    return [
        RuleGroup(
            str(title),
            tuple(_line(book, name, str(words)) for name, words in rules.items()),
        )
        for title, rules in RULES.items()
    ]


def _line(book: Rulebook, name: str, words: str) -> RuleLine:
    fact = book.facts.get(name, {})
    return RuleLine(
        name=words,
        lines=tuple(_said(book.says(name))) if book.knows(name) else (),
        source=fact.get("source", ""),
        assumed=fact.get("status") == Status.ASSUMED,
        why=spoken(fact.get("why", ""), fact.get("why_en", "")),
    )


def _said(value: Any) -> Iterable[str]:
    """The value of a rule in one line or several."""
    if isinstance(value, Mapping):
        return [_entry(name, found) for name, found in sorted(value.items())]
    if isinstance(value, tuple):
        days = all(isinstance(part, int) for part in value)
        return [_month_day(*value)] if days else [_listed(value)]
    return [_one(value)]


def _entry(name: Any, found: Any) -> str:
    if isinstance(name, tuple):
        _outcome, scale = name
        bands = _listed(_band(band) for band in reversed(found))
        return _("of %(scale)s points: %(bands)s") % {"scale": scale, "bands": bands}
    value = _listed(found) if isinstance(found, tuple) else _one(found)
    return f"{_word(name)}{_(': ')}{value}"


def _one(value: Any) -> str:
    kinds: dict[type, Any] = {
        bool: lambda: _("yes") if value else _("no"),
        Clock: lambda: _clock(value),
        Validity: lambda: _validity(value),
        Reapply: lambda: _reapply(value),
        Rounding: lambda: _rounding(value),
        Fraction: lambda: f"{value.numerator}/{value.denominator}",
    }
    return kinds[type(value)]() if type(value) in kinds else _word(value)


def _word(value: Any) -> str:
    return str(RULE_VALUES.get(value, value) if isinstance(value, str) else value)


def _listed(values: Iterable[Any]) -> str:
    return _("; ").join(_word(each) for each in values)


def _clock(clock: Clock) -> str:
    if clock.working:
        days = ngettext("%(n)d working day", "%(n)d working days", clock.days)
    else:
        days = ngettext("%(n)d day", "%(n)d days", clock.days)
    return days % {"n": clock.days}


def _validity(rule: Validity) -> str:
    years = ngettext("%(n)d year", "%(n)d years", rule.years) % {"n": rule.years}
    begins = (
        _("from 1 January of the next year")
        if rule.calendar
        else _("from the day of the announcement")
    )
    return f"{years}{_(', ')}{begins}"


def _reapply(rule: Reapply) -> str:
    begin = _("after %(n)d full years") % {"n": rule.from_years}
    if rule.until_years is None:
        return begin
    end = _("within the first %(n)d years") % {"n": rule.until_years}
    return end if not rule.from_years else f"{begin}{_(', ')}{end}"


def _rounding(rule: Rounding) -> str:
    words = {"step": rule.step, "mode": _word(rule.mode.value)}
    return _("to %(step)s points; %(mode)s") % words


def _band(band: Band) -> str:
    words = {"grade": _word(band.grade), "low": band.low, "high": band.high}
    if band.high is None:
        return _("%(grade)s from %(low)s") % words
    if band.low == Points(0):
        return _("%(grade)s below %(high)s") % words
    return _("%(grade)s from %(low)s to below %(high)s") % words


def _month_day(month: int, day: int) -> str:
    return _("%(day)d.%(month)d. of the next year") % {"day": day, "month": month}
