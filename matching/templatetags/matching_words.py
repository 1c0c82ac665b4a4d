"""Facts of this floor in plain words: reasons, blocking rules, days, quantities."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from matching import rules
from matching.enums import BlockingRule
from organisations.enums import Language
from organisations.models import ServiceType, User

register = template.Library()
Facts = Mapping[str, Any]
SHOWN = 3
DAYS = (
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
)


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


@register.filter(name="joined")
def _joined(words: Iterable[object]) -> str:
    """Words of one list, as the language separates them."""
    return gettext(", ").join(map(str, words))


@register.simple_tag
def may_raise(user: User) -> bool:
    """Whether the empty task list offers to raise a need."""
    return rules.can_raise_need(user).ok


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
    return _joined(str(DAYS[each - 1]) for each in found)


@register.simple_tag
def quantity(number: int, service: ServiceType) -> str:
    """`60 meals`: how much, with the unit of the catalogue; no line breaks between."""
    unit = service.unit_name
    if not _chinese() and number != 1:
        unit = f"{unit}s"
    return f"{number:,}\N{NO-BREAK SPACE}{unit}"


@register.filter
def hours(number: int) -> str:
    """Minutes as hours where they are whole, else with one decimal."""
    return formats.number_format(round(number / 60, 1)).removesuffix(".0")


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
    return _joined(str(Language(c).label) if c in Language else c for c in codes)


@register.simple_tag
def grade_of(provider: Any) -> str:
    """The newest grade in force ("4A"); "" for none, and none is not low."""
    today = timezone.localdate()
    held = (
        grade
        for grade in provider.grades.all()
        if grade.since <= today <= grade.until and grade.revoked_at is None
    )
    return str(next(held, ""))


# --- reasons --------------------------------------------------------------------------------


def _delivered(facts: Facts) -> str:
    count, near = int(facts.get("count", 0)), int(facts.get("near", 0))
    if near:
        text = gettext("Did this %(count)d times, %(near)d of them in this street")
        return text % {"count": max(count, near), "near": near}
    text = ngettext("Did this once", "Did this %(count)d times", count)
    return text % {"count": count}


def _near(facts: Facts) -> str:
    return {
        "grid": gettext("Based in the same grid"),
        "community": gettext("Based in this community"),
        "street": gettext("Based in this street"),
    }.get(str(facts.get("level")), gettext("Based in this district"))


def _time(facts: Facts) -> str:
    found = str(facts.get("days", "")).replace(",", "")
    words = {"days": days(found), "hours": hours(int(facts.get("minutes", 0)))}
    if len(found) == 7:
        return gettext("Free every day: %(hours)s hours a week that fit") % words
    return gettext("Free on %(days)s: %(hours)s hours a week that fit") % words


def _reliable(facts: Facts) -> str:
    share = round(100 * float(facts.get("share", 0)))
    return gettext("Carried out %(share)d of 100 engagements") % {"share": share}


def _load(facts: Facts) -> str:
    text = gettext("Has room: %(free)d of %(weekly)d a week are free")
    return text % {"free": facts.get("free", 0), "weekly": facts.get("weekly", 0)}


def _recent(facts: Facts) -> str:
    count = int(facts.get("awards", 0))
    text = ngettext(
        "Was asked once in the last four weeks: others get a chance too",
        "Was asked %(count)d times in the last four weeks: others get a chance too",
        count,
    )
    return text % {"count": count}


def _language(facts: Facts) -> str:
    spoken = [word for word in str(facts.get("languages", "")).split(",") if word]
    return gettext("Speaks %(languages)s") % {"languages": languages(spoken)}


_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "text": lambda f: gettext("Its past projects are close to this need"),
    "delivered": _delivered,
    "reliable": _reliable,
    "near": _near,
    "time": _time,
    "continuity": lambda f: gettext("Served here before: a familiar face"),
    "grade": lambda f: gettext("Graded %(grade)sA") % {"grade": f.get("grade")},
    "load": _load,
    "recent": _recent,
    "newcomer": lambda f: gettext("New to this service: gets a first chance"),
    "language": _language,
}


@register.filter
def reason(found: Mapping[str, Any]) -> str:
    """One reason of a line as a sentence; "" for a code nobody knows."""
    sentence = _SENTENCES.get(str(found.get("code")))
    return sentence(found.get("facts") or {}) if sentence else ""


@register.filter
def reasons(found: Iterable[Mapping[str, Any]]) -> list[str]:
    """The weightiest reasons as sentences; a new face is said whatever its weight."""
    heard = list(found)
    first = heard[:SHOWN]
    first += [each for each in heard[SHOWN:] if each.get("code") == "newcomer"]
    return [words for words in map(reason, first) if words]


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
    return text % {"total": total, "parts": _joined(parts)}


@register.simple_tag
def rules_counted(rules_found: Iterable[tuple[str, int]]) -> str:
    """Why nobody can do them: unmet items counted by the rule that blocks."""
    words = {code: rule(code) for code in BlockingRule}
    words[""] = gettext("not offered by anybody")
    return _joined(f"{words[code]} × {n}" for code, n in rules_found)
