"""Who may: one question, one answer with its reason. Whatever is not allowed is not."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext

from organisations.domain.sheet_kind import known_kinds, rule_of
from organisations.enums import (
    ADMIN_ROLES,
    ADMIN_SITE_ROLES,
    EMPLOYED_ROLES,
    PROPOSING_ROLES,
    ProviderState,
    Role,
)
from organisations.models import (
    Appointment,
    Incubation,
    Person,
    PlanProject,
    PlanUnit,
    PostClaim,
    Provider,
    Registration,
    SheetUpload,
    Territory,
    User,
    Volunteer,
)
from organisations.queries import current_roles


class Verdict(NamedTuple):
    """An answer of a rule. Test `.ok`; a refusal says why, in the reader's language."""

    ok: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.ok


YES = Verdict(True)


def no(reason: str) -> Verdict:
    return Verdict(False, reason)


def can_enter_admin(user: User) -> Verdict:
    """Wagtail's admin: centre staff of today only."""
    if current_roles(user) & ADMIN_SITE_ROLES:
        return YES
    return no(gettext("Only the staff of the guidance centre enter here."))


def can_curate(user: User) -> Verdict:
    """The register of territories, places, providers and their menu."""
    if current_roles(user) & {Role.CENTRE_OPERATOR, Role.SYSTEM_ADMIN}:
        return YES
    return no(gettext("Only centre operators keep the register."))


def can_manage_provider(user: User, provider: Provider) -> Verdict:
    """Its menu and capacity: its own administrators and the centre operators."""
    if provider.state in {ProviderState.SUSPENDED, ProviderState.CLOSED}:
        return no(gettext("This provider is suspended or closed: its menu rests."))
    if _runs(user, provider) or _operates(user, provider.street):
        return YES
    return no(gettext("Only the administrators of this provider change its menu."))


def can_approve_provider(user: User, provider: Provider) -> Verdict:
    """The centre admits a provider; nobody admits one that she runs herself."""
    if not _operates(user, provider.street):
        return no(gettext("Only a centre operator of this district admits providers."))
    if _runs(user, provider):
        return no(gettext("You run this provider yourself: a colleague has to decide."))
    return YES


def can_verify(user: User, provider: Provider) -> Verdict:
    """Checks are made by the centre, never by somebody of the provider itself."""
    if not _operates(user, provider.street):
        return no(gettext("Only a centre operator of this district checks services."))
    if _runs(user, provider):
        return no(gettext("You run this provider yourself: a colleague has to check."))
    return YES


def can_decide_registration(user: User, registration: Registration) -> Verdict:
    """The centre decides on who comes in; nobody decides on her own application."""
    if registration.street is None or not _operates(user, registration.street):
        return no(gettext("Only a centre operator of this district decides on this."))
    if registration.applicant_id == user.pk:
        return no(gettext("You applied yourself: a colleague has to decide."))
    return YES


def can_keep(user: User, place: Territory) -> Verdict:
    """Rows of the register that belong to a place: its district's operators only."""
    if Role.SYSTEM_ADMIN in current_roles(user) or _operates(user, place):
        return YES
    return no(_elsewhere())


def can_import_providers(user: User) -> Verdict:
    """A file of providers: the centre operators, each in the own district."""
    if Role.CENTRE_OPERATOR in current_roles(user):
        return YES
    return no(gettext("Only centre operators import providers."))


def can_decide_sheet(user: User, upload: SheetUpload) -> Verdict:
    """Who sent it, as long as the role still covers its place."""
    verdict = rule_of(upload.kind)(user)
    if not verdict.ok:
        return verdict
    places = known_kinds()[upload.kind].places(user)
    if upload.by_id == user.pk and places.filter(pk=upload.place_id).exists():
        return YES
    return no(gettext("Your role does not cover the place of this file any more."))


