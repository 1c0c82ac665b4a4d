"""Who may: each rule is a question about a user and a thing, with the reason of a no."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from matching.domain.need_sheet import IMPORTING_ROLES
from matching.enums import LOST_ENGAGEMENTS
from matching.models import (
    Call,
    Engagement,
    HourFlag,
    Need,
    PurchaseTopic,
    Session,
    SlotOffer,
)
from matching.models.topic import SEEING_ROLES
from matching.queries import (
    ASSESSING_ROLES,
    CLOSING_ROLES,
    calling_places,
    confirming_kinds,
    second_key_of,
    works_for,
)
from matching.queries.absence import runs, streets_of, worked_streets
from matching.queries.too_long import SEEING_ROLES as TOO_LONG_ROLES
from matching.queries.wish import claims_alone, claims_of, units_of
from matching.rules.scope import administers, holds, is_user, over
from organisations.enums import EMPLOYED_ROLES, Role
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


def can_import_needs(user: User) -> Verdict:
    """A file of needs: social workers, station managers and officers, in their own
    street."""
    if current_roles(user) & IMPORTING_ROLES:
        return YES
    return no(_("Only the station and the street import needs."))


def can_assess(user: User, need: Need) -> Verdict:
    """Social worker of the street; street officer or duty desk may; where somebody is
    in danger the station manager, too."""
    more = {Role.STATION_MANAGER} if need.danger else set()
    if holds(user, need, ASSESSING_ROLES | more):
        return YES
    return no(_("Only the social worker of this street assesses the need."))


def can_accept_draft(user: User, need: Need) -> Verdict:
    """The community or the station takes over what came by a public form."""
    if holds(user, need, ASSESSING_ROLES | {Role.COMMUNITY_SECRETARY}):
        return YES
    return no(_("Only the community or the station takes over a public form."))


def can_answer_return(user: User, need: Need) -> Verdict:
    """Whoever raised it answers; the station may answer for somebody on the phone."""
    if is_user(user, need.raised_by_id) or can_assess(user, need):
        return YES
    return no(_("Only the person who raised it, or the station, answers."))


def can_withdraw(user: User, need: Need) -> Verdict:
    """Whoever raised it, and its worker on the person's word."""
    if is_user(user, need.raised_by_id) or runs(user, need.worker_id):
        return YES
    return no(_("Only the person who raised it, or its worker, withdraws it."))


def can_run(user: User, need: Need) -> Verdict:
    """Choose lines, pause, make links, call off: the need's worker, or the cover."""
    if holds(user, need, ASSESSING_ROLES) and runs(user, need.worker_id):
        return YES
    return no(_("Only the social worker of this need does that."))


def can_read_trail(user: User, need: Need) -> Verdict:
    """Every act of the house: whoever works on the need or answers for its place."""
    answering = ASSESSING_ROLES | CLOSING_ROLES | {Role.CENTRE_OPERATOR}
    if is_user(user, need.worker_id) or holds(user, need, answering):
        return YES
    return no(_("Every single act is for those who work on the need."))


def can_pause(user: User, need: Need) -> Verdict:
    """The need's worker; before it has one, whoever may assess it."""
    return can_assess(user, need) if need.worker_id is None else can_run(user, need)


def can_extend(user: User, need: Need) -> Verdict:
    """The street, for a stage that needs more time."""
    if holds(user, need, {Role.STREET_OFFICER}):
        return YES
    return no(_("Only the street's officer gives a stage more time."))


def can_reopen(user: User, need: Need) -> Verdict:
    """The need's worker (or the cover), and the station manager."""
    if can_run(user, need) or holds(user, need, {Role.STATION_MANAGER}):
        return YES
    return no(_("Only the social worker or the station manager takes it up again."))


def can_call_back(user: User, need: Need) -> Verdict:
    """After a bad rating the manager of the station rings, not whoever was rated."""
    if holds(user, need, {Role.STATION_MANAGER}):
        return YES
    return no(_("Only the station manager calls back after a bad rating."))


def can_confirm(user: User, need: Need) -> Verdict:
    """Whoever holds a seat of the team, or answers for an individual need."""
    if confirming_kinds(need, user=user):
        return YES
    return no(_("You hold no seat in the team of this need."))


