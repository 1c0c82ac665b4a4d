"""Who may do what with one organisation's evaluation."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evaluation.models import Assessment, Evidence
from evaluation.queries.panel import seat_on
from evaluation.queries.recusal import clients_of
from evaluation.rules.round import can_run_round
from organisations.models import Provider, User
from organisations.rules import YES, Verdict, no


def can_apply(user: User, provider: Provider) -> Verdict:
    """The administrators of an organisation."""
    if _administers(user, provider.pk):
        return YES
    return no(_("Only an administrator of the organisation applies for it."))


def can_fill(user: User, assessment: Assessment) -> Verdict:
    """Self-assessment, evidence, handing in, withdrawing: the organisation itself."""
    if _administers(user, assessment.provider_id):
        return YES
    return no(_("Only the organisation itself does that."))


def can_run_case(user: User, assessment: Assessment) -> Verdict:
    """Admit, refuse, send back, social evaluation, feedback, report: the office."""
    return can_run_round(user, assessment.round)


def can_form_panel(user: User, assessment: Assessment) -> Verdict:
    """The office, or the round's agency unless the organisation is its own client."""
    if can_run_round(user, assessment.round):
        return YES
    agency = assessment.round.agency
    if agency is None or not _administers(user, agency.pk):
        return no(_("Only the evaluation office or the agency of the round does that."))
    if assessment.provider_id in clients_of(agency):
        return no(_("The agency does not evaluate its own clients."))
    return YES


def can_score(user: User, assessment: Assessment) -> Verdict:
    """The experts on the panel."""
    if seat_on(assessment, user) is not None:
        return YES
    return no(_("You are not on the panel of this organisation."))


def can_lead(user: User, assessment: Assessment) -> Verdict:
    """The expert who leads the panel."""
    seat = seat_on(assessment, user)
    if seat is not None and seat.leads:
        return YES
    return no(_("Only the expert who leads the panel files the opinion."))


def can_change_evidence(user: User, evidence: Evidence) -> Verdict:
    return can_fill(user, evidence.assessment)


def _administers(user: User, provider_id: int) -> bool:
    return user.administers(provider_id)
