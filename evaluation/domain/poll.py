"""Social evaluation: people are drawn and asked, each answers once, it is closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.domain.move import act, expect, move, record, take
from evaluation.enums import AssessmentState, Column, LeafKind
from evaluation.models import Assessment, Poll, PollAnswer, Score
from evaluation.queries.panel import panel_of
from evaluation.queries.poll import PollResult, drawn_from, result_of, share_for
from evaluation.scoring.answers import claimed
from evaluation.snapshot import view_of
from matching.domain.faults import refuse, wrong_state
from organisations.models import User
from records import links
from records.domain.ledger import append_many
from records.models import Link
from records.queries import SHANGHAI

POLL_LINK = "evaluation.answer_poll"
POLLING = (
    AssessmentState.ELIGIBLE,
    AssessmentState.DESK_REVIEWED,
    AssessmentState.SITE_VISITED,
    AssessmentState.OPINION_FILED,
)


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who is asked: the number on the group's list, and the token for this person. It
    is handed out once; only its digest is kept."""

    group: str
    number: int
    token: str


@transaction.atomic
def open_poll(
    *,
    assessment: Assessment,
    lists: Mapping[str, int],
    closes_on: date,
    seed: int,
    by: User,
) -> tuple[Poll, list[Invitation]]:
    """Draw who is asked, from lists of so many people (they stay with the office), and
    make a personal link for each.

    How many are asked and what each group weighs was fixed with the round. Raises
    ValidationError `lists` (a group without a weight, or nobody), `opened`, `past`.
    """
    row = take(assessment.pk)
    expect(row, None, *POLLING)
    if Poll.objects.filter(assessment=row).exists():
        raise refuse("opened", _("The social evaluation was opened before."))
    asked = row.round.settings.get("asked", {})
    if not lists or set(lists) - set(asked) or min(lists.values()) < 1:
        raise refuse("lists", _("Give the length of each group's list."))
    _refuse_past(closes_on)
    poll = Poll(
        assessment=row,
        seed=seed,
        lists=dict(lists),
        drawn=drawn_from(lists, asked, seed),
        closes_on=closes_on,
    )
    poll.full_clean()
    poll.save()
    sent = [_invited(poll, g, n, by) for g, found in poll.drawn.items() for n in found]
    facts = {"seed": seed, "lists": poll.lists, "drawn": poll.drawn}
    record(row, "open_poll", by, **facts)
    return poll, sent


@transaction.atomic
def answer_poll(
    *, link: Link, grade: int, words: str = "", origin: str = ""
) -> PollAnswer:
    """One answer of one person; the link is used up by it. Raises LinkGone the second
    time, ValidationError `closed`, `link_other`."""
    if link.purpose != POLL_LINK:
        raise refuse("link_other", _("This link was made for something else."))
    poll = Poll.objects.select_related("assessment__round__district").get(
        pk=link.payload["poll"]
    )
    if poll.closed_at is not None:
        raise wrong_state(_("closed"))
    links.use(link)
    answer = PollAnswer(
        poll=poll,
        link=link,
        group=link.payload["group"],
        grade=grade,
        words=words.strip(),
        origin=origin,
    )
    answer.full_clean()
    answer.save()
    append_many([act(poll.assessment, "answer_poll", None, group=answer.group)])
    return answer


@transaction.atomic
def invite_more(
    *, poll: Poll, more: Mapping[str, int], closes_on: date, by: User
) -> list[Invitation]:
    """Ask further people of the same lists, drawn by the same seed: for a poll that
    too few answered. Raises ValidationError `nobody` when the lists are used up,
    `past` for a last day that does not lie ahead."""
    row = take(poll.assessment_id)
    expect(row, None, *POLLING)
    poll = Poll.objects.select_for_update(of=("self",), no_key=True).get(pk=poll.pk)
    poll.assessment = row
    if poll.closed_at is not None:
        raise wrong_state(_("closed"))
    _refuse_past(closes_on)
    asked = {g: len(found) + more.get(g, 0) for g, found in poll.drawn.items()}
    wider = _further(poll, asked)
    new = {g: sorted(set(wider[g]) - set(poll.drawn[g])) for g in wider}
    if not any(new.values()):
        raise refuse("nobody", _("Everybody on the lists has been asked."))
    poll.drawn = {g: sorted({*poll.drawn[g], *new[g]}) for g in new}
    poll.closes_on = closes_on
    poll.save(update_fields=["drawn", "closes_on"])
    sent = [_invited(poll, g, n, by) for g, found in new.items() for n in found]
    record(row, "invite_more", by, drawn=new)
    return sent