def can_confirm_own_agency(user: User, need: Need) -> Verdict:
    """The station manager, never the worker who chose, nor who stands in for her."""
    if holds(user, need, {Role.STATION_MANAGER}) and not runs(user, need.worker_id):
        return YES
    return no(_("Only the station manager answers for the own agency."))


def can_answer(user: User, engagement: Engagement) -> Verdict:
    """Answer, plan and record delivery: the provider's administrators."""
    if administers(user, engagement.provider_id):
        return YES
    return no(_("Only the administrators of the invited provider answer."))


def can_see_calendar(user: User) -> Verdict:
    """Whoever administers a provider."""
    if Role.PROVIDER_ADMIN in current_roles(user):
        return YES
    return no(_("Only the administrators of a provider have its calendar."))


def can_certify(user: User, provider: int | None = None) -> Verdict:
    """Whoever administers the organisation that recorded the hours."""
    mine = user.is_authenticated and Role.PROVIDER_ADMIN in current_roles(user)
    if mine and (provider is None or administers(user, provider)):
        return YES
    return no(_("Only the organisation that recorded the hours certifies them."))


def can_turn_second_key(user: User, session: Session) -> Verdict:
    """Somebody of another employer, the person served, or the helper who raised it."""
    if is_user(user, user.pk) and second_key_of(session, user):
        return YES
    return no(_("The second key belongs to another employer, or to the person served."))


def can_take_part_in_dispute(user: User, engagement: Engagement) -> Verdict:
    """The two sides of a delivery: the provider; the worker, and whoever raised it."""
    sides = is_user(user, engagement.need.raised_by_id) or can_run(
        user, engagement.need
    )
    if sides or administers(user, engagement.provider_id):
        return YES
    return no(_("Only the two sides of a delivery say what happened."))


def can_settle_dispute(user: User, engagement: Engagement) -> Verdict:
    """The station manager; where her own agency delivered, the street's officer."""
    if works_for(user, [engagement.provider_id]):
        return no(_("Your own agency delivered this: the street's officer settles it."))
    roles = {Role.STATION_MANAGER, Role.STREET_OFFICER}
    if not holds(user, engagement.need, roles) or runs(user, engagement.need.worker_id):
        return no(_("Only the station manager or the street's officer settles this."))
    return YES


def can_replace(user: User, engagement: Engagement) -> Verdict:
    """The need's worker, or the cover."""
    return can_run(user, engagement.need)


def can_check_hours(user: User, flag: HourFlag | None = None) -> Verdict:
    """The centre's operators, each for her district; not whoever turned a key."""
    if Role.CENTRE_OPERATOR not in current_roles(user):
        return no(_("Only the guidance centre looks at hours again."))
    hands = {flag.attendance.first_by_id, flag.attendance.second_by_id} if flag else ()
    if user.pk in hands:
        return no(_("You confirmed these hours yourself: a colleague looks at them."))
    return YES


def can_close(user: User, need: Need) -> Verdict:
    """Station, community or street close; the deliverer is not the closer."""
    if not holds(user, need, CLOSING_ROLES):
        return no(_("Only the station, the community or the street closes a need."))
    delivering = (
        Engagement.objects.filter(need=need)
        .exclude(state__in=LOST_ENGAGEMENTS)
        .values_list("provider", flat=True)
    )
    if works_for(user, delivering):
        return no(
            _("Your own agency delivered this: the community or the street closes it.")
        )
    if need.is_casework and runs(user, need.worker_id):
        return no(_("You did this casework yourself: the station manager closes it."))
    claim = getattr(need, "claim", None)
    if claim and (claim.by_id == user.pk or works_for(user, [claim.provider_id or 0])):
        return no(_("You fulfilled this wish yourself: a colleague closes it."))
    return YES


def can_report(user: User, need: Need) -> Verdict:
    """Open or record a report to the police: the social work station alone."""
    if holds(user, need, EMPLOYED_ROLES):
        return YES
    return no(_("Only the social work station reports to the police here."))


def can_release_wish(user: User, need: Need) -> Verdict:
    """A social worker of the street, or the station manager."""
    if holds(user, need, EMPLOYED_ROLES):
        return YES
    return no(_("Only the social work station releases a micro-wish."))