def can_appoint(
    user: User, appointee: User, role: str, place: Territory | None = None
) -> Verdict:
    """Nobody appoints herself; centre and administrator roles come from the system
    administrator, all others from a centre operator of the place's district."""
    if user.pk == appointee.pk:
        return no(gettext("Nobody gives a role to herself or himself."))
    roles = current_roles(user)
    if Role.SYSTEM_ADMIN in roles:
        return YES
    if Role.CENTRE_OPERATOR not in roles:
        return no(gettext("Only a centre operator or system administrator appoints."))
    if role in {*ADMIN_ROLES, *ADMIN_SITE_ROLES}:
        return no(gettext("Roles of the centre are given by the system administrator."))
    return YES if place and _operates(user, place) else no(_elsewhere())


def can_reveal(user: User, person: Person, territory: Territory) -> Verdict:
    """Clear text of a person is read by the station that serves the place, and by
    no one else; which need gives the territory is for the caller to know."""
    held = user.held_today() if user.is_active and person.pk else []
    if any(e.role in EMPLOYED_ROLES and e.covers(territory.code) for e in held):
        return YES
    return no(gettext("Only the social work station of this street reads this."))


def _elsewhere() -> str:
    return gettext("This belongs to another district.")


def run_by(user: User) -> frozenset[int]:
    """Keys of the providers that this user administers today."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    held = user.held_today()
    return frozenset(e.provider_id for e in held if e.role == Role.PROVIDER_ADMIN)


def _runs(user: User, provider: Provider) -> bool:
    return provider.pk in run_by(user)


def _operates(user: User, territory: Territory) -> bool:
    if not user.is_authenticated or not user.is_active:
        return False
    centre = Appointment.objects.of(user, Role.CENTRE_OPERATOR)
    return centre.over(territory.code).exists()


def can_join_for(user: User, place: Territory | None = None) -> Verdict:
    """On somebody's behalf: the station, or the community's secretary."""
    if user.is_authenticated and user.is_active:
        roles = {*EMPLOYED_ROLES, Role.COMMUNITY_SECRETARY}
        held = [each for each in user.held_today() if each.role in roles]
        if any(place is None or each.covers(place.code) for each in held):
            return YES
    return no(gettext("Only the station or the community's secretary does that."))


def can_pair(user: User, place: Territory) -> Verdict:
    """Pair a volunteer with a household, and end it: who may join somebody there."""
    return can_join_for(user, place)


def can_keep_posts(user: User, place: Territory | None = None) -> Verdict:
    """Set up posts of public benefit, and end them: who may join somebody there."""
    return can_join_for(user, place)


def can_answer_claim(user: User, claim: PostClaim) -> Verdict:
    """The community's word on a claim, never on one's own."""
    if _is_own(user, claim):
        return no(gettext("This is your own claim: a colleague answers it."))
    return can_keep_posts(user, claim.post.place)


def can_leave_post(user: User, claim: PostClaim) -> Verdict:
    """Give a place back: who has it, at any time; else station and community."""
    if user.is_active and _is_own(user, claim):
        return YES
    return can_keep_posts(user, claim.post.place)


def _is_own(user: User, claim: PostClaim) -> bool:
    return user.pk is not None and claim.volunteer.user_id == user.pk


def can_confirm_days(user: User, volunteer: Volunteer) -> Verdict:
    """The days of a unit: the Party secretary of the home community."""
    if user.is_authenticated and user.is_active:
        held = Appointment.objects.of(user, Role.COMMUNITY_SECRETARY)
        if held.over(volunteer.home.code).exists():
            return YES
    return no(gettext("Only the Party secretary of the community confirms these days."))


def can_draw_plan(user: User, place: Territory) -> Verdict:
    """A co-building plan: the community's Party secretary; of a street, its officer."""
    if user.is_authenticated and user.is_active:
        held = Appointment.objects.of(
            user, Role.COMMUNITY_SECRETARY, Role.STREET_OFFICER
        )
        if held.filter(territory=place).exists():
            return YES
    return no(only_the_secretary())


