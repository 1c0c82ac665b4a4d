"""The fifteen seed needs of the demo end as section 6 of the seed data says."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cms.queries import home_figures
from config.demo.offices import Offices
from config.demo.scale import SCALES
from config.demo.story import Story
from config.demo.world import World, data
from matching.enums import LEVELS, RefusalReason
from matching.models import Need, Pack, PurchaseTopic, WishClaim
from matching.queries import month_figures
from matching.queries.case import find_case
from matching.queries.duty import duty_of
from organisations.models import Capability, Provider, User
from records.models import LedgerEntry
from records.queries import trail

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
# Where each of section 6 ends in the demo's story.
ENDS = {
    1: "in_delivery",
    2: "confirmed",
    3: "proposed",
    4: "in_delivery",
    5: "in_delivery",
    6: "in_delivery",
    7: "completed",
    8: "proposed",
    9: "confirmed",
    10: "proposed",
    11: "referred",
    12: "referred",
    13: "in_delivery",
    14: "closed",
    15: "refused",
}
PUBLIC = ("/", "/en/", "/case/", "/raise/", "/search/?q={words}")


@pytest.fixture
def needs(world: World) -> dict[int, Need]:
    """The story told; the needs of section 6 by their number there."""
    with translation.override("zh-hans"):
        Offices(world, SCALES["small"]).fill()
        story = Story(world)
        story.tell()
    return {number: Need.objects.get(pk=story.needs[number].pk) for number in ENDS}


def test_fifteen_seed_needs_end_as_they_should(needs: dict[int, Need]) -> None:
    texts = {row["ref"]: row["text"] for row in data("needs")}
    assert {number: need.text for number, need in needs.items()} == {
        number: texts[number] for number in ENDS
    }
    assert {number: need.state for number, need in needs.items()} == ENDS

    referred_on(needs)
    claimed_without_a_pack(needs[5])
    became_an_offer(needs[15])
    packs_for_the_others(needs)
    no_public_trace(needs[4])
    somebody_on_duty_at_each_level(needs[2])


def referred_on(needs: dict[int, Need]) -> None:
    assert needs[11].referred_to == "119、燃气公司"
    assert needs[11].danger == "life"
    assert needs[12].referred_to.startswith("12345")
    for number in (11, 12):
        assert needs[number].referred_no
        assert not needs[number].packs.exists()


def claimed_without_a_pack(wish: Need) -> None:
    claim = WishClaim.objects.get(need=wish)
    assert wish.track == "micro_wish"
    assert claim.provider is not None
    assert claim.provider.form == "foundation"
    assert not Pack.objects.filter(need=wish).exists()
    assert not wish.items.exists()


def became_an_offer(offer: Need) -> None:
    """The worker ends it as an offer; the centre's operator writes the menu."""
    assert offer.refusal == RefusalReason.OFFER
    assert "matching.note_offer" in [entry.action for entry in trail(offer.subject)]
    operator = User.objects.get(username="centre_operator")
    unit = Provider.objects.get(name="市属医院后勤党支部志愿队（演示）")
    menu = Capability.objects.on_menu().filter(provider=unit)
    assert set(menu.values_list("service_type__code", flat=True)) == {"B4", "J1"}
    for dish in menu:
        written = LedgerEntry.objects.get(
            subject=dish.subject, action="organisations.offer_capability"
        )
        assert written.actor_id == operator.pk


def packs_for_the_others(needs: dict[int, Need]) -> None:
    for number in set(ENDS) - {5, 11, 12, 15}:
        assert needs[number].packs.exists(), number


def no_public_trace(case: Need) -> None:
    """Seen by its worker and the station manager alone; on no page, in no figure, list
    or look-up of the public."""
    managers = User.objects.filter(
        appointments__role="station_manager",
        appointments__territory__code=case.community.street_code,
    )
    seeing = {
        user.pk
        for user in User.objects.all()
        if Need.objects.visible_to(user).filter(pk=case.pk).exists()
    }
    assert (case.track, case.team) == ("confidential", None)
    assert seeing == {case.worker_id, *managers.values_list("pk", flat=True)}
    assert find_case(case.number, case.code) is None
    assert not PurchaseTopic.objects.filter(entries__item__need=case).exists()

    traces = (case.number, case.public_id, case.title, "13 岁", case.text[:10])
    visitor = Client()
    for words in (case.number, case.title, "不上学"):
        for address in PUBLIC:
            shown = visitor.get(address.format(words=words)).content.decode()
            answered = shown.replace(words, "")  # a search says what was asked
            assert not [trace for trace in traces if trace in answered], address
    found = visitor.post(
        reverse("case:look_up"), {"number": case.number, "code": case.code}
    )
    unknown = visitor.post(
        reverse("case:look_up"), {"number": "XQ-2026-99999", "code": case.code}
    )
    assert found.status_code == unknown.status_code
    counted_without(case)


def counted_without(case: Need) -> None:
    before = month_figures("440104"), [figure.value for figure in home_figures()]
    Need.objects.filter(pk=case.pk).update(raised_at=case.raised_at.replace(year=2020))
    assert (month_figures("440104"), [f.value for f in home_figures()]) == before


def somebody_on_duty_at_each_level(need: Need) -> None:
    levels = duty_of([need])[need.pk].levels
    assert [level for level in LEVELS if not levels.get(level)] == []
