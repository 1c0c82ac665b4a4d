"""What seats, swaps, confirmations and links refuse, and with which words."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from matching.domain.feedback import (
    FEEDBACK_LINK,
    give_feedback,
    issue_confirmation_link,
    issue_feedback_link,
    issue_key_link,
)
from matching.domain.pack import (
    confirm_own_agency,
    leave_unmet,
    swap_line,
)
from matching.domain.team import adopt_team, leave_seat, take_seat
from matching.enums import ConfirmerKind, SeatKind
from organisations.domain.provider import suspend_provider
from organisations.enums import Role
from records.links import LinkGone, open_link
from tests.matching.tools import (
    fresh,
    line_of,
    propose_by_hand,
    refused,
    say_yes,
    version_of,
)

pytestmark = pytest.mark.django_db


def sentence(act, **arguments):
    """What an English reader is told."""
    with translation.override("en"), pytest.raises(ValidationError) as caught:
        act(**arguments)
    return " ".join(caught.value.messages)


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
    pack = world.proposed(need=world.opened((world.visit, 4)))
    line = pack.lines.get()

    swap_line(
        line=line,
        need_version=version_of(pack),
        choice=line_of(line.item, world.menu["team"], 3),
        reason="spread",
        by=world.worker,
    )

    assert (line.quantity, pack.gaps.get().quantity) == (3, 1)


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
