"""Facts of this floor in plain words: blocking rules, days, hours, quantities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils import formats
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from matching.enums import BlockingRule
from organisations.enums import Language, VerificationLevel
from organisations.models import ServiceType

register = template.Library()
Facts = Mapping[str, Any]
DAYS = (
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
)
PARTS = (
    (6 * 60, 12 * 60, gettext_lazy("%(days)s in the morning")),
    (12 * 60, 18 * 60, gettext_lazy("%(days)s in the afternoon")),
    (18 * 60, 24 * 60, gettext_lazy("%(days)s in the evening")),
)
"""First and last minute of a part of the day, and how it is said."""


def chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


@register.filter
def joined(words: Iterable[object]) -> str:
    """Words of one list, as the language separates them."""
    return gettext(", ").join(map(str, words))


# --- days and quantities -----------------------------------------------------------------


@register.filter
def days(digits: str) -> str:
    """ "135" as Mon, Wed, Fri; every day of the week has its own word."""
    found = sorted({int(each) for each in str(digits or "") if each in "1234567"})
    if len(found) == 7:
        return gettext("every day")
    if len(found) > 2 and found[-1] - found[0] == len(found) - 1:
        ends = {"first": DAYS[found[0] - 1], "last": DAYS[found[-1] - 1]}
        return gettext("%(first)s to %(last)s") % ends
    return joined(str(DAYS[each - 1]) for each in found)


@register.simple_tag
def quantity(number: int, service: ServiceType) -> str:
    """`60 meals`: how much, with the unit of the catalogue; no line breaks between."""
    return service.amount(number)


@register.filter
def hours(number: int) -> str:
    """Minutes as hours where they are whole, else with one decimal."""
    return formats.number_format(round(number / 60, 1)).removesuffix(".0")


def times(facts: Facts) -> str:
    """Days, with the part of the day or the hours where all of them agree."""
    words = days(str(facts.get("days", "")).replace(",", ""))
    if "start" not in facts:
        return words
    start, end = int(facts["start"]), int(facts["end"])
    for first, last, text in PARTS:
        if first <= start and end <= last:
            return text % {"days": words}
    clock = "–".join(f"{m // 60:02d}:{m % 60:02d}" for m in (start, end))
    return f"{words} {clock}"


@register.simple_tag
def when(item: Any) -> str:
    """Over how many weeks, on which days, between which hours, not before which day."""
    words = []
    if item.weeks > 1:
        text = ngettext("over %(n)d week", "over %(n)d weeks", item.weeks)
        words.append(text % {"n": item.weeks})
    if item.days:
        words.append(days(item.days))
    if item.start and item.end:
        words.append(f"{item.start:%H:%M}–{item.end:%H:%M}")
    if item.starts_on:
        day = formats.date_format(item.starts_on, "DATE_FORMAT")
        words.append(gettext("not before %(day)s") % {"day": day})
    return " · ".join(words)


@register.filter
def languages(codes: Iterable[str]) -> str:
    return joined(str(Language(c).label) if c in Language else c for c in codes)


@register.filter
def level_name(level: str) -> str:
    """How a service was checked, in words."""
    return str(VerificationLevel(level).label)


# --- what blocks -------------------------------------------------------------------------------


@register.filter
def rule(code: str) -> str:
    """A blocking rule in words."""
    return str(BlockingRule(code).label) if code in BlockingRule else str(code)


@register.simple_tag
def gap_words(gap: Any) -> str:
    """Why nobody can do it: the candidates counted by what blocks them."""
    counts = [(each["rule"], int(each["count"])) for each in gap.rules]
    total = sum(count for _code, count in counts)
    if not total:
        return gettext("Nobody on the menu offers this yet.")
    parts = [
        gettext("%(count)d × %(rule)s") % {"count": count, "rule": rule(code)}
        for code, count in counts
    ]
    text = ngettext(
        "%(total)d candidate was looked at: %(parts)s.",
        "%(total)d candidates were looked at: %(parts)s.",
        total,
    )
    return text % {"total": total, "parts": joined(parts)}


@register.simple_tag
def rules_counted(rules_found: Iterable[tuple[str, int]]) -> str:
    """Why nobody can do them: unmet items counted by the rule that blocks."""
    words = {code: rule(code) for code in BlockingRule}
    words[""] = gettext("not offered by anybody")
    return joined(f"{words[code]} × {n}" for code, n in rules_found)