@transaction.atomic
def close_poll(*, assessment: Assessment, version: int, by: User) -> PollResult | None:
    """End it: what the answers come to stands in the survey leaves of the sheet; below
    the floor it is "insufficient", and these leaves have no points, not 0.

    A sheet that asks nobody goes on without a poll. Raises ValidationError
    `not_opened`, `running` (its last day has not passed and not everybody answered).
    """
    row = take(assessment.pk)
    expect(row, version, AssessmentState.OPINION_FILED)
    leaves = row.sheet.indicators.filter(kind=LeafKind.SHARE)
    poll = Poll.objects.filter(assessment=row).first()
    if poll is None and leaves.exists():
        raise refuse("not_opened", _("Open the social evaluation first."))
    result = _closed(row, poll) if poll else None
    if result is not None and result.enough:
        _score(row, result, by)
    move(row, AssessmentState.SOCIAL_SCORED, version=version)
    facts = {"answers": result.answers, "enough": result.enough} if result else {}
    record(row, "close_poll", by, **facts)
    return result


def _refuse_past(closes_on: date) -> None:
    if closes_on <= timezone.localdate():
        raise refuse("past", _("The last day lies ahead."), field="closes_on")


def _closed(row: Assessment, poll: Poll) -> PollResult:
    asked = sum(len(found) for found in poll.drawn.values())
    poll.assessment = row
    result = result_of(poll, row.round.settings["weights"])
    if timezone.localdate() <= poll.closes_on and result.answers < asked:
        raise refuse(
            "running",
            _("People may answer until %(until)s."),
            until=poll.closes_on.isoformat(),
        )
    poll.closed_at = timezone.now()
    poll.result = {
        "answers": result.answers,
        "by_group": result.by_group,
        "share": str(result.share) if result.enough else None,
    }
    poll.save(update_fields=["closed_at", "result"])
    return result


def _score(row: Assessment, result: PollResult, by: User) -> None:
    """The survey leaves of the sheet, in the column of the experts."""
    found = {leaf.code: leaf for leaf in view_of(row.sheet).leaves}
    panel = panel_of(row)
    for leaf in row.sheet.indicators.filter(kind=LeafKind.SHARE):
        group = leaf.settings.get("group", "")
        share = share_for(result, group)
        if share is None:
            continue
        count = result.by_group[group] if group else result.answers
        answer: dict[str, Any] = {"share": str(share), "answers": count}
        score = Score(
            assessment=row,
            indicator=leaf,
            column=Column.EXPERT,
            panel=panel,
            answer=answer,
            points=claimed(found[leaf.code], answer).decimal,
            reason=_("%(answers)d answers, %(share)d %% content")
            % {"answers": count, "share": round(share * 100)},
            by=by,
        )
        score.full_clean()
        score.save()


def _further(poll: Poll, asked: Mapping[str, int]) -> dict[str, list[int]]:
    """Those drawn so far and further ones: the rest of each list, in drawn order."""
    rest = {
        g: [n for n in range(1, size + 1) if n not in set(poll.drawn[g])]
        for g, size in poll.lists.items()
    }
    places = drawn_from(
        {g: len(found) for g, found in rest.items() if found},
        {g: asked[g] - len(poll.drawn[g]) for g in rest},
        poll.seed + 1,
    )
    return {
        g: [*poll.drawn[g], *(rest[g][n - 1] for n in places.get(g, []))] for g in rest
    }


def _invited(poll: Poll, group: str, number: int, by: User) -> Invitation:
    ends = datetime.combine(poll.closes_on + timedelta(days=1), time(), tzinfo=SHANGHAI)
    _link, token = links.issue(
        purpose=POLL_LINK,
        subject=poll.assessment.subject,
        payload={"poll": poll.pk, "group": group, "number": number},
        expires_at=ends,
        by=by,
    )
    return Invitation(group, number, token)