def can_release_need(user: User, need: Need) -> Verdict:
    """A social worker of the street, or the station manager."""
    if holds(user, need, EMPLOYED_ROLES):
        return YES
    return no(_("Only the social work station looks for partners in public."))


def can_claim_wish(user: User, need: Need) -> Verdict:
    """Party members and volunteers for themselves, administrators for their unit."""
    if claims_alone(user) or units_of(user):
        return YES
    return no(_("Party members, volunteers and units claim micro-wishes."))


def can_keep_claim(user: User, need: Need) -> Verdict:
    """Whoever claimed it, and the administrators of the unit that did."""
    if is_user(user, user.pk) and claims_of(user).filter(need=need.pk).exists():
        return YES
    return no(_("Only whoever claimed this wish does that."))


def can_call(user: User) -> Verdict:
    """A street's officer for the street, the duty desk for the district."""
    if user.is_authenticated and user.is_active and calling_places(user):
        return YES
    return no(_("Only a street's officer or the district's duty desk calls a unit."))


def can_answer_call(user: User, call: Call) -> Verdict:
    """The administrators of the called unit."""
    if administers(user, call.unit_id):
        return YES
    return no(_("Only the administrators of the called unit answer."))


def can_settle_call(user: User, call: Call) -> Verdict:
    """Score or withdraw: whoever speaks for the place that called, nobody above it."""
    active = user.is_authenticated and user.is_active
    if active and call.street_id in {place.pk for place in calling_places(user)}:
        return YES
    return no(_("Only the street that called does that."))


def can_see_board(user: User) -> Verdict:
    """The figures of a street: its officers."""
    if Role.STREET_OFFICER in current_roles(user):
        return YES
    return no(_("Only the street's officers see its board."))


def can_see_duty(user: User) -> Verdict:
    """The district's duty desk."""
    if Role.DUTY_DESK in current_roles(user):
        return YES
    return no(_("Only the district's duty desk sees this."))


def can_see_too_long(user: User) -> Verdict:
    """The centre's operators and the duty desk, for their district."""
    if current_roles(user) & TOO_LONG_ROLES:
        return YES
    return no(_("Only the guidance centre and the duty desk see this list."))


def can_hand_to_command(user: User, need: Need) -> Verdict:
    """The duty desk rings the command centre."""
    if holds(user, need, {Role.DUTY_DESK}):
        return YES
    return no(_("Only the district's duty desk hands over to the command centre."))


def can_see_topics(user: User) -> Verdict:
    """The centre's operators for their district, street officers for their street."""
    if current_roles(user) & set(SEEING_ROLES):
        return YES
    return no(_("The purchase list is for the guidance centre and the streets."))


def can_keep_topic(user: User, topic: PurchaseTopic) -> Verdict:
    """The centre's operators of the district."""
    if over(user, topic.street.code, {Role.CENTRE_OPERATOR}):
        return YES
    return no(_("Only a centre operator of this district does that."))


def can_see_station(user: User) -> Verdict:
    if current_roles(user) & {Role.STATION_MANAGER}:
        return YES
    return no(_("Only the station manager sees the work of the station."))


def can_see_own_agency(user: User) -> Verdict:
    """The station manager for her street, the centre's operators for all."""
    if current_roles(user) & {Role.STATION_MANAGER, Role.CENTRE_OPERATOR}:
        return YES
    return no(_("Only the station manager and the guidance centre see this."))


def can_hand_over(user: User, worker: User) -> Verdict:
    """The manager of the worker's station; the worker herself for her own cases."""
    if is_user(user, worker.pk) and current_roles(user) & {Role.SOCIAL_WORKER}:
        return YES
    if set(streets_of(user, Role.STATION_MANAGER)) & set(worked_streets(worker)):
        return YES
    return no(_("Only the station manager hands over the cases of others."))


def can_plan_absence(user: User, worker: User) -> Verdict:
    """The same two: whoever may hand over may plan leave."""
    return can_hand_over(user, worker)


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


def can_answer_offer(user: User, offer: SlotOffer) -> Verdict:
    """The volunteer who was asked, and nobody for her."""
    if is_user(user, offer.volunteer.user_id):
        return YES
    return no(_("Only whoever was asked answers."))
