"""Where a need stands, in words, and what this reader can do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching import rules
from matching.enums import (
    ENDED_STATES,
    EngagementState,
    NeedState,
    PackState,
    SessionState,
    Track,
)
from matching.models import Need, Pack, Session
from matching.queries import confirmations_missing, timeline
from matching.queries.absence import runs
from matching.queries.clock import days_paused
from matching.queries.page import asked_in
from matching.views import (
    assessment,
    board,
    call,
    call_back,
    clock,
    consent,
    course,
    last_time,
    release,
    report,
    topic,
    wish,
)
from matching.views.act import Offer, told_to
from matching.views.pack import ACTS as PACK_ACTS
from organisations.models import User

ACTS = (
    report.RecordReport,
    report.FinishCasework,
    call_back.CallBack,
    call_back.SampleCall,
    assessment.Assess,
    *topic.ACTS,
    wish.Release,
    release.ReleaseNeed,
    *PACK_ACTS,
    last_time.AsLastTime,
    *course.ACTS,
    *clock.ACTS,
    *consent.ACTS,
    report.OpenReport,
    board.Command,
    call.CallAbout,
)
# What goes on in a state, and what is to come after it, for the end of the timeline.
WALK = {
    NeedState.RAISED: gettext_lazy("Assessment"),
    NeedState.OPEN: gettext_lazy("Making the pack"),
    NeedState.PROPOSED: gettext_lazy("Confirmation"),
    NeedState.CONFIRMED: gettext_lazy("Providers answer"),
    NeedState.IN_DELIVERY: gettext_lazy("Delivery"),
    NeedState.COMPLETED: gettext_lazy("Rating and closing"),
}


def _proposed(need: Need, pack: Pack | None) -> str:
    if pack is None or not pack.lines.all():
        return _("Nobody suitable can do this now.")
    if any(each.own_agency and not each.own_agency_by_id for each in pack.lines.all()):
        return _(
            "The station manager decides first: a line goes to the agency that runs the "
            "station. Or choose somebody else for that line."
        )
    missing = _(", ").join(confirmations_missing(pack, need))
    return _("Still needed: the yes of %(who)s.") % {"who": missing}


def _paused(need: Need, pack: Pack | None) -> str:
    until = date_format(need.pause_until, "DATE_FORMAT") if need.pause_until else ""
    reason = need.get_pause_reason_display()
    text = _("%(reason)s, until %(day)s.") % {"reason": reason, "day": until}
    return _("%(first)s %(second)s") % {"first": text, "second": paused_words(need)}


def paused_words(need: Need) -> str:
    """How long it was paused, all pauses together; "" for one that never was."""
    days = days_paused(need, timezone.now())
    if not days:
        return ""
    sentence = ngettext(
        "Paused for %(n)d day so far.", "Paused for %(n)d days so far.", days
    )
    return sentence % {"n": days}


def _referred(need: Need, pack: Pack | None) -> str:
    text = _(
        "This is for another body. It was passed to %(body)s, number %(number)s. The "
        "record stays open until the outcome is known."
    )
    number = need.referred_no or "—"
    return text % {"body": need.referred_to, "number": number}


WORDS: dict[str, Callable[[Need, Pack | None], str]] = {
    NeedState.DRAFT: lambda n, p: _("The community or the station takes it over next."),
    NeedState.RAISED: lambda n, p: _(
        "The social worker of the street assesses it next."
    ),
    NeedState.RETURNED: lambda n, p: (
        _("There is a question: %(question)s") % {"question": n.question}
    ),
    NeedState.OPEN: lambda n, p: _(
        "A service resource pack is being put together. This takes a minute or two."
    ),
    NeedState.PROPOSED: _proposed,
    NeedState.CONFIRMED: lambda n, p: _(
        "The providers were invited; they answer next."
    ),
    NeedState.IN_DELIVERY: lambda n, p: _(
        "It is being delivered. Each time counts once it is confirmed from a second side: "
        "by the person served, by whoever raised it, or by another employer."
    ),
    NeedState.COMPLETED: lambda n, p: _(
        "Everything was delivered. The station, community or street closes it."
    ),
    NeedState.CLOSED: lambda n, p: _("This need is closed."),
    NeedState.REFERRED: _referred,
    NeedState.MERGED: lambda n, p: (
        _("It goes on together with %(number)s.") % {"number": n.merged_into}
    ),
    NeedState.REFUSED: lambda n, p: (
        _("It could not be accepted: %(reason)s.") % {"reason": n.get_refusal_display()}
    ),
    NeedState.WITHDRAWN: lambda n, p: _("It was withdrawn."),
    NeedState.PAUSED: _paused,
    NeedState.UNMET: lambda n, p: _(
        "Nobody suitable can do this part now. It is on the gap list; it comes first "
        "when someone can."
    ),
}


WISH_WALK = {
    NeedState.RAISED: gettext_lazy("Assessment"),
    NeedState.OPEN: gettext_lazy("Waiting to be claimed"),
    NeedState.IN_DELIVERY: gettext_lazy("Being fulfilled"),
    NeedState.COMPLETED: gettext_lazy("Rating and closing"),
}
WISH_WORDS = {
    NeedState.OPEN: gettext_lazy(
        "It is on the list of micro-wishes and waits for somebody who claims it."
    ),
    NeedState.IN_DELIVERY: gettext_lazy(
        "It was claimed. The station hands it over: no address is given away."
    ),
    NeedState.COMPLETED: gettext_lazy("It was fulfilled. A colleague closes it."),
    NeedState.UNMET: gettext_lazy(
        "Nobody claimed it in time. Release it again, or find another way."
    ),
}
# What must be reported: no pack, so none is promised.
CASE_WALK = {
    NeedState.RAISED: gettext_lazy("Assessment"),
    NeedState.IN_DELIVERY: gettext_lazy("Casework of the station"),
    NeedState.COMPLETED: gettext_lazy("Closing"),
}
CASE_WORDS = {
    NeedState.RAISED: gettext_lazy(
        "The station reports it to the police first, then assesses it as its own "
        "casework: no pack, no team, no call to the household."
    ),
    NeedState.IN_DELIVERY: gettext_lazy(
        "The station's own social workers do this themselves: no pack, no team, no call "
        "to the household. Its worker says when it is done."
    ),
    NeedState.COMPLETED: gettext_lazy(
        "The casework is done. The station manager closes it."
    ),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """The words, and the acts by rank: one next step, what stands beside, the rest."""

    words: str
    first: Offer | None
    beside: list[Offer] = field(default_factory=list)
    more: list[Offer] = field(default_factory=list)
    keys: list[Session] = field(default_factory=list)


def standing(need: Need, packs: list[Pack], user: User) -> Standing:
    """What stands on top of the page of a need for this reader."""
    newest = packs[0] if packs else None
    found = {act: act.offer(need, newest, user) for act in ACTS}
    offers = [offer for offer in found.values() if offer is not None]
    offers = [*approvals(need, newest, user), *offers]
    first = next((offer for offer in offers if offer.rank == 0), None)
    unclosed = "" if found[course.Close] else _unclosed(need, user)
    return Standing(
        words=(first and first.hint) or unclosed or _words(need, newest),
        first=first,
        beside=[o for o in offers if o is not first and o.rank < 2],
        more=[o for o in offers if o.rank == 2],
        keys=waiting_keys(need, packs, user),
    )


def _unclosed(need: Need, user: User) -> str:
    """Why this reader does not close what was delivered; "" where she may."""
    if need.state != NeedState.COMPLETED or need.track == Track.MICRO_WISH:
        return ""
    return str(rules.can_close(user, need).reason)


def _words(need: Need, pack: Pack | None) -> str:
    if need.is_casework and need.state in CASE_WORDS:
        return str(CASE_WORDS[NeedState(need.state)])
    if need.track == Track.MICRO_WISH and need.state in WISH_WORDS:
        return str(WISH_WORDS[NeedState(need.state)])
    return WORDS[need.state](need, pack)


def approvals(need: Need, pack: Pack | None, user: User) -> list[Offer]:
    """For the station manager: each line of the own agency that waits for her."""
    if need.state != NeedState.PROPOSED or not is_proposed(pack) or pack is None:
        return []
    waiting = [
        line
        for line in pack.lines.all()
        if line.own_agency and not line.own_agency_by_id
    ]
    if not waiting or not rules.can_confirm_own_agency(user, need):
        return []
    label = _("Decide: %(service)s")
    return [
        Offer(
            label % {"service": line.item.service_type},
            reverse("matching:own_agency", args=[line.public_id]),
            one_tap=False,
            rank=0,
        )
        for line in waiting
    ]


def waiting_keys(need: Need, packs: list[Pack], user: User) -> list[Session]:
    """Delivered sessions whose second key this reader may turn."""
    if user.pk != need.raised_by_id and not runs(user, need.worker_id):
        return []
    return [
        session
        for engagement in asked_in(packs)
        for session in engagement.sessions.all()
        if session.state == SessionState.DELIVERED
        and rules.can_turn_second_key(user, session)
    ]


def may_settle(packs: list[Pack], user: User) -> bool:
    """Whether one of the deliveries is disputed, and this reader settles it."""
    return any(
        each.state == EngagementState.DISPUTED
        and rules.can_settle_dispute(user, each).ok
        for each in asked_in(packs)
    )


def steps(need: Need, user: User) -> list[dict[str, Any]]:
    """Done, now, to come: the trail as this reader is told it, runs of the same act
    told once."""
    shown: list[dict[str, Any]] = []
    told = told_to(user, need, timeline(need))
    for label, run in groupby(told, key=lambda step: str(step.label)):
        acts = list(run)
        title = label if len(acts) == 1 else f"{label} × {len(acts)}"
        last = acts[-1]
        who = last.actor if len({each.actor for each in acts}) == 1 else ""
        shown.append({"title": title, "state": "done", "when": last.at, "who": who})
    if need.state in ENDED_STATES:
        return shown
    walk = WISH_WALK if need.track == Track.MICRO_WISH else WALK
    walk = CASE_WALK if need.is_casework else walk
    now = str(walk.get(NeedState(need.state), need.get_state_display()))
    if shown and shown[-1]["title"] == now:  # paused: the act is where it stands
        shown[-1]["state"] = "now"
    else:
        shown.append({"title": now, "state": "now", "when": ""})
    if need.state in walk:
        ahead = list(walk)[list(walk).index(NeedState(need.state)) + 1 :]
        shown += [{"title": walk[state], "state": "to-come"} for state in ahead]
    return shown


# --- the lines of a pack ---------------------------------------------------------------

GOING = (
    EngagementState.INVITED,
    EngagementState.ACCEPTED,
    EngagementState.SCHEDULED,
    EngagementState.DELIVERED,
    EngagementState.CONFIRMED,
    EngagementState.NO_SHOW,
    EngagementState.DISPUTED,
)


def running_lines(packs: list[Pack]) -> list[Any]:
    """Lines of earlier versions that go on beside the newest."""
    found = []
    for line in (line for pack in packs[1:] for line in pack.lines.all()):
        engagement = getattr(line, "engagement", None)
        if engagement is not None and engagement.state in GOING:
            found.append(line)
    return found


def covered(pack: Pack) -> tuple[int, int]:
    """How many items of a version are provided for, and how many it is about."""
    gaps = {gap.item_id for gap in pack.gaps.all()}
    lines = {line.item_id for line in pack.lines.all()}
    return len(lines - gaps), len(lines | gaps)


def is_proposed(pack: Pack | None) -> bool:
    return pack is not None and pack.state == PackState.PROPOSED
