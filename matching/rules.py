"""Who may: each rule is a question about a user and a thing, with the reason of a no."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from matching.enums import LOST_ENGAGEMENTS
from matching.models import Engagement, Need, Session
from matching.queries import (
    ASSESSING_ROLES,
    CLOSING_ROLES,
    confirming_kinds,
    second_key_of,
    works_for,
)
from organisations.enums import Role
from organisations.models import Territory, User
from organisations.queries import current_roles
from organisations.rules import YES, Verdict, no

RAISING_ROLES = frozenset(
    {
        Role.RESIDENT,
        Role.PARTY_MEMBER,
        Role.SOCIAL_WORKER,
        Role.STATION_MANAGER,
        Role.GRID_LEADER,
        Role.COMMUNITY_SECRETARY,
        Role.STREET_OFFICER,
        Role.DUTY_DESK,
    }
)


def can_raise_need(user: User) -> Verdict:
    """Residents, the community, the grid, the station, the street, the duty desk."""
    if current_roles(user) & RAISING_ROLES:
        return YES
    return no(_("Your role does not raise needs. Tell the community's social worker."))


def can_assess(user: User, need: Need) -> Verdict:
    """Social worker of the street; street officer or duty desk may."""
    if _holds(user, need, ASSESSING_ROLES):
        return YES
    return no(_("Only the social worker of this street assesses the need."))


def can_accept_draft(user: User, need: Need) -> Verdict:
    """The community or the station takes over what came by a public form."""
    if _holds(user, need, ASSESSING_ROLES | {Role.COMMUNITY_SECRETARY}):
        return YES
    return no(_("Only the community or the station takes over a public form."))


def can_answer_return(user: User, need: Need) -> Verdict:
    """Whoever raised it answers; the station may answer for somebody on the phone."""
    if _is(user, need.raised_by_id) or can_assess(user, need):
        return YES
    return no(_("Only the person who raised it, or the station, answers."))


def can_withdraw(user: User, need: Need) -> Verdict:
    """Whoever raised it, and its worker on the person's word."""
    if _is(user, need.raised_by_id) or _is(user, need.worker_id):
        return YES
    return no(_("Only the person who raised it, or its worker, withdraws it."))


def can_run(user: User, need: Need) -> Verdict:
    """Choose lines, pause, make links, call off: the need's worker."""
    if user.pk == need.worker_id and _holds(user, need, ASSESSING_ROLES):
        return YES
    return no(_("Only the social worker of this need does that."))


def can_pause(user: User, need: Need) -> Verdict:
    """The need's worker; before it has one, whoever may assess it."""
    return can_assess(user, need) if need.worker_id is None else can_run(user, need)


def can_confirm(user: User, need: Need) -> Verdict:
    """Whoever holds a seat of the team, or answers for an individual need."""
    if confirming_kinds(need, user=user):
        return YES
    return no(_("You hold no seat in the team of this need."))


def can_confirm_own_agency(user: User, need: Need) -> Verdict:
    """The station manager, never the worker who chose."""
    if user.pk != need.worker_id and _holds(user, need, {Role.STATION_MANAGER}):
        return YES
    return no(_("Only the station manager answers for the own agency."))


def can_answer(user: User, engagement: Engagement) -> Verdict:
    """Answer, plan and record delivery: the provider's administrators."""
    if _is(user, user.pk):
        own = user.appointments.current().filter(
            role=Role.PROVIDER_ADMIN, provider=engagement.provider_id
        )
        if own.exists():
            return YES
    return no(_("Only the administrators of the invited provider answer."))


def can_turn_second_key(user: User, session: Session) -> Verdict:
    """Somebody of another employer, the person served, or the helper who raised it."""
    if _is(user, user.pk) and second_key_of(session, user):
        return YES
    return no(_("The second key belongs to another employer, or to the person served."))


def can_close(user: User, need: Need) -> Verdict:
    """Station, community or street close; the deliverer is not the closer."""
    if not _holds(user, need, CLOSING_ROLES):
        return no(_("Only the station, the community or the street closes a need."))
    delivering = (
        Engagement.objects.filter(need=need)
        .exclude(state__in=LOST_ENGAGEMENTS)
        .values("provider")
    )
    if works_for(user, delivering):
        return no(
            _("Your own agency delivered this: the community or the street closes it.")
        )
    return YES


def _is(user: User, pk: int | None) -> bool:
    """Whether this is the user with that number, signed in; nobody is nobody."""
    return user.is_authenticated and user.is_active and user.pk == pk


def _holds(user: User, need: Need, roles: frozenset[str] | set[str]) -> bool:
    if not user.is_authenticated or not user.is_active:
        return False
    held = user.appointments.current().filter(role__in=sorted(roles))
    return held.over(need.community.code).exists()


def communities_to_raise_in(user: User) -> QuerySet[Territory]:
    """Where this user may raise a need: the communities of the appointments that may."""
    return _communities_of(user, RAISING_ROLES)


def communities_to_keep(user: User) -> QuerySet[Territory]:
    """Whose standing team this user keeps: community, station and street."""
    return _communities_of(user, CLOSING_ROLES)


def _communities_of(user: User, roles: frozenset[str]) -> QuerySet[Territory]:
    held = user.appointments.current().filter(role__in=sorted(roles))
    places = held.filter(territory__isnull=False)
    found = Q(pk__in=[])
    for code in places.values_list("territory__code", flat=True):
        found |= Q(code__startswith=code[:12])
    return Territory.objects.communities().filter(found)
