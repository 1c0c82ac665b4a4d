"""Who may judge, vote, publish, ask for a review, rule, confirm."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evaluation.models import Assessment, Award, Committee, Meeting, MeetingItem
from evaluation.queries.committee import minutes_taker, seat_of
from evaluation.queries.recusal import barred
from evaluation.queries.review import review_seat
from evaluation.rules.case import can_fill, can_run_case
from organisations.enums import Role
from organisations.models import Territory, User
from organisations.queries import current_roles
from organisations.rules import YES, Verdict, no

JUDGING_ROLES = frozenset(
    {
        Role.EVALUATION_OFFICE,
        Role.EXPERT,
        Role.COMMITTEE_MEMBER,
        Role.BUREAU_REVIEWER,
        Role.PROVIDER_ADMIN,
    }
)


def can_declare(user: User) -> Verdict:
    """Whoever may be asked to judge, the staff of an agency among them."""
    if current_roles(user) & JUDGING_ROLES:
        return YES
    return no(_("Only those who take part in evaluations declare relations."))


def can_lift(user: User, district: Territory) -> Verdict:
    """The evaluation office; never one's own, which the verb refuses."""
    return _office(user, district)


def can_challenge(user: User, assessment: Assessment) -> Verdict:
    """The organisation itself."""
    return can_fill(user, assessment)


def can_rule_on_challenge(user: User, assessment: Assessment) -> Verdict:
    """The evaluation office of the district."""
    return can_run_case(user, assessment)


def can_form_committee(user: User, district: Territory) -> Verdict:
    """The bureau appoints."""
    return _bureau(user, district)


def can_call_meeting(user: User, committee: Committee) -> Verdict:
    """The evaluation office, the secretary or the chair."""
    seat = seat_of(committee, user)
    if seat is not None and seat.post != "member":
        return YES
    return _office(user, committee.district)


def can_minute(user: User, meeting: Meeting) -> Verdict:
    """The secretary; the chair in her place."""
    if minutes_taker(meeting, user):
        return YES
    return no(_("Only the secretary or the chair of this committee does that."))


def can_vote(user: User, item: MeetingItem) -> Verdict:
    """A member of the committee who need not stay away from the case."""
    if seat_of(item.meeting.committee, user) is None:
        return no(_("Only members of this committee vote."))
    if barred(item.assessment, user) is not None:
        return no(_("You stay away from this case and do not vote."))
    return YES


def can_publish(user: User, assessment: Assessment) -> Verdict:
    """Publish, serve, confirm: the bureau's reviewer."""
    return _bureau(user, assessment.round.district)


def can_ask_review(user: User, assessment: Assessment) -> Verdict:
    """The organisation itself."""
    return can_fill(user, assessment)


def can_form_review(user: User, assessment: Assessment) -> Verdict:
    """The evaluation office."""
    return can_run_case(user, assessment)


def can_look_again(user: User, assessment: Assessment) -> Verdict:
    """The experts of the review."""
    if review_seat(assessment, user) is not None:
        return YES
    return no(_("Only the experts of this review do that."))


def can_rule_on_report(user: User, assessment: Assessment) -> Verdict:
    """The evaluation office verifies and rules."""
    return can_run_case(user, assessment)


def can_keep_award(user: User, award: Award) -> Verdict:
    """The bureau's reviewer."""
    return _bureau(user, award.assessment.round.district)


def can_draw(user: User, district: Territory) -> Verdict:
    return _bureau(user, district)


def _office(user: User, district: Territory) -> Verdict:
    held = user.held_over(district.code)
    if any(each.role == Role.EVALUATION_OFFICE for each in held):
        return YES
    return no(_("Only the evaluation office of this district does that."))


def _bureau(user: User, district: Territory) -> Verdict:
    held = user.held_over(district.code)
    if any(each.role == Role.BUREAU_REVIEWER for each in held):
        return YES
    return no(_("Only the bureau's reviewer of this district does that."))
