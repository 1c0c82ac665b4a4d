"""One small district for the tests of this floor, and ways to walk a need through it."""

from datetime import timedelta

from django.utils import timezone

from matching.domain import course
from matching.domain import dispute as disputes
from matching.domain import engagement as engagements
from matching.domain import session as sessions
from matching.domain import wish as wishes
from matching.domain.need import ItemInput, accept_draft, assess_need, raise_need
from matching.domain.pack import (
    leave_unmet,
)
from matching.domain.planning import schedule_session
from matching.domain.replacement import replace_engagement
from matching.domain.team import adopt_team, take_seat
from matching.enums import ConfirmerKind, SeatKind, SecondKey, Track
from matching.models import Engagement
from organisations.enums import CODE_PREFIX, ProviderForm, ProviderKind, Role
from tests.factories.organisations import (
    AppointmentFactory,
    CapabilityFactory,
    PersonFactory,
    ProviderFactory,
    ServiceTypeFactory,
    StreetFactory,
    TerritoryFactory,
    VerificationFactory,
    credit_code,
)
from tests.matching.tools import (
    fresh,
    line_of,
    load_clocks,
    paused,
    propose_by_hand,
    say_yes,
)

KINDS = {
    "org": (ProviderKind.SOCIAL_ORGANISATION, ProviderForm.GRASSROOTS_GROUP),
    "team": (ProviderKind.VOLUNTEER_TEAM, ProviderForm.VOLUNTEER_TEAM),
    "firm": (ProviderKind.TECHNICAL_AGENCY, ProviderForm.COMPANY),
    "unit": (ProviderKind.PUBLIC_SECTOR_UNIT, ProviderForm.PUBLIC_INSTITUTION_ONE),
}
WORDS = "住在六楼的老人出院后没人送饭，想请人上门看看。"


