"""A volunteer signs up, says yes, drops out; another steps in. One who came has her
hours put right, and whoever was served is called back: in a real browser."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from config.demo.world import PASSWORD
from matching.models import Feedback, HourEntry, Need, Presence, Session, SlotOffer
from organisations.models import User, Volunteer
from records.domain import job
from records.queries import workday_deadline
from tests.e2e.hands import fill, follow, send
from tests.factories.organisations import UserFactory, VolunteerFactory
from tests.matching.slots import Service
from tests.matching.tools import acts, fresh
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


# --- hours, and what the person served says of them -----------------------------------


def on_its_way() -> tuple[Service, Volunteer]:
    """The last visit of a need, to which one volunteer said yes, began half an hour ago."""
    service = Service(World(clocks=True), number=1)
    volunteer = VolunteerFactory(user=UserFactory())
    service.coming(volunteer)
    start = timezone.now() - timedelta(minutes=30)
    Session.objects.filter(pk=service.session.pk).update(
        starts_at=start, ends_at=start + timedelta(hours=1)
    )
    service.world.twice_signed(fresh(service.session.engagement), units=1)
    return service, volunteer


def read_code(keeper: Page, volunteer: Page, session: Session) -> None:
    """What the telephone reads from the code is this address."""
    keeper.goto(f"/desk/sessions/{session.public_id}/code/")
    send(keeper)
    expect(keeper.locator("img.qr")).to_be_visible()
    volunteer.goto(keeper.locator("code.code").inner_text().strip())
    assert Presence.objects.count() == 0
    send(volunteer)


def confirm_hours(keeper: Page, worker: Page, session: Session, need: Need) -> None:
    """Who said that she is there is ticked on the list; the worker turns the other key."""
    keeper.goto(f"/desk/sessions/{session.public_id}/delivery/")
    expect(keeper.locator("[name=came]")).to_be_checked()
    send(keeper)
    worker.goto(f"/desk/needs/{need.public_id}/")
    send(worker, worker.locator("main form[action*='/sessions/']").first)


def put_right(keeper: Page, volunteer: Page) -> None:
    volunteer.goto("/desk/volunteer/")
    follow(volunteer, "/ask/")
    fill(volunteer, minutes=40, words="我提前二十分钟走了")
    expect(volunteer.locator("main")).to_contain_text("已询问，等待答复")
    keeper.goto("/desk/")
    keeper.get_by_role("link", name="志愿者询问时长").first.click()
    keeper.locator("main a[href*='/hour-questions/']").click()
    fill(keeper, granted="yes", answer="查过签到表，改为四十分钟")
    volunteer.reload()
    expect(volunteer.locator("main")).to_contain_text("查过签到表，改为四十分钟")


def rate_badly(worker: Page, anybody: Page, need: Need) -> None:
    worker.goto(f"/desk/needs/{need.public_id}/")
    send(worker, worker.locator("form[action$='/rating-link/']").first)
    anybody.goto(worker.locator("code").inner_text().strip())
    fill(anybody, grade="poor", sentence="来得太晚。")


def ring_in_vain(manager: Page, need: Need) -> None:
    manager.goto("/desk/")
    expect(manager.locator("main")).to_contain_text("待回访")
    for tries in (1, 2, 3):
        assert Feedback.objects.to_call_back().count() == 1
        manager.goto(f"/desk/needs/{need.public_id}/call-back/")
        fill(manager, note="")
        assert Feedback.objects.get().tries == tries
    expect(manager.locator("main")).to_contain_text("未能回访")


def test_hours_are_put_right_and_a_bad_rating_is_called_back(
    transactional_db: None, window: Visit
) -> None:
    service, volunteer = on_its_way()
    session, need = service.session, service.session.engagement.need
    keeper, worker = window(service.admin), window(service.world.worker)
    phone = window(volunteer.user, width=390)

    read_code(keeper, phone, session)
    assert Presence.objects.get().person == volunteer.person
    confirm_hours(keeper, worker, session, need)
    put_right(keeper, phone)
    minutes = HourEntry.objects.filter(person=volunteer.person).order_by("pk")
    assert list(minutes.values_list("minutes", flat=True)) == [60, -60, 40]

    rate_badly(worker, window(width=390), need)
    answer = Feedback.objects.get()
    assert answer.call_back_by == workday_deadline(answer.at, 15)
    ring_in_vain(window(service.world.manager), need)
    assert Feedback.objects.get().called_by == service.world.manager
    assert acts(need)[-4:] == ["give_feedback", *["call_back"] * 3]
