"""What a verb refuses, with which code and sentence, and that nothing is half-written."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from matching.domain import course
from matching.domain import engagement as engagements
from matching.domain import session as sessions
from matching.domain.feedback import (
    FEEDBACK_LINK,
    KEY_LINK,
    give_feedback,
    issue_confirmation_link,
    issue_feedback_link,
    issue_key_link,
)
from matching.domain.need import ItemInput, raise_need
from matching.domain.pack import (
    confirm_own_agency,
    confirm_pack,
    leave_unmet,
    swap_line,
)
from matching.domain.team import adopt_team, leave_seat, take_seat
from matching.enums import ConfirmerKind, SeatKind, SecondKey, Track
from matching.models import Need
from organisations.domain.capability import change_capability
from organisations.domain.provider import suspend_provider
from organisations.enums import Gate, Role
from records.links import LinkGone, open_link
from tests.factories.organisations import ServiceTypeFactory
from tests.matching.world import (
    World,
    acts,
    codes,
    everything,
    fresh,
    line_of,
    paused,
    propose_by_hand,
    refused,
    say_yes,
    taken,
    version_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


def sentence(act, **arguments):
    """What an English reader is told."""
    with translation.override("en"), pytest.raises(ValidationError) as caught:
        act(**arguments)
    return " ".join(caught.value.messages)


# --- older forms, and the same form twice ---------------------------------------------


def test_an_older_form_is_stale_whatever_it_wants(world):
    need = world.opened()
    pack = world.proposed(need=need)
    need = fresh(need)
    old = need.version - 1
    line = pack.lines.get()
    choice = line_of(line.item, world.menu["team"])
    later = timezone.localdate() + timedelta(days=2)
    acts_on_it = [
        lambda: course.withdraw_need(need=need, version=old, by=world.raiser),
        lambda: course.pause_need(
            need=need, version=old, reason="away", until=later, by=world.worker
        ),
        lambda: course.refer_need(
            need=need, version=old, body="市政部门", number="", by=world.worker
        ),
        lambda: course.resume_need(need=need, version=old, by=world.worker),
        lambda: course.reopen_need(need=need, version=old, by=world.worker),
        lambda: course.close_need(need=need, version=old, by=world.officer),
        lambda: course.return_need(
            need=need, version=old, question="几楼？", by=world.worker
        ),
        lambda: world.opened(need=need, version=old),
        lambda: confirm_pack(
            pack=pack, need_version=old, kind="social_worker", by=world.worker
        ),
        lambda: swap_line(
            line=line, need_version=old, choice=choice, reason="wish", by=world.worker
        ),
        lambda: confirm_own_agency(
            line=line, need_version=old, reason="近", by=world.manager
        ),
        lambda: leave_unmet(pack=pack, need_version=old, by=world.worker),
    ]

    for act in acts_on_it:
        with refused("stale"):
            act()


def test_a_row_that_moved_on_under_a_fresh_looking_form_is_stale(world):
    need = world.raised()
    seen = fresh(need)
    course.return_need(need=need, version=1, question="几楼？", by=world.worker)

    with refused("stale"):
        course.withdraw_need(need=seen, version=1, by=world.raiser)


def test_a_raising_form_that_is_sent_twice_raises_one_need(world):
    first = world.raised(ticket="one-form")
    again = world.raised(ticket="one-form")
    other = world.raised(ticket="another")

    assert (again.pk, Need.objects.count()) == (first.pk, 2)
    assert int(other.number[-5:]) == int(first.number[-5:]) + 1
    assert acts(first) == ["raise_need"]


def test_the_same_form_twice_has_one_effect(world):
    need = world.raised()
    world.opened(need=need, version=1)
    with refused("stale"):
        world.opened(need=need, version=1)

    pack = world.proposed(need=need)
    version = version_of(pack)
    yes = {"pack": pack, "need_version": version, "kind": "social_worker"}
    confirm_pack(**yes, by=world.worker)
    with refused("stale"):
        confirm_pack(**yes, by=world.worker)

    say_yes(pack, kind="person", by=world.worker, person=world.person, how="phone")
    engagement = need.engagements.get()
    engagements.accept_engagement(engagement=engagement, by=world.admin(engagement))
    with refused("wrong_state"):
        engagements.accept_engagement(engagement=engagement, by=world.admin(engagement))

    session = world.delivered(engagement)
    with refused("wrong_state"):
        sessions.record_delivery(
            session=session, units=2, minutes=60, by=world.admin(engagement)
        )
    sessions.turn_second_key(session=session, kind="worker", by=world.worker)
    with refused("wrong_state"):
        sessions.turn_second_key(session=session, kind="worker", by=world.worker)

    need = fresh(need)
    version = need.version
    course.close_need(need=need, version=version, by=world.officer)
    with refused("stale"):
        course.close_need(need=need, version=version, by=world.officer)
    with refused("wrong_state"):
        course.close_need(need=need, version=need.version, by=world.officer)


# --- raising and assessing -----------------------------------------------------------------


def test_a_need_is_raised_in_a_community_and_in_words(world):
    with refused("community"):
        world.raised(community=world.street)
    with refused("blank"):
        world.raised(text="   ")
    with refused("max_length"):
        world.raised(text="长" * 2001)
    with refused("invalid_choice"):
        world.raised(urgency="at once")
    assert Need.objects.count() == 0
    # The number that was not used is not lost.
    assert world.raised().number.endswith("-00001")
    assert sentence(
        raise_need, community=world.street, text="助餐", origin="person"
    ) == ("Choose the community where help is needed.")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("quantity", 0, ["min_value"]),
        ("quantity", -1, ["min_value"]),
        ("weeks", 0, ["min_value"]),
        ("weeks", 54, ["max_value"]),
        ("days", "21", ["invalid"]),
        ("funding", ["my_pocket"], ["funding"]),
    ],
)
def test_an_item_has_a_quantity_weeks_and_known_money(world, field, value, code):
    need = world.raised()
    before = everything()
    values = {"service_type": world.visit, "quantity": 2, field: value}

    with pytest.raises(ValidationError) as caught:
        world.opened(need=need, items=[ItemInput(**values)])

    assert (sorted(set(codes(caught.value))), fresh(need).state) == (code, "raised")
    assert everything() == before


def test_a_window_that_ends_before_it_starts_is_refused(world):
    need = world.raised()
    backwards = world.items(start=time(11), end=time(9))

    with refused("window"):
        world.opened(need=need, items=backwards)

    told = sentence(world.opened, need=fresh(need), items=backwards)
    assert told == "The window ends before it starts. Correct one of the two times."


@pytest.mark.parametrize(
    ("gates", "more", "code", "words"),
    [
        ([], {"items": ()}, "no_items", "Add at least one service item."),
        (
            [],
            {"consent": ""},
            "no_consent",
            "Ask the person first, and note how the person agreed.",
        ),
        (
            [Gate.HLT],
            {},
            "no_health_consent",
            "“Service A9” uses health data: ask for separate consent and tick it.",
        ),
        (
            [],
            {"track": Track.PROJECT},
            "no_team",
            "恒福社区 has no standing 3+N team yet. Set one up first.",
        ),
        ([], {"title": "长" * 61}, "max_length", None),
        ([], {"matter": "0" * 9}, "max_length", None),
        ([], {"urgency": "at once"}, "invalid_choice", None),
    ],
)
def test_assessing_refuses(world, gates, more, code, words):
    need = world.raised()
    service = ServiceTypeFactory(code="A9", gates=gates)
    values = {"items": world.items((service, 1)), **more}

    with refused(code):
        world.opened(need=need, **values)

    assert fresh(need).state == "raised"
    if words:
        assert sentence(world.opened, need=fresh(need), **values) == words


def test_casework_is_never_for_a_team(world):
    service = ServiceTypeFactory(code="A9", gates=[Gate.CASE])
    need = world.raised()
    world.team_of()
    project = {"track": Track.PROJECT, "items": world.items((service, 1))}

    with refused("case_only"):
        world.opened(need=need, **project)

    assert sentence(world.opened, need=fresh(need), **project) == (
        "“Service A9” is never for a 3+N team: choose the individual or the "
        "confidential track."
    )
    assert world.opened((service, 1), need=fresh(need)).state == "open"


def test_health_data_are_used_with_consent(world):
    service = ServiceTypeFactory(code="A9", gates=[Gate.HLT])
    need = world.opened((service, 1), health_consent=True)

    assert (need.state, need.health_consent) == ("open", True)

    need = world.need_in("closed")
    with refused("no_health_consent"):
        course.reopen_need(
            need=need,
            version=need.version,
            items=world.items((service, 1)),
            by=world.worker,
        )


# --- the course ---------------------------------------------------------------------------


def test_acts_of_the_course_refuse_what_is_missing(world):
    need = world.raised()
    today = timezone.localdate()
    words = {
        "no_question": lambda: course.return_need(
            need=need, version=1, question=" ", by=world.worker
        ),
        "no_body": lambda: course.refer_need(
            need=need, version=1, body=" ", number="", by=world.worker
        ),
        "no_reason": lambda: course.refuse_need(
            need=need, version=1, reason="dislike", by=world.worker
        ),
        "until": lambda: course.pause_need(
            need=need, version=1, reason="away", until=today, by=world.worker
        ),
        "merge": lambda: course.merge_need(
            need=need, version=1, into=need, by=world.worker
        ),
        "max_length": lambda: course.refer_need(
            need=need, version=1, body="部" * 61, number="", by=world.worker
        ),
    }

    for code, act in words.items():
        with refused(code):
            act()
    with refused("no_reason"):
        course.pause_need(
            need=need,
            version=1,
            reason="bored",
            until=today + timedelta(days=1),
            by=world.worker,
        )
    with refused("max_length"):
        course.return_need(
            need=fresh(need), version=1, question="问" * 301, by=world.worker
        )
    assert fresh(need).state == "raised"


@pytest.mark.parametrize(
    "state", ["closed", "referred", "merged", "refused", "withdrawn"]
)
def test_nothing_is_merged_into_a_need_that_has_ended(world, state):
    into = world.need_in(state)
    need = world.raised()

    with refused("merge"):
        course.merge_need(need=need, version=1, into=into, by=world.worker)


def test_an_answer_has_words_and_fits(world):
    need = world.need_in("returned")

    with refused("no_answer"):
        course.answer_return(need=need, version=2, answer=" ", by=world.raiser)
    with refused("max_length"):
        course.answer_return(
            need=fresh(need), version=2, answer="长" * 2001, by=world.raiser
        )


@pytest.mark.parametrize(("seconds", "ok"), [(-5, True), (5, False)])
def test_reopening_is_possible_for_thirty_days(world, seconds, ok):
    need = world.need_in("closed")
    closed_at = timezone.now() - timedelta(days=30, seconds=seconds)
    Need.objects.filter(pk=need.pk).update(closed_at=closed_at)
    need = fresh(need)
    again = {"need": need, "version": need.version, "by": world.worker}

    if ok:
        course.reopen_need(items=world.items(), **again)
        assert (fresh(need).state, fresh(need).closed_at) == ("open", None)
    else:
        with refused("too_late"):
            course.reopen_need(items=world.items(), **again)


def test_reopening_needs_something_to_do(world):
    need = world.need_in("closed")

    with refused("no_items"):
        course.reopen_need(need=need, version=need.version, by=world.worker)

    assert fresh(need).state == "closed"


# --- seats, swaps, confirmations ---------------------------------------------------------------


def test_a_seat_has_one_holder_and_a_holder_one_seat(world):
    team = adopt_team(community=world.community, by=world.worker)
    take_seat(team=team, kind=SeatKind.PARTY_MEMBER, user=world.member, by=None)

    with refused("already"):
        take_seat(team=team, kind=SeatKind.RESIDENT, user=world.member, by=None)
    with refused(None):
        take_seat(team=team, kind=SeatKind.RESIDENT, by=None)
    with refused(None):
        take_seat(
            team=team,
            kind=SeatKind.RESIDENT,
            user=world.raiser,
            person=world.resident,
            by=None,
        )
    with refused("community"):
        adopt_team(community=world.street, by=None)


def test_a_seat_that_was_left_counts_as_empty_at_once(world):
    need = world.project()
    pack = world.proposed(need=need)
    seat = need.team.seats.get(kind=SeatKind.RESIDENT)
    leave_seat(seat=seat, by=world.worker)

    with refused("left"):
        leave_seat(seat=seat, by=world.worker)
    with refused("seats"):
        say_yes(pack, kind="party_member", by=world.member)
    told = sentence(say_yes, pack=pack, kind="party_member", by=world.member)
    assert told == "The team has nobody for: Resident. Fill the seat first."

    take_seat(
        team=need.team, kind=SeatKind.RESIDENT, person=world.resident, by=world.worker
    )
    assert say_yes(pack, kind="party_member", by=world.member) is False


def test_two_persons_of_two_kinds_of_seat_confirm_a_project(world):
    need = world.project()
    pack = world.proposed(need=need)
    second = world.appointed(Role.PARTY_MEMBER, world.community)
    take_seat(team=need.team, kind=SeatKind.PARTY_MEMBER, user=second, by=None)

    with refused("kind"):
        say_yes(pack, kind="social_worker", by=world.member)
    with refused("kind"):
        say_yes(pack, kind="party_member", by=world.officer)
    assert say_yes(pack, kind="party_member", by=world.member) is False
    with refused("already"):
        say_yes(pack, kind="party_member", by=world.member)
    assert say_yes(pack, kind="party_member", by=second) is False
    assert say_yes(pack, kind="social_worker", by=world.worker) is True


def test_a_persons_word_is_written_down_by_the_worker_with_how(world):
    pack = world.proposed()
    word = {"pack": pack, "kind": ConfirmerKind.PERSON, "person": world.person}

    with refused("no_consent"):
        say_yes(**word, by=world.worker)
    with refused("kind"):
        say_yes(**word, by=world.officer, how="phone")
    with refused("kind"):
        say_yes(**{**word, "person": world.resident}, by=world.worker, how="phone")
    assert say_yes(**word, by=world.worker, how="phone") is False


def test_an_empty_pack_is_left_not_confirmed(world):
    need = world.opened((world.visit, 1), (world.meal, 1))
    empty = propose_by_hand(need, [], gaps=True)

    with refused("empty"):
        say_yes(empty, kind="social_worker", by=world.worker)

    full = world.proposed("org", need=world.opened())
    with refused("not_empty"):
        leave_unmet(pack=full, need_version=version_of(full), by=world.worker)


def test_the_own_agency_waits_for_the_station_manager(world):
    need = world.opened()
    own = world.offered(world.agency, world.visit)
    pack = world.proposed(need=need)
    line = pack.lines.get()
    choice = line_of(line.item, own, own_agency=True)
    swap_line(
        line=line,
        need_version=version_of(pack),
        choice=choice,
        reason="wish",
        by=world.worker,
    )

    with refused("own_agency"):
        say_yes(pack, kind="social_worker", by=world.worker)
    with refused("no_reason"):
        confirm_own_agency(
            line=line, need_version=version_of(pack), reason=" ", by=world.manager
        )
    told = sentence(say_yes, pack=pack, kind="social_worker", by=world.worker)
    assert told == (
        "本站机构（演示） runs your own station: the station manager confirms first."
    ).replace("本站机构（演示）", str(world.agency.name_en))

    confirm_own_agency(
        line=line, need_version=version_of(pack), reason="唯一", by=world.manager
    )
    assert say_yes(pack, kind="social_worker", by=world.worker) is False


def test_a_swap_takes_back_what_people_said_yes_to(world):
    pack = world.proposed()
    line = pack.lines.get()
    say_yes(pack, kind="social_worker", by=world.worker)
    swap = {"line": line, "need_version": version_of(pack), "by": world.worker}
    team = line_of(line.item, world.menu["team"])

    with refused("no_reason"):
        swap_line(**swap, choice=team, reason="because")
    with refused("same"):
        swap_line(**swap, choice=line_of(line.item, world.menu["org"]), reason="wish")
    with refused("other"):
        swap_line(**swap, choice=line_of(line.item, world.menu["unit"]), reason="wish")

    swap_line(**swap, choice=team, reason="wish")
    line.refresh_from_db()
    assert (line.capability, line.chosen_by) == (world.menu["team"], "person")
    assert pack.confirmations.count() == 0


def test_a_swap_needs_somebody_to_pay_the_price(world):
    need = world.opened((world.meal, 2))
    pack = world.proposed("unit", need=need)
    line = pack.lines.get()
    swap = {"line": line, "choice": line_of(line.item, world.menu["firm"])}
    swap |= {"need_version": version_of(pack), "reason": "time", "by": world.worker}

    with refused("no_funding"):
        swap_line(**swap)

    line.item.funding = ["donation", "user_pays"]
    line.item.save()
    assert swap_line(**swap).funding == "user_pays"


def test_units_that_the_new_one_cannot_take_are_a_gap(world):
    pack = world.proposed(need=world.opened((world.visit, 5)))
    line = pack.lines.get()

    swap_line(
        line=line,
        need_version=version_of(pack),
        choice=line_of(line.item, world.menu["team"], 3),
        reason="spread",
        by=world.worker,
    )

    assert (line.quantity, pack.gaps.get().quantity) == (3, 2)


def test_the_last_yes_names_the_provider_that_has_no_room_left(world):
    pack = world.proposed("org")
    say_yes(pack, kind="social_worker", by=world.worker)
    rival = world.raised()
    world.invited(
        pack=world.proposed("org", need=world.opened((world.visit, 4), need=rival))
    )
    word = {"kind": "person", "by": world.worker, "person": world.person}

    with refused("full"):
        say_yes(pack, **word, how="phone")

    provider, service = world.menu["org"].provider, world.visit
    assert sentence(say_yes, pack=pack, **word, how="phone") == (
        f"{provider.name_en} has no room left for “{service.name_en}”. Choose somebody "
        "else for this line, then confirm again: nobody was invited yet."
    )
    # Nobody's yes is lost, and the way on is open.
    assert pack.confirmations.count() == 1
    line = pack.lines.get()
    swap_line(
        line=line,
        need_version=version_of(pack),
        choice=line_of(line.item, world.menu["team"]),
        reason="time",
        by=world.worker,
    )
    assert len(world.invited(pack=pack)) == 1


def test_a_link_stays_good_when_the_pack_could_not_be_confirmed(world):
    pack = world.proposed("org")
    say_yes(pack, kind="social_worker", by=world.worker)
    link = open_link(issue_confirmation_link(pack=pack, kind="person", by=world.worker))
    suspend_provider(provider=world.providers["org"], by=None)

    with refused("not_offered"):
        say_yes(pack, kind="person", person=world.person, link=link)

    assert fresh(link).used_at is None


def test_a_link_opens_only_what_it_was_made_for(world):
    pack = world.proposed("org")
    other = world.proposed("team", need=world.opened())
    link = open_link(issue_confirmation_link(pack=pack, kind="person", by=world.worker))
    yes = {"kind": "person", "person": world.person, "link": link}

    with refused("link_other"):
        say_yes(other, **yes)
    with refused("link_other"):
        give_feedback(need=pack.need, link=link, grade="good")

    say_yes(pack, **yes)
    with pytest.raises(LinkGone):
        say_yes(pack, **yes)


def test_a_link_needs_somebody_to_ask_and_something_to_say(world):
    need = world.raised(person=None)
    pack = world.proposed(need=world.opened(need=need))

    with refused("no_person"):
        issue_confirmation_link(pack=pack, kind="person", by=world.worker)
    with refused("wrong_state"):
        issue_feedback_link(need=fresh(need), by=world.worker)
    with refused("wrong_state"):
        issue_key_link(session=world.scheduled(), by=world.worker)

    project = world.proposed(need=world.project())
    with refused("no_person"):
        issue_confirmation_link(pack=project, kind="party_member", by=world.worker)


def test_feedback_is_a_grade_or_a_polite_no(world):
    need = world.need_in("completed")
    link = open_link(issue_feedback_link(need=need, by=world.worker))

    with refused("no_grade"):
        give_feedback(need=need, link=link)
    with refused("invalid_choice"):
        give_feedback(need=need, link=link, grade="splendid")
    assert (fresh(link).used_at, link.purpose) == (None, FEEDBACK_LINK)

    assert give_feedback(need=need, link=link, grade="poor", declined=True).grade == ""


# --- delivery ------------------------------------------------------------------------------


def test_an_invitation_is_answered_in_time_and_with_a_reason(world):
    engagement = world.invited()[0]
    admin = world.admin(engagement)

    with refused("no_reason"):
        engagements.decline_engagement(engagement=engagement, reason="mood", by=admin)
    with refused("no_reason"):
        engagements.cancel_engagement(engagement=engagement, reason=" ", by=admin)
    with refused("max_length"):
        engagements.accept_engagement(engagement=engagement, by=admin, note="注" * 201)
    engagement.answer_by = timezone.now() - timedelta(seconds=1)
    engagement.save()
    with refused("too_late"):
        engagements.accept_engagement(engagement=engagement, by=admin)


def test_no_more_is_planned_than_was_agreed(world):
    (engagement,) = world.accepted()
    start = timezone.now()
    plan = {"engagement": engagement, "starts_at": start, "by": world.admin(engagement)}
    end = start + timedelta(hours=1)

    for units, code in ((0, "too_few"), (-1, "too_few"), (3, "too_many")):
        with refused(code):
            sessions.schedule_session(**plan, ends_at=end, units=units)
    with refused("window"):
        sessions.schedule_session(**plan, ends_at=start, units=1)
    told = sentence(sessions.schedule_session, **plan, ends_at=end, units=3)
    assert told == "Only 2 of the agreed units are not planned yet."

    sessions.schedule_session(**plan, ends_at=end, units=2)
    with refused("too_many"):
        sessions.schedule_session(**plan, ends_at=end, units=1)


def test_delivery_is_recorded_when_the_session_has_begun(world):
    session = world.scheduled(begun=False)
    act = {"session": session, "by": world.admin(session.engagement)}

    with refused("too_early"):
        sessions.record_delivery(**act, units=1, minutes=60)
    session.starts_at -= timedelta(hours=4)
    session.save()
    for units, minutes, code in (
        (3, 60, "too_many"),
        (0, 60, "too_few"),
        (1, 0, "too_few"),
    ):
        with refused(code):
            sessions.record_delivery(**act, units=units, minutes=minutes)
    with refused("no_reason"):
        sessions.report_no_show(**act, reason="")


def test_units_a_session_fell_short_of_are_planned_again(world):
    session = world.scheduled()
    engagement = session.engagement
    sessions.record_delivery(
        session=session, units=1, minutes=60, by=world.admin(engagement)
    )
    sessions.turn_second_key(session=session, kind=SecondKey.WORKER, by=world.worker)
    assert (fresh(engagement).state, fresh(engagement.need).state) == (
        "scheduled",
        "in_delivery",
    )

    world.twice_signed(fresh(engagement), units=1)

    assert (fresh(engagement).state, fresh(engagement.need).state) == (
        "confirmed",
        "completed",
    )


def test_two_keys_never_belong_to_one_person_or_one_house(world):
    session = world.delivered()
    provider = session.engagement.provider
    admin = world.admin(session.engagement)
    colleague = world.appointed(Role.PROVIDER_ADMIN, None, provider=provider)
    hired = world.appointed(Role.SOCIAL_WORKER, employer=provider)
    key = {"session": session}

    with refused("same_person"):
        sessions.turn_second_key(**key, kind=SecondKey.HELPER, by=admin)
    for user in (colleague, hired):
        for kind in SecondKey:
            with refused("same_employer"):
                sessions.turn_second_key(**key, kind=kind, by=user)
    with refused("key"):  # an officer is employed by nobody that we know
        sessions.turn_second_key(**key, kind=SecondKey.WORKER, by=world.officer)
    with refused("key"):
        sessions.turn_second_key(**key, kind=SecondKey.SERVED)
    with refused("key"):
        sessions.turn_second_key(**key, kind=SecondKey.SERVED, person=world.person)
    with refused("key"):
        sessions.turn_second_key(**key, kind="", by=world.worker)
    told = sentence(sessions.turn_second_key, **key, kind="helper", by=colleague)
    assert told == (
        "The two keys belong to the same employer. Ask the person served or a helper to "
        "confirm."
    )


def test_the_person_served_turns_the_second_key_by_link(world):
    session = world.delivered()
    link = open_link(issue_key_link(session=session, by=world.worker))
    key = {"kind": SecondKey.SERVED, "person": world.person, "link": link}

    attendance = sessions.turn_second_key(session=session, **key)

    assert (link.purpose, attendance.second_person) == (KEY_LINK, world.person)
    assert fresh(session.engagement.need).state == "completed"


def test_less_room_than_was_promised_takes_nothing_back(world):
    world.invited("org")
    change_capability(capability=world.menu["org"], weekly_capacity=1, by=None)

    pack = world.proposed("org", need=world.opened((world.visit, 1)))
    say_yes(pack, kind="social_worker", by=world.worker)
    with refused("full"):
        say_yes(pack, kind="person", by=world.worker, person=world.person, how="phone")
    assert taken(world.menu["org"]) == [2]


def test_nothing_is_done_with_a_paused_need_but_going_on_or_ending(world):
    need = paused(world.opened(), world.worker)

    with refused("wrong_state"):
        world.opened(need=need)

    course.withdraw_need(need=need, version=need.version, by=world.raiser)
    assert need.state == "withdrawn"