class World:
    """Street 440104021 with two communities, its station, a team, four providers.

    `visit` is offered by the organisation and the volunteers, `meal` by the firm (at a
    price) and the public-sector unit.
    """

    def __init__(self, *, weekly=4, clocks=False):
        self._places()
        self._people()
        self._providers(weekly)
        if clocks:
            load_clocks()

    def _places(self):
        self.district = TerritoryFactory(district=True)
        self.street = StreetFactory()
        self.community = TerritoryFactory()
        self.neighbour = TerritoryFactory(code="440104021009", name="邻里社区")
        self.far_street = StreetFactory(code="440104019", name="别处街道")
        self.far = TerritoryFactory(code="440104019001", name="别处社区")

    def _people(self):
        self.agency = ProviderFactory(name="本站机构（演示）", street=self.street)
        self.worker = self.appointed(Role.SOCIAL_WORKER, employer=self.agency)
        self.manager = self.appointed(Role.STATION_MANAGER, employer=self.agency)
        self.officer = self.appointed(Role.STREET_OFFICER)
        self.member = self.appointed(Role.PARTY_MEMBER, self.community)
        self.raiser = self.appointed(Role.RESIDENT, self.community)
        self.person = PersonFactory()
        self.resident = PersonFactory(name="街坊代表")

    def _providers(self, weekly):
        self.visit = ServiceTypeFactory(code="A1")
        self.meal = ServiceTypeFactory(code="A2")
        self.providers, self.admins, self.menu = {}, {}, {}
        for number, (name, (kind, form)) in enumerate(KINDS.items()):
            prefix = CODE_PREFIX[form]
            provider = ProviderFactory(
                kind=kind,
                form=form,
                street=self.street,
                credit_code=credit_code(9000 + number, prefix) if prefix else "",
            )
            self.providers[name] = provider
            self.admins[provider.pk] = self.appointed(
                Role.PROVIDER_ADMIN, None, provider=provider
            )
            paid = {"price": 1300, "funding": ["user_pays"]} if name == "firm" else {}
            self.menu[name] = self.offered(
                provider,
                self.visit if name in ("org", "team") else self.meal,
                weekly_capacity=weekly,
                **paid,
            )

    def appointed(self, role, territory=..., **more):
        """A new user in this role, over the street unless said otherwise."""
        place = self.street if territory is ... else territory
        return AppointmentFactory(role=role, territory=place, **more).user

    def offered(self, provider, service_type, **more):
        """A checked capability over the street."""
        capability = CapabilityFactory(
            provider=provider,
            service_type=service_type,
            territories=[self.street],
            **more,
        )
        VerificationFactory(capability=capability)
        return capability

    def admin(self, engagement):
        return self.admins[engagement.provider_id]

    # --- the steps of a need ------------------------------------------------------

    def team_of(self, community=None):
        """The standing team: member and worker with accounts, a resident without."""
        team = adopt_team(community=community or self.community, by=self.worker)
        seats = {
            SeatKind.PARTY_MEMBER: {"user": self.member},
            SeatKind.SOCIAL_WORKER: {"user": self.worker},
            SeatKind.RESIDENT: {"person": self.resident},
        }
        for kind, holder in seats.items():
            take_seat(team=team, kind=kind, by=self.worker, **holder)
        return team

    def raised(self, **more):
        values = {
            "community": self.community,
            "text": WORDS,
            "origin": "person",
            "by": self.raiser,
            "person": self.person,
        }
        return raise_need(**{**values, **more})

    def items(self, *pairs, **more):
        """(service type, quantity), by default two visits."""
        return [
            ItemInput(kind, quantity, **more)
            for kind, quantity in pairs or [(self.visit, 2)]
        ]

    def released(self, need=None, title="大字收音机"):
        """A micro-wish on the list."""
        need = need or self.raised()
        wishes.release_wish(
            need=need,
            version=need.version,
            title=title,
            consent="phone",
            by=self.worker,
        )
        return need

    def claimed(self, by=None, **more):
        """A micro-wish that the Party member (or `by`) claimed."""
        need = self.released()
        wishes.claim_wish(need=need, by=by or self.member, **more)
        return fresh(need)

    def accept_draft(self, need):
        accept_draft(need=need, version=need.version, by=self.worker)

    def opened(self, *pairs, need=None, track=Track.INDIVIDUAL, **more):
        need = need or self.raised()
        values = {
            "version": need.version,
            "track": track,
            "urgency": "normal",
            "title": "上门探访",
            "consent": "in_person",
            "items": self.items(*pairs),
            "by": self.worker,
        }
        assess_need(need=need, **{**values, **more})
        return need

    def project(self, *pairs, **more):
        """An open need on the project track; sets up the team the first time."""
        if not hasattr(self.community, "team"):
            self.team_of()
        return self.opened(*pairs, track=Track.PROJECT, consent="", **more)

    def proposed(self, *names, need=None, gaps=False):
        """A pack with one line per item, from the providers of these names."""
        need = need or self.opened()
        return propose_by_hand(need, [self.menu[n] for n in names or ("org",)], gaps)

    def confirmed(self, *names, pack=None):
        """The pack with the worker's yes and the person's word."""
        pack = pack or self.proposed(*names)
        say_yes(pack, kind=ConfirmerKind.SOCIAL_WORKER, by=self.worker)
        say_yes(
            pack,
            kind=ConfirmerKind.PERSON,
            by=self.worker,
            person=self.person,
            how="phone",
        )
        pack.refresh_from_db()
        return pack

    def invited(self, *names, pack=None):
        """The engagements of a confirmed pack."""
        pack = self.confirmed(*names, pack=pack)
        return list(Engagement.objects.filter(line__pack=pack).order_by("line_id"))

    def accepted(self, *names):
        found = self.invited(*names)
        for engagement in found:
            engagements.accept_engagement(
                engagement=engagement, by=self.admin(engagement)
            )
        return found

    def scheduled(self, engagement=None, units=None, *, begun=True):
        """One session for all units (or for `units`), that has begun."""
        engagement = engagement or self.accepted()[0]
        start = timezone.now() + timedelta(hours=-2 if begun else 2)
        return schedule_session(
            engagement=engagement,
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            units=units or engagement.quantity,
            by=self.admin(engagement),
        )

    def delivered(self, engagement=None, units=None):
        session = self.scheduled(engagement, units)
        sessions.record_delivery(
            session=session,
            units=session.units,
            minutes=60,
            by=self.admin(session.engagement),
        )
        return session

    def twice_signed(self, engagement=None, units=None):
        session = self.delivered(engagement, units)
        sessions.turn_second_key(session=session, kind=SecondKey.WORKER, by=self.worker)
        return session

    # --- a need in any state --------------------------------------------------------

    def need_in(self, state):
        """A need that was walked to this state by its verbs."""
        return getattr(self, f"_{state}")()

    def _draft(self):
        return self.raised(draft=True)

    def _raised(self):
        return self.raised()

    def _returned(self):
        need = self.raised()
        course.return_need(need=need, version=1, question="住几楼？", by=self.worker)
        return need

    def _open(self):
        return self.opened()

    def _proposed(self):
        return fresh(self.proposed().need)

    def _confirmed(self):
        return fresh(self.confirmed().need)

    def _in_delivery(self):
        return fresh(self.accepted()[0].need)

    def _completed(self):
        return fresh(self.twice_signed().engagement.need)

    def _closed(self):
        need = self._completed()
        course.close_need(need=need, version=need.version, by=self.officer)
        return need

    def _referred(self):
        need = self.raised()
        course.refer_need(
            need=need, version=1, body="市政部门", number="SZ-1", by=self.worker
        )
        return need

    def _merged(self):
        need = self.raised()
        course.merge_need(need=need, version=1, into=self.raised(), by=self.worker)
        return need

    def _refused(self):
        need = self.raised()
        course.refuse_need(need=need, version=1, reason="outside", by=self.worker)
        return need

    def _withdrawn(self):
        need = self.raised()
        course.withdraw_need(need=need, version=1, by=self.raiser)
        return need

    def _paused(self):
        return paused(self.raised(), self.worker)

    def _unmet(self):
        need = self.opened()
        pack = propose_by_hand(need, [], gaps=True)
        leave_unmet(pack=pack, need_version=pack.need.version, by=self.worker)
        return fresh(need)

    # --- an engagement in any state ---------------------------------------------------

    def engagement_in(self, state):
        """An engagement that was walked to this state by its verbs."""
        return fresh(getattr(self, f"_engagement_{state}")())

    def _engagement_invited(self):
        return self.invited()[0]

    def _engagement_accepted(self):
        return self.accepted()[0]

    def _engagement_declined(self):
        engagement = self.invited()[0]
        self.declines(engagement)
        return engagement

    def _engagement_expired(self):
        engagement = self.invited()[0]
        engagements.expire_engagement(engagement=engagement)
        return engagement

    def _engagement_scheduled(self):
        return self.scheduled().engagement

    def _engagement_delivered(self):
        return self.delivered().engagement

    def _engagement_confirmed(self):
        return self.twice_signed().engagement

    def _engagement_cancelled(self):
        engagement = self.accepted()[0]
        self.cancels(engagement)
        return engagement

    def _engagement_no_show(self):
        session = self.scheduled()
        self.reports_no_show(session)
        return session.engagement

    def _engagement_replaced(self):
        engagement = self.accepted()[0]
        self.replaces(engagement)
        return engagement

    def _engagement_disputed(self):
        engagement = self.delivered().engagement
        form = {"said": "那天没有人来", "by": self.worker}
        disputes.dispute_delivery(engagement=engagement, **form)
        return engagement

    def replaces(self, engagement, name="team", left=None):
        """The rest goes to the provider of this name."""
        choice = line_of(engagement.line.item, self.menu[name], left)
        form = {"reason": "time", "by": self.worker, "choice": choice}
        return replace_engagement(engagement=engagement, **form)

    def declines(self, engagement, reason="hands"):
        engagements.decline_engagement(
            engagement=engagement, reason=reason, by=self.admin(engagement)
        )

    def cancels(self, engagement):
        engagements.cancel_engagement(
            engagement=engagement, reason="老人住院了", by=self.worker
        )

    def reports_no_show(self, session):
        sessions.report_no_show(
            session=session, reason="门口没人", by=self.admin(session.engagement)
        )
