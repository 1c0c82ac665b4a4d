"""Why a line, and what would have to change for the others, as sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django import template
from django.utils import formats
from django.utils.translation import gettext, ngettext

from matching.engine import Change, ReasonCode, Rule, Step
from matching.engine.features import HALF_AFFINITY
from matching.templatetags.matching_words import (
    Facts,
    chinese,
    hours,
    joined,
    languages,
    times,
)
from organisations.enums import Funding, Gate

register = template.Library()
SHOWN = 3
TELLING = 2
"""With so many reasons that tell one candidate from another, the others are left out."""
DAY = 24 * 60
UNPAID = {Funding.OWN_RESOURCES, Funding.VOLUNTEER}
"""Sources that pay no price: who draws on them comes free of charge."""
RELATED = HALF_AFFINITY
"""Affinity from which a past project is close to a need, not just touches on it."""


# --- why ---------------------------------------------------------------------------------


def _text(facts: Facts) -> str:
    words = [word for word in str(facts.get("words", "")).split(",") if word]
    told = {"project": facts.get("project", ""), "words": joined(words)}
    if told["project"] and words:
        return gettext("Did a similar project, “%(project)s”: %(words)s") % told
    if told["project"]:
        return gettext("Did a similar project, “%(project)s”") % told
    if float(facts.get("affinity", 0)) < RELATED:
        return gettext("Its past projects touch on this need")
    return gettext("Its past projects are close to this need")


def _delivered(facts: Facts) -> str:
    count, near = int(facts.get("count", 0)), int(facts.get("near", 0))
    if near >= count > 0:
        text = ngettext(
            "Did this once, in this street",
            "Did this %(count)d times, all in this street",
            near,
        )
        return text % {"count": near}
    if near:
        text = gettext("Did this %(count)d times, %(near)d of them in this street")
        return text % {"count": max(count, near), "near": near}
    text = ngettext("Did this once", "Did this %(count)d times", count)
    return text % {"count": count}


def _base(facts: Facts) -> str:
    return {
        "grid": gettext("Based in the same grid"),
        "community": gettext("Based in this community"),
        "street": gettext("Based in this street"),
    }.get(str(facts.get("level")), gettext("Based in this district"))


def _time(facts: Facts) -> str:
    free, wanted = int(facts.get("minutes", 0)), int(facts.get("wanted", 0))
    words = {"times": times(facts), "hours": hours(free), "wanted": hours(wanted)}
    if not wanted and free == DAY * len(str(facts.get("days", "")).split(",")):
        return gettext("Free all day: %(times)s") % words
    if not wanted:
        return gettext("Free: %(times)s (%(hours)s hours a week that fit)") % words
    if free >= wanted:
        return gettext("Free at all the times asked for: %(times)s") % words
    return (
        gettext("Free: %(times)s (%(hours)s of the %(wanted)s hours that would suit)")
        % words
    )


def _reliable(facts: Facts) -> str:
    share = round(100 * float(facts.get("share", 0)))
    done, ended = int(facts.get("done", 0)), int(facts.get("ended", 0))
    if done == ended > 0:
        text = ngettext(
            "Carried out the one engagement that it accepted",
            "Carried out all %(count)d engagements that it accepted",
            ended,
        )
        return text % {"count": ended}
    if ended:
        text = gettext("Carried out %(done)d of %(count)d engagements it accepted")
        return text % {"done": done, "count": ended}
    if share == 100:
        return gettext("Carried out all that it accepted")
    return gettext("Carried out %(share)d%% of what it accepted") % {"share": share}


def _load(facts: Facts) -> str:
    words = {"free": facts.get("free", 0), "weekly": facts.get("weekly", 0)}
    if words["free"] == words["weekly"]:
        return gettext("Has room: nothing of %(weekly)d a week is booked") % words
    return gettext("Has room: %(free)d of %(weekly)d a week are free") % words


def _recent(facts: Facts) -> str:
    count = int(facts.get("awards", 0))
    text = ngettext(
        "Was asked once in the last four weeks: others get a chance too",
        "Was asked %(count)d times in the last four weeks: others get a chance too",
        count,
    )
    return text % {"count": count}


def _spoken(facts: Facts) -> str:
    return languages(
        word for word in str(facts.get("languages", "")).split(",") if word
    )


_REASONS: dict[str, Callable[[Facts], str]] = {
    ReasonCode.TEXT: _text,
    ReasonCode.DELIVERED: _delivered,
    ReasonCode.RELIABLE: _reliable,
    ReasonCode.NEAR: _base,
    ReasonCode.TIME: _time,
    ReasonCode.CONTINUITY: lambda f: gettext("Served here before: a familiar face"),
    ReasonCode.GRADE: lambda f: (
        gettext("Graded %(grade)sA") % {"grade": f.get("grade")}
    ),
    ReasonCode.LOAD: _load,
    ReasonCode.RECENT: _recent,
    ReasonCode.NEWCOMER: lambda f: gettext("New to this service: gets a first chance"),
    ReasonCode.LANGUAGE: lambda f: (
        gettext("Speaks %(languages)s") % {"languages": _spoken(f)}
    ),
}


@register.filter
def reason(found: Mapping[str, Any]) -> str:
    """One reason of a line as a sentence; "" for a code nobody knows."""
    sentence = _REASONS.get(str(found.get("code")))
    return sentence(found.get("facts") or {}) if sentence else ""


def _tells(found: Mapping[str, Any]) -> bool:
    """Whether it tells one candidate from another: most have room, all are somewhere
    in the district, and some project is close to every need, so it must be named."""
    code, facts = found.get("code"), found.get("facts") or {}
    if code == ReasonCode.NEAR:
        return facts.get("level") != "district"
    if code == ReasonCode.TEXT:
        return bool(facts.get("project"))
    return code != ReasonCode.LOAD


@register.filter
def reasons(found: Iterable[Mapping[str, Any]]) -> list[str]:
    """Two or three reasons as sentences, the weightiest first, what is true of nearly
    everybody only where little else is; a new face is said whatever its weight."""
    heard = list(found)
    telling = [each for each in heard if _tells(each)]
    common = [each for each in heard if not _tells(each)]
    first = telling[:SHOWN] + common[: max(TELLING - len(telling), 0)]
    late = [each for each in telling[SHOWN:] if each.get("code") == ReasonCode.NEWCOMER]
    return [words for words in map(reason, first + late) if words]


# --- what would have to change ---------------------------------------------------------------


def _renew(facts: Facts) -> str:
    on = formats.date_format(date.fromisoformat(str(facts["on"])), "DATE_FORMAT")
    return gettext("renew what expired on %(day)s") % {"day": on}


def _meet(facts: Facts) -> str:
    gates = [str(Gate(code).label) for code in str(facts["gate"]).split(",")]
    return gettext("meet what is required: %(gates)s") % {"gates": joined(gates)}


def _open(facts: Facts) -> str:
    return gettext("have time: %(times)s, or a part of it") % {"times": times(facts)}


def _pay(facts: Facts) -> str:
    price = f"{int(facts['price']) / 100:,.2f}".removesuffix(".00")
    named = [code for code in str(facts.get("funding", "")).split(",") if code]
    if not named:
        text = gettext("name who pays %(price)s yuan a unit, or come free of charge")
        return text % {"price": price}
    sources = [code for code in named if code not in UNPAID]
    if not sources:
        return gettext("come free of charge")
    words = joined(str(Funding(code).label) for code in sources)
    return gettext("take payment from: %(sources)s") % {"sources": words}


def _cheaper(facts: Facts) -> str:
    if not facts["price"]:
        return gettext("come free of charge")
    price = f"{int(facts['price']) / 100:,.2f}".removesuffix(".00")
    return gettext("ask at most %(price)s yuan a unit") % {"price": price}


def _deliver(facts: Facts) -> str:
    text = ngettext(
        "one more delivery confirmed",
        "%(count)d more deliveries confirmed",
        int(facts["count"]),
    )
    return text % {"count": facts["count"]}


def _settle(facts: Facts) -> str:
    return {
        "community": gettext("a base in this community"),
        "street": gettext("a base in this street"),
    }.get(str(facts["level"]), gettext("a base in this district"))


def _rest(facts: Facts) -> str:
    text = ngettext(
        "four weeks have passed since one of its latest engagements",
        "four weeks have passed since %(count)d of its latest engagements",
        int(facts["count"]),
    )
    return text % {"count": facts["count"]}


_STEPS: dict[str, Callable[[Facts], str]] = {
    Rule.NOT_VERIFIED: lambda f: gettext("have this service verified"),
    Rule.EXPIRED: _renew,
    Rule.RECUSED: lambda f: gettext("its recusal, or its no to this item, stands"),
    Rule.NOT_COVERED: lambda f: gettext("cover %(place)s") % {"place": f["place"]},
    Rule.GATE_MISSING: _meet,
    Rule.NO_OVERLAP: _open,
    Rule.NO_FUNDING: _pay,
    Rule.OVER_BUDGET: _cheaper,
    Rule.FULL: lambda f: gettext("have %(count)d a week free") % f,
    ReasonCode.DELIVERED: _deliver,
    ReasonCode.RELIABLE: lambda f: (
        gettext("%(share)d%% of what it accepts carried out")
        % {"share": round(100 * float(f["share"]))}
    ),
    ReasonCode.NEAR: _settle,
    ReasonCode.TIME: lambda f: gettext("also free: %(times)s") % {"times": times(f)},
    ReasonCode.GRADE: lambda f: gettext("a grade of %(grade)sA") % f,
    ReasonCode.LOAD: lambda f: gettext("%(count)d more a week free") % f,
    ReasonCode.RECENT: _rest,
    ReasonCode.LANGUAGE: lambda f: (
        gettext("somebody who speaks %(languages)s") % {"languages": _spoken(f)}
    ),
}


def _step(found: Step, place: object) -> str:
    return _STEPS[found.code]({**found.facts, "place": place})


@register.simple_tag
def change_words(change: Change, place: object) -> str:
    """What would have to change, in one or two sentences; `place` is the community."""
    steps = [_step(each, place) for each in change.steps]
    if change.steps and isinstance(change.steps[0].code, Rule):
        return _unblocked(change, steps)
    if steps:
        return gettext("Would come first with: %(step)s.") % {"step": steps[0]}
    if change.behind is None:
        return gettext("Has no room left beside the rest of the pack.")
    if change.behind <= 0:
        return gettext(
            "Scores no lower than the one chosen; the rest of the pack, or a person, "
            "decided."
        )
    behind = formats.number_format(change.behind, 2)
    text = gettext("No single change would put it first: it is %(points)s behind.")
    return text % {"points": behind}


def _unblocked(change: Change, steps: list[str]) -> str:
    if change.steps[0].code == Rule.RECUSED:
        return gettext("It declared a recusal, or declined this before: that stands.")
    words = [gettext("Needed: %(step)s.") % {"step": steps[0]}]
    if len(steps) > 1:
        later = gettext("; ").join(steps[1:])
        words.append(gettext("Then still: %(steps)s.") % {"steps": later})
    if change.after is not None and (change.behind or 0) > 0:
        words.append(gettext("It would still come after the one chosen."))
    return ("" if chinese() else " ").join(words)
