"""One need from a sentence to a closed case, by hand in a real browser."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from config.demo.world import World
from matching.enums import EngagementState, NeedState, SessionState
from matching.models import Attendance, Confirmation, Engagement, Feedback, Need
from organisations.queries import admins_of
from records.queries import trail
from tests.records.processes import wait_until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
WORDS = "楼里几户老人想弄明白立遗嘱和欠租的事，想请律师来坐一晚，大家一起问。"
Visit = Callable[..., Page]


def state() -> str:
    return Need.objects.get().state


def submit(page: Page) -> None:
    """Press the one primary button of the form on this page."""
    page.locator("main form.form button:not(.quiet)").last.click()
    page.wait_for_load_state()


def raise_need(page: Page) -> Need:
    page.goto("/desk/needs/raise/")
    page.fill("[name=text]", WORDS)
    submit(page)
    return Need.objects.get()


def assess(page: Page, need: Need) -> None:
    page.goto(f"/desk/needs/{need.public_id}/assess/")
    page.fill("[name=title]", "请律师来楼里坐一晚")
    page.check("[name=track][value=project]")
    page.check("[name=urgency][value=normal]")
    page.select_option("[name$='-0-service_type']", "F1")
    page.fill("[name$='-0-quantity']", "2")
    submit(page)


def confirm(page: Page, need: Need) -> None:
    page.goto(f"/desk/needs/{need.public_id}/")
    page.locator("form[action$='/confirm/'] button").first.click()
    page.wait_for_load_state()


def deliver(page: Page, engagement: Engagement) -> None:
    """Accept, plan yesterday evening, record what took place."""
    address = f"/desk/invitations/{engagement.public_id}/"
    page.goto(address)
    expect(page.locator("main")).to_contain_text("经费")
    page.goto(f"{address}accept/")
    submit(page)
    assert Engagement.objects.get().state == EngagementState.ACCEPTED
    assert state() == NeedState.IN_DELIVERY
    page.goto(f"{address}session/")
    yesterday = timezone.localdate() - timedelta(days=1)
    page.fill("[name=day]", yesterday.isoformat())
    page.fill("[name=start]", "19:00")
    page.fill("[name=end]", "21:00")
    page.fill("[name=units]", "2")
    submit(page)
    session = Engagement.objects.get().sessions.get()
    page.goto(f"/desk/sessions/{session.public_id}/delivery/")
    page.fill("[name=units]", "2")
    page.fill("[name=minutes]", "120")
    submit(page)


def personal_link(page: Page, need: Need) -> str:
    page.goto(f"/desk/needs/{need.public_id}/")
    page.locator("form[action$='/rating-link/'] button").first.click()
    return page.locator("code").inner_text().strip()


def rate(page: Page, address: str) -> None:
    page.goto(address)
    page.goto(address)  # a look, and a chat program's look, change nothing
    assert Feedback.objects.count() == 0
    page.check("[name=grade][value=good]")
    page.fill("[name=sentence]", "讲得很清楚。")
    page.locator("main form button").last.click()
    page.wait_for_load_state()


def close(page: Page, need: Need) -> None:
    page.goto(f"/desk/needs/{need.public_id}/close/")
    page.locator("main form button:not(.quiet)").last.click()
    page.wait_for_load_state()


def check_trail(need: Need) -> None:
    """Every act once, in order, and the chain is whole; hours that were planned for
    before the need was raised are flagged beside, whenever the job gets to it."""
    said = [re.sub(r"^matching\.", "", row.action) for row in trail(need.subject)]
    acts = [action for action in said if action != "flag_hours"]
    assert acts == [
        "raise_need",
        "assess_need",
        "record_proposal",
        "confirm_pack",
        "invite",
        "close_pack",
        "accept_engagement",
        "schedule_session",
        "record_delivery",
        "turn_second_key",
        "issue_link",
        "give_feedback",
        "close_need",
    ]
    verdict = io.StringIO()
    call_command("verify_ledger", stdout=verdict)
    assert "留痕完整" in verdict.getvalue()


def test_a_need_walks_from_a_sentence_to_a_closed_case(
    world: World, queue: None, visit: Visit
) -> None:
    member = visit("party_member", width=390)
    worker = visit("social_worker")

    need = raise_need(member)
    assert need.state == NeedState.RAISED
    expect(member.locator("main")).to_contain_text(need.number)

    assess(worker, need)
    assert wait_until(lambda: state() == NeedState.PROPOSED, 60)
    worker.goto(f"/desk/needs/{need.public_id}/")
    expect(worker.locator("main ul.reasons").first).to_be_visible()

    confirm(worker, need)
    assert state() == NeedState.PROPOSED
    confirm(member, need)
    assert state() == NeedState.CONFIRMED
    assert Confirmation.objects.values("user").distinct().count() == 2

    engagement = Engagement.objects.get()
    deliver(visit(admins_of(engagement.provider)[0].username), engagement)
    assert engagement.sessions.get().state == SessionState.DELIVERED

    worker.goto(f"/desk/needs/{need.public_id}/")
    worker.locator("form[action*='/sessions/'] button").first.click()
    worker.wait_for_load_state()
    keys = Attendance.objects.get()
    assert keys.first_by != keys.second_by
    assert keys.first_employer != keys.second_employer
    assert state() == NeedState.COMPLETED

    rate(visit(width=390), personal_link(worker, need))
    assert Feedback.objects.get().grade == "good"
    close(worker, need)
    assert state() == NeedState.CLOSED

    check_trail(need)
