"""A volunteer signs up, says yes, drops out; another steps in: in a real browser."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from config.demo.world import PASSWORD
from matching.models import SlotOffer
from organisations.models import User, Volunteer
from records.domain import job
from tests.matching.slots import Service
from tests.matching.world import World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
Visit = Callable[..., Page]


def submit(page: Page) -> None:
    page.locator("main form.form button:not(.quiet)").last.click()
    page.wait_for_load_state()


def sign_up(page: Page, name: str, username: str, home: str) -> Volunteer:
    page.goto("/join/volunteer/")
    page.fill("[name=name]", name)
    page.fill("[name=phone]", "13800001234")
    page.fill("[name=birth_year]", "1985")
    page.select_option("[name=home]", home)
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.check("[name=agreed]")
    submit(page)
    page.check("[name=languages][value=yue]")
    submit(page)
    page.wait_for_url("**/desk/")
    return Volunteer.objects.get(user__username=username)


def say_yes(page: Page, offer: SlotOffer) -> None:
    page.goto("/desk/")
    expect(page.locator("main")).to_contain_text("您能来帮忙吗？")
    page.goto("/desk/volunteer/")
    page.locator("main button[name=answer][value=yes]").click()
    page.wait_for_load_state()
    offer.refresh_from_db()
    assert offer.state == "accepted"


def may_sign_in(user: User) -> str:
    user.set_password(PASSWORD)
    user.save()
    return user.username


def test_sign_up_slot_offer_yes_drop_out_and_cover(
    transactional_db: None, visit: Visit
) -> None:
    world = World(clocks=True)
    engagement = world.accepted()[0]
    session = Service.timed(engagement, timedelta(hours=30))
    address = f"/desk/sessions/{session.public_id}/volunteers/"

    first = visit(width=390)
    one = sign_up(first, "区国强", "ouyang88", world.community.code)

    keeper = visit(may_sign_in(world.admin(engagement)))
    keeper.goto(f"{address}add/")
    keeper.fill("[name=role]", "把米扛上六楼")
    keeper.fill("[name=number]", "1")
    submit(keeper)
    job.drain()
    offer = SlotOffer.objects.get()
    assert offer.volunteer == one
    say_yes(first, offer)

    second = visit(width=390)
    two = sign_up(second, "区太太", "outaitai", world.community.code)
    first.goto(f"/desk/offers/{offer.public_id}/drop/")
    submit(first)
    offer.refresh_from_db()
    assert offer.state == "dropped"

    keeper.goto("/desk/")
    expect(keeper.locator("main")).to_contain_text("还差 1 人")
    keeper.goto(address)
    keeper.get_by_role("link", name="谁可以补位").click()
    keeper.get_by_role("button", name="邀请", exact=True).click()
    keeper.wait_for_load_state()
    again = SlotOffer.objects.get(volunteer=two)
    assert (again.state, again.wave) == ("offered", 2)
    say_yes(second, again)
    keeper.goto(address)
    expect(keeper.locator("main")).to_contain_text("会来")