def only_the_secretary() -> str:
    return gettext("Only the Party secretary of the community draws up its plan.")


def can_list_resource(user: User, unit: PlanUnit) -> Verdict:
    """What a unit offers: the unit itself, or who draws the plan up for it."""
    if _runs(user, unit.provider) or can_draw_plan(user, unit.plan.place):
        return YES
    return no(gettext("Only the unit and the community write into this list."))


def can_answer_plan(user: User, unit: PlanUnit) -> Verdict:
    """The word of a unit; never of somebody who drew the plan up herself."""
    if not _runs(user, unit.provider):
        return no(gettext("Only the administrators of this unit answer for it."))
    if unit.plan.drawn_by_id == user.pk:
        return no(gettext("You drew this plan up: a colleague answers for the unit."))
    return YES


def can_move_project(user: User, project: PlanProject) -> Verdict:
    """How far a project is: either of its two sides."""
    return can_list_resource(user, project.resource.unit)


def can_propose(user: User, place: Territory | None = None) -> Verdict:
    """An idea for a body: whoever lives or works there, centre and federation."""
    for held in _held_as(user, *PROPOSING_ROLES):
        if place is None or _reaches(held, place):
            return YES
    return no(gettext("Put the idea forward where you live or work."))


def can_incubate(user: User, place: Territory) -> Verdict:
    """Take on, name mentors, stop: the centre and the federation of the district."""
    held = _held_as(user, Role.CENTRE_OPERATOR, Role.FEDERATION_OFFICER)
    if any(_reaches(each, place) for each in held):
        return YES
    return no(gettext("Only the guidance centre and the federation do this."))


def can_record_growth(user: User, incubation: Incubation) -> Verdict:
    """Its figures and posts: who leads it, who accompanies it, centre and federation."""
    if user.pk and user.pk in (incubation.lead_id, incubation.mentor_id):
        return YES
    return can_incubate(user, incubation.place)


def can_file(user: User, incubation: Incubation) -> Verdict:
    """A filing is written down by the street or the centre, a registration by the
    centre; never by who leads the body."""
    if user.pk and user.pk == incubation.lead_id:
        return no(gettext("You lead it yourself: a colleague has to file it."))
    roles = [Role.CENTRE_OPERATOR]
    if incubation.is_filed_with_street:
        roles.append(Role.STREET_OFFICER)
    held = _held_as(user, *roles)
    if any(_reaches(each, incubation.place) for each in held):
        return YES
    return no(gettext("The street files a group, the centre registers a body."))


def can_offer_training(user: User) -> Verdict:
    """Trainings: the centre and the federation."""
    if _held_as(user, Role.CENTRE_OPERATOR, Role.FEDERATION_OFFICER):
        return YES
    return no(gettext("Only the guidance centre and the federation do this."))


def can_answer_inquiries(user: User) -> Verdict:
    """Letters to the centre are read and answered by its operators."""
    if _held_as(user, Role.CENTRE_OPERATOR):
        return YES
    return no(gettext("Only the operators of the guidance centre read its letters."))


def can_keep_estates(user: User) -> Verdict:
    """The board of owners' committees: the street's officers, the secretaries."""
    if _held_as(user, Role.STREET_OFFICER, Role.COMMUNITY_SECRETARY):
        return YES
    return no(gettext("Only the street and the communities keep this board."))


def _held_as(user: User, *roles: Role) -> list[Appointment]:
    """What this user holds today in these roles."""
    if not user.is_authenticated or not user.is_active:
        return []
    held = Appointment.objects.of(user, *roles)
    return list(held.select_related("territory", "provider__street"))


def _reaches(held: Appointment, place: Territory) -> bool:
    """Whether an appointment covers a place; that of a federation, its district."""
    if held.place is None:
        return False
    code = held.place.district_code if held.provider_id else held.place.code
    return place.code.startswith(code)
