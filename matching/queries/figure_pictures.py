"""The figures as pictures, tinted tables and their one sentence each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.enums import FeedbackGrade
from matching.queries.figures import HOURS, PERIOD, Free, Gap, Mix, satisfied
from organisations.enums import ProviderKind
from records.pictures.heat import Head, Heat, Numbers, heat_of
from records.pictures.picture import Picture, Row

BARS = 12
"""So many bars a picture; the table below has all rows."""
BECAME_WORDS = {
    "new": gettext_lazy("Not taken up yet"),
    "matching": gettext_lazy("Looking for somebody"),
    "agreed": gettext_lazy("Agreed or under way"),
    "done": gettext_lazy("Done"),
    "referred": gettext_lazy("Passed on to another body"),
    "unmet": gettext_lazy("Nobody found yet"),
    "ended": gettext_lazy("Not accepted, merged or withdrawn"),
}
Counts = Mapping[str, int | None]


def source(day: date) -> str:
    """What was counted, and when."""
    return _(
        "Needs of the last %(days)s days, confidential ones not counted; as of %(day)s."
    ) % {"days": PERIOD.days, "day": date_format(day, "DATE_FORMAT")}


def became_picture(counts: Counts, day: date) -> Picture:
    """What became of the needs raised: answered and solved."""
    return Picture(
        title=_("What became of the needs raised"),
        said=_became_said(counts),
        of=_("Where they stand"),
        series=(_("Needs"),),
        rows=tuple(Row(str(BECAME_WORDS[key]), (n,)) for key, n in counts.items()),
        source=source(day),
    )


def _became_said(counts: Counts) -> str:
    raised = sum(n or 0 for n in counts.values())
    if None in counts.values() or not raised:
        return ""
    answered = raised - (counts["new"] or 0)
    return _(
        "Of %(raised)s needs %(answered)s%% were taken up or answered, %(done)s%% are "
        "done."
    ) % {
        "raised": f"{raised:,}",
        "answered": round(100 * answered / raised),
        "done": round(100 * (counts["done"] or 0) / raised),
    }


def ratings_picture(counts: Counts, day: date) -> Picture:
    """How it was, in the five grades."""
    share = satisfied(counts)
    return Picture(
        title=_("How people rate what was done"),
        said=""
        if share is None
        else _("%(share)s%% are fairly satisfied or better.") % {"share": share},
        of=_("Rating"),
        series=(_("Answers"),),
        rows=tuple(
            Row(str(FeedbackGrade(grade).label), (n,)) for grade, n in counts.items()
        ),
        source=source(day),
    )


def gaps_picture(
    found: Sequence[Gap], needs: Sequence[int | None], urls: Sequence[str], day: date
) -> Picture:
    """Needs that nobody has yet beside the offers that have room: what to recruit or to
    buy. `needs` are the counts as the reader may see them, `urls` the lists behind."""
    lacking = sum(gap.needs > gap.offers for gap in found)
    said = ngettext(
        "%(n)s service has more needs waiting than offers with room: recruit or buy it.",
        "%(n)s services have more needs waiting than offers with room: recruit or buy "
        "them.",
        lacking,
    ) % {"n": lacking}
    rows = zip(found, needs, urls, strict=True)
    return Picture(
        title=_("Where services are missing"),
        said=said if lacking else _("Every service asked for has offers with room."),
        of=_("Service"),
        series=(_("Needs nobody has yet"), _("Offers with room this week")),
        rows=tuple(Row(gap.name, (n, gap.offers), url) for gap, n, url in rows),
        source=_("As of %(day)s.") % {"day": date_format(day, "DATE_FORMAT")},
        diverging=True,
        most=BARS,
    )


def mix_picture(mix: Mix, counts: Sequence[int | None], day: date) -> Picture:
    """Which kinds of providers the packs join."""
    said = _("Of %(packs)s packs confirmed %(mixed)s join two kinds or more.") % {
        "packs": mix.packs,
        "mixed": mix.mixed,
    }
    kinds = zip(mix.by_kind, counts, strict=True)
    return Picture(
        title=_("Who takes part in the packs"),
        said=said if None not in counts else "",
        of=_("Kind of provider"),
        series=(_("Packs"),),
        rows=tuple(Row(str(ProviderKind(kind).label), (n,)) for kind, n in kinds),
        source=source(day),
    )


def asked_table(
    rows: Sequence[Head],
    columns: Sequence[Head],
    numbers: Numbers,
    day: date,
    *,
    of: str = "",
) -> Heat:
    """Streets (or what `of` says) by services, with sums: who asks for what where."""
    all_ = Head(_("Together"))
    return heat_of(
        _("Needs by place and service"),
        of or _("Street"),
        [*rows, all_],
        [*columns, all_],
        numbers,
        source=_("A need that asks for two services counts in both.")
        + " "
        + source(day),
    )


def free_table(free: Free, numbers: Numbers) -> Heat:
    """When volunteers have time."""
    return heat_of(
        _("When volunteers have time"),
        _("Weekday"),
        [Head(str(WEEKDAYS[day])) for day in range(7)],
        [Head(str(hour)) for hour in HOURS],
        numbers,
        sums=False,
        source=_("%(n)s more may be asked at any time. The hours begin as shown.")
        % {"n": f"{free.any_time:,}"},
    )
