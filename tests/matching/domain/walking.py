"""A need's verbs for random walks: what each may be done to, by whom, with what."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from django.utils import timezone

from matching import rules
from matching.domain import course, wish
from matching.domain import engagement as engagements
from matching.domain import session as sessions
from matching.domain.clock import extend_clock
from matching.domain.clock_notice import tell_what_is_due
from matching.domain.need import accept_draft, assess_need, receive_need
from matching.domain.pack import leave_unmet, swap_line
from matching.domain.proposal import record_proposal
from matching.domain.step import PLATED_STATES
from matching.enums import NeedState, Origin, Track
from matching.models import Engagement, Need, Pack, Session
from matching.queries import open_quantities, second_key_of
from organisations.enums import SCOPE_OF_ROLE, Role, Scope
from tests.matching.tools import line_of, load_levels, proposal, say_yes, version_of
from tests.matching.world import World

RUNNING = ("open", "proposed", "confirmed", "paused")
ANY = tuple(str(state) for state in NeedState)


@dataclass
class Pick:
    """The random numbers of one step."""

    number: int
    who: int
    luck: int


def walking_world():
    """The small district with clocks, levels, and one user in every role."""
    world = World(weekly=3, clocks=True)
    load_levels()
    grid = type(world.community).objects.create(
        code=world.community.code + "001", name="第一网格", level="grid"
    )
    places = {
        Scope.GRID: grid,
        Scope.COMMUNITY: world.community,
        Scope.STREET: world.street,
        Scope.DISTRICT: world.district,
    }
    world.cast = {}
    for role in Role:
        scope = SCOPE_OF_ROLE.get(role)
        if scope == Scope.PROVIDER:
            provider = {"provider": world.providers["org"]}
            world.cast[role] = world.appointed(role, None, **provider)
        else:
            world.cast[role] = world.appointed(role, places.get(scope))
    world.everybody = [world.worker, world.raiser, world.member, *world.cast.values()]
    world.team_of()
    world.of_type = {
        kind.pk: list(kind.capabilities.order_by("pk"))
        for kind in (world.visit, world.meal)
    }
    return world


class Walk:
    """Each `do_…` returns the verb with its arguments, or None: nothing to do it to."""

    def __init__(self, world):
        self.world = world
        self.rows = None  # the needs of this step, read once

    def need(self, pick, *states):
        """Mostly one in these states; now and then any, which the verb refuses."""
        if self.rows is None:
            rows = Need.objects.select_related("community", "worker", "matter")
            self.rows = list(rows.order_by("pk"))
        needs = self.rows
        fit = [need for need in needs if need.state in states]
        found = needs if pick.luck % 11 == 0 else fit
        return found[pick.number % len(found)] if found else None

    def actor(self, pick, rule, thing, usual):
        """Somebody at random where the rule lets her, else whose work it is."""
        somebody = self.world.everybody[pick.who % len(self.world.everybody)]
        return somebody if rule(somebody, thing) else usual

    def on(self, pick, rule, *states):
        """The need, its version and an actor, as most verbs take them."""
        need = self.need(pick, *states)
        if need is None:
            return None
        usual = need.worker or self.world.worker
        by = self.actor(pick, rule, need, usual)
        return {"need": need, "version": need.version, "by": by}

    def one(self, pick, rows):
        found = list(rows.order_by("pk"))
        return found[pick.number % len(found)] if found else None

    # --- from a sentence to an assessed need -------------------------------------------

    def do_raise(self, pick):
        if Need.objects.running().count() >= 3:
            return None
        origin = (Origin.PERSON, Origin.MINUTES, Origin.HOTLINE)[pick.luck % 3]
        urgency = ("normal", "normal", "soon", "urgent")[pick.number % 4]
        more = {"origin": origin, "urgency": urgency, "draft": pick.luck % 5 == 0}
        return self.world.raised, more

    def do_accept(self, pick):
        form = self.on(pick, rules.can_accept_draft, "draft")
        return form and (accept_draft, form)

    def do_receive(self, pick):
        form = self.on(pick, rules.can_accept_draft, "raised")
        return form and (receive_need, form)

    def do_assess(self, pick):
        form = self.on(pick, rules.can_assess, "raised")
        if form is None:
            return None
        world, tracks = self.world, (Track.PROJECT, Track.INDIVIDUAL, "confidential")
        kinds = [world.visit, world.meal][: 1 + pick.luck % 2]
        units = 1 + pick.luck % 4
        form |= {
            "track": tracks[pick.luck % 3],
            "urgency": form["need"].urgency,
            "title": "上门探访",
            "consent": "phone",
            "items": world.items(*[(kind, units) for kind in kinds]),
        }
        return assess_need, form

    def do_return(self, pick):
        form = self.on(pick, rules.can_assess, "raised")
        return form and (course.return_need, form | {"question": "住几楼？"})

    def do_answer(self, pick):
        form = self.on(pick, rules.can_answer_return, "returned")
        return form and (course.answer_return, form | {"answer": "六楼。"})

    def do_refer(self, pick):
        form = self.on(pick, rules.can_assess, "raised", "open", "proposed")
        more = {"body": "市政部门", "number": "SZ-1"}
        return form and (course.refer_need, form | more)

    def do_refuse(self, pick):
        form = self.on(pick, rules.can_assess, "draft", "raised", "returned")
        return form and (course.refuse_need, form | {"reason": "outside"})

    def do_merge(self, pick):
        form = self.on(pick, rules.can_assess, "raised")
        others = Need.objects.all()
        if form and pick.luck % 3:  # else it may be itself, or have ended
            others = others.running().exclude(pk=form["need"].pk)
        into = self.one(pick, others)
        if into is None:
            return None
        return form and (course.merge_need, form | {"into": into})

    def do_withdraw(self, pick):
        form = self.on(pick, rules.can_withdraw, "raised", "returned", *RUNNING)
        return form and (course.withdraw_need, form)

    # --- the clock ---------------------------------------------------------------------

    def do_pause(self, pick):
        form = self.on(pick, rules.can_pause, "raised", "open", "proposed", "confirmed")
        until = timezone.localdate() + timedelta(days=1 + pick.luck % 9)
        more = {"reason": "away", "until": until}
        return form and (course.pause_need, form | more)

    def do_resume(self, pick):
        form = self.on(pick, rules.can_pause, "paused")
        return form and (course.resume_need, form)

    def do_extend(self, pick):
        form = self.on(
            pick, rules.can_extend, "raised", "open", "proposed", "confirmed"
        )
        more = {"amount": 1 + pick.luck % 3, "reason": "facts"}
        return form and (extend_clock, form | more)

    def do_ring(self, pick):
        """A day goes by: every clock that rings until then says what it has to."""
        need = self.one(pick, Need.objects.filter(ring_at__isnull=False))
        return need and (tell_what_is_due, {"now": need.ring_at})

    # --- the pack ----------------------------------------------------------------------

    def do_propose(self, pick):
        plated = [n for n in Need.objects.order_by("pk") if n.state in PLATED_STATES]
        plated = [need for need in plated if open_quantities(need)]
        if not plated:
            return None
        need, lines = plated[pick.number % len(plated)], []
        for item, left in open_quantities(need).items():
            row = need.items.get(pk=item)
            menu = self.world.of_type[row.service_type_id]
            if (pick.luck + item) % 7:
                lines.append(line_of(row, menu[pick.luck % len(menu)], left))
        form = {"need_id": need.pk, "version": need.version}
        return record_proposal, form | {"proposal": proposal(lines)}

    def do_swap(self, pick):
        pack = self.one(pick, Pack.objects.filter(state="proposed"))
        line = pack and pack.lines.order_by("pk").first()
        if line is None:
            return None
        menu = self.world.of_type[line.item.service_type_id]
        choice = line_of(line.item, menu[pick.luck % len(menu)], line.quantity)
        form = {"line": line, "need_version": version_of(pack), "choice": choice}
        return swap_line, form | {"reason": "nearer", "by": self.world.worker}

    def do_confirm(self, pick):
        pack = self.one(pick, Pack.objects.filter(state="proposed"))
        if pack is None:
            return None
        need, world = pack.need, self.world
        word = {"kind": "person", "person": world.person, "how": "phone"}
        seat = {"kind": "party_member", "by": world.member}
        worker = {"kind": "social_worker", "by": need.worker}
        other = seat if need.track == Track.PROJECT else word | {"by": need.worker}
        return say_yes, {"pack": pack, **(worker if pick.luck % 2 else other)}

    def do_unmet(self, pick):
        pack = self.one(pick, Pack.objects.filter(state="proposed"))
        if pack is None:
            return None
        form = {"pack": pack, "need_version": version_of(pack)}
        return leave_unmet, form | {"by": self.world.worker}

    # --- the engagement ----------------------------------------------------------------

    def engagement(self, pick, *states):
        rows = Engagement.objects.all()
        return self.one(
            pick, rows if pick.luck % 11 == 0 else rows.filter(state__in=states)
        )

    def do_yes(self, pick):
        found = self.engagement(pick, "invited")
        verb = engagements.accept_engagement
        return found and (verb, {"engagement": found, "by": self.world.admin(found)})

    def do_decline(self, pick):
        found = self.engagement(pick, "invited")
        return found and (self.world.declines, {"engagement": found})

    def do_expire(self, pick):
        found = self.one(pick, Engagement.objects.filter(state="invited"))
        return found and (engagements.expire_engagement, {"engagement": found})

    def do_cancel(self, pick):
        found = self.engagement(pick, "accepted", "scheduled", "no_show")
        return found and (self.world.cancels, {"engagement": found})

    def do_schedule(self, pick):
        found = self.engagement(pick, "accepted", "accepted", "scheduled", "no_show")
        units = 1 + pick.luck % 4
        return found and (self.world.scheduled, {"engagement": found, "units": units})

    def do_deliver(self, pick):
        session = self.one(pick, Session.objects.filter(state="planned"))
        if session is None:
            return None
        by = self.world.admin(session.engagement)
        units = max(session.units - pick.luck % 2, 1)
        form = {"session": session, "units": units, "minutes": 60, "by": by}
        return sessions.record_delivery, form

    def do_key(self, pick):
        session = self.one(pick, Session.objects.filter(state="delivered"))
        if session is None:
            return None
        need = session.engagement.need
        keys = [
            (user, second_key_of(session, user))
            for user in (need.worker, need.raised_by)
        ]
        keys = [(user, kind) for user, kind in keys if kind]
        if not keys:
            return None
        by, kind = keys[pick.who % len(keys)]
        return sessions.turn_second_key, {"session": session, "kind": kind, "by": by}

    def do_no_show(self, pick):
        session = self.one(pick, Session.objects.filter(state="planned"))
        return session and (self.world.reports_no_show, {"session": session})

    # --- the end, and a micro-wish -----------------------------------------------------

    def do_close(self, pick):
        form = self.on(pick, rules.can_close, "completed", "unmet")
        return form and (course.close_need, form)

    def do_reopen(self, pick):
        form = self.on(pick, rules.can_reopen, "closed", "unmet")
        items = self.world.items((self.world.visit, 1)) if pick.luck % 2 else ()
        return form and (course.reopen_need, form | {"items": items})

    def do_release(self, pick):
        form = self.on(pick, rules.can_release_wish, "raised")
        more = {"title": "一副老花镜", "consent": "phone"}
        return form and (wish.release_wish, form | more)

    def do_claim(self, pick):
        need = self.need(pick, "open")
        return need and (wish.claim_wish, {"need": need, "by": self.world.member})

    def do_drop(self, pick):
        found = self.wish(pick)
        return found and (wish.drop_wish, {"need": found, "by": self.world.member})

    def do_fulfil(self, pick):
        found = self.wish(pick)
        form = {"need": found, "by": self.world.member, "note": "已送到"}
        return found and (wish.fulfil_wish, form)

    def wish(self, pick):
        wishes = Need.objects.filter(track=Track.MICRO_WISH, state="in_delivery")
        return self.one(pick, wishes)


VERBS = sorted(name for name in vars(Walk) if name.startswith("do_"))
# A case goes on more often than it ends.
OFTEN = {"assess": 5, "propose": 6, "confirm": 8, "yes": 7, "schedule": 6, "key": 8}
OFTEN |= {"deliver": 7, "accept": 3, "answer": 3, "resume": 5, "close": 3, "claim": 3}
OFTEN |= {"reopen": 2, "fulfil": 2, "swap": 2, "ring": 3, "release": 2, "extend": 2}
DECK = [name for name in VERBS for _ in range(OFTEN.get(name[3:], 1))]
Random(3).shuffle(DECK)
