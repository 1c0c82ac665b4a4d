"""Who asks about her own hours, and who answers."""

from __future__ import annotations

from django.utils.translation import gettext as _

from matching.models import Attendance, HourQuestion
from matching.queries.hours import may_ask_about
from matching.rules.scope import administers, is_user
from organisations.models import User, Volunteer
from organisations.rules import YES, Verdict, no


def can_ask_about_hours(user: User, attendance: Attendance) -> Verdict:
    """A volunteer who said yes to this session, or who is on its list."""
    own = Volunteer.objects.staying().filter(user=user.pk).first()
    if own and may_ask_about(own).filter(pk=attendance.pk).exists():
        return YES
    return no(_("You were not on the list of this time."))


def can_answer_hours(user: User, question: HourQuestion) -> Verdict:
    """The administrators of the provider that keeps the list; nobody her own."""
    if is_user(user, question.asked_by_id):
        return no(_("Your own question is answered by a colleague."))
    if administers(user, question.attendance.first_employer_id):
        return YES
    return no(_("Only whoever keeps the list answers."))
