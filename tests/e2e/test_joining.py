"""A body comes in alone: from /join/ to a provider that is matched, by hand."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from config.demo.registrations import Registrations
from config.demo.world import World
from matching.domain.need import ItemInput, assess_need, raise_need
from matching.models import Need, PackLine
from organisations.models import Capability, Provider, Registration, ServiceType, User
from organisations.queries import verification_state, waiting_for
from records.domain import job
from tests.factories.organisations import credit_code

pytestmark = [
    pytest.mark.browser,
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
NAME = "示范区晨光邻里社会工作服务中心（演示）"
CODE = credit_code(8801)
SERVICE = "F4"
REPORT = """一、楼下的早茶
每周三请独居长者下楼喝早茶，全年 44 次，平均 17 人，有 4 位从不下楼的长者开始常来。
二、旧物换故事
请街坊拿旧物讲来历，办了 6 场，收集 82 个故事，印成小册子；有 2 场因下雨人少。
三、一起看大戏
组织长者和孩子一起看粤剧 5 次，孩子当讲解员，320 人次参加。"""
Visit = Callable[..., Page]


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()
    page.wait_for_load_state()


def join(page: Page) -> None:
    page.goto("/join/")
    page.get_by_role("link", name="已登记的社会组织").click()
    page.fill("[name=name]", "陈晨光")
    page.fill("[name=username]", "chenguang")
    page.fill("[name=password]", "mumian-hua-2026")
    page.check("[name=agreed]")
    press(page, "开始登记")
    expect(page.locator("main")).to_contain_text("未开始")


def tell_who(page: Page) -> None:
    """A quiet save keeps what is half done; the button then says what is wrong."""
    page.get_by_role("link", name="基本信息").click()
    page.fill("[name=name]", NAME)
    page.fill("[name=credit_code]", "52440104DEM0088010")
    page.locator("[name=summary]").fill("把长者请下楼，和邻里一起喝茶、看戏。")
    page.locator("[name=summary]").blur()
    expect(page.locator("#saved")).to_contain_text("已保存")
    assert Registration.objects.get().entry("who")["raw"]["name"] == [NAME]
    page.select_option("[name=street]", "440104021")
    press(page, "保存并继续")
    expect(page.locator(".error-summary")).to_contain_text("校验")
    page.fill("[name=credit_code]", CODE)
    press(page, "保存并继续")


def tell_contacts(page: Page) -> None:
    page.get_by_role("link", name="联系人", exact=True).click()
    page.fill("[name=name]", "陈晨光")
    page.fill("[name=phone]", "13800008801")
    page.fill("[name=post]", "总干事")
    press(page, "保存联系人")
    expect(page.locator("main")).to_contain_text("138****8801")
    page.get_by_role("link", name="继续", exact=True).click()


def tell_membership(page: Page) -> None:
    page.get_by_role("link", name="加入的协会").click()
    page.check("[name=none]")
    press(page, "保存并继续")


def tell_services(page: Page) -> None:
    page.get_by_role("link", name="能做的服务").click()
    page.get_by_role("link", name="添加一项服务").click()
    page.select_option("[name=service_type]", SERVICE)
    page.fill("[name=weekly_capacity]", "8")
    expect(page.locator("[name=streets]:checked")).to_have_count(1)
    press(page, "保存并继续")
    page.get_by_role("link", name="继续", exact=True).click()


def tell_projects(page: Page) -> None:
    page.get_by_role("link", name="过往项目").click()
    page.get_by_role("link", name="粘贴去年的年度报告").click()
    page.fill("[name=report]", REPORT)
    press(page, "分成项目")
    expect(page.locator("main")).to_contain_text("旧物换故事")
    page.get_by_role("link", name="继续", exact=True).click()


def hand_in_paper(page: Page) -> None:
    page.get_by_role("link", name="证明材料").click()
    day = timezone.localdate() + timedelta(days=400)
    page.check("[name=kind][value=certificate]")
    page.set_input_files(
        "[name=file]",
        {"name": "证书.txt", "mimeType": "text/plain", "buffer": "登记证书".encode()},
    )
    page.fill("[name=expires_on]", day.isoformat())
    press(page, "提交")
    page.get_by_role("link", name="继续", exact=True).click()


def hand_in(page: Page) -> Registration:
    page.get_by_role("link", name="检查并提交").click()
    expect(page.locator("main")).to_contain_text(CODE)
    page.check("[name=agreed]")
    press(page, "提交登记")
    expect(page.locator("main")).to_contain_text("等待指导中心审核")
    return Registration.objects.get(credit_code=CODE)


def approve(page: Page, row: Registration) -> Provider:
    page.goto("/desk/")
    page.locator(f"a[href='/desk/registrations/{row.public_id}/']").first.click()
    page.get_by_role("link", name="通过", exact=True).click()
    press(page, "通过并列入名册")
    return Provider.objects.get(credit_code=CODE)


def check_papers(page: Page, capability: Capability) -> None:
    page.goto(f"/admin/capability/verify/{capability.pk}/")
    day = timezone.localdate() + timedelta(days=300)
    page.check("[name=level][value=document_checked]")
    page.fill("[name=expires_on]", day.isoformat())
    with page.expect_navigation():
        press(page, "登记这次核验")


def proposed_lines() -> list[PackLine]:
    """A need of this service, raised and assessed; who is proposed for it."""
    member = User.objects.get(username="party_member")
    community = member.appointments.get().territory
    need = raise_need(
        community=community,
        text="想请长者下楼一起坐坐。",
        origin="party_member",
        by=member,
    )
    assess_need(
        need=need,
        version=Need.objects.get(pk=need.pk).version,
        by=User.objects.get(username="social_worker"),
        track="project",
        urgency="normal",
        title="请长者下楼坐坐",
        items=[ItemInput(ServiceType.objects.get(code=SERVICE), 1)],
    )
    job.drain()
    return list(PackLine.objects.filter(pack__need=need, capability__isnull=False))


def test_a_body_comes_in_alone_and_is_matched_once_checked(
    world: World, visit: Visit
) -> None:
    clerk = visit(width=390)
    join(clerk)
    tell_who(clerk)
    tell_contacts(clerk)
    tell_membership(clerk)
    tell_services(clerk)
    tell_projects(clerk)
    hand_in_paper(clerk)
    row = hand_in(clerk)

    operator = visit("centre_operator")
    provider = approve(operator, row)
    capability = provider.capabilities.get()
    Capability.objects.exclude(pk=capability.pk).update(active=False)
    assert proposed_lines() == []

    check_papers(operator, capability)
    assert verification_state([capability])[capability.pk].checked
    assert [line.capability for line in proposed_lines()] == [capability]

    clerk.goto("/desk/registration/")
    expect(clerk.locator("main")).to_contain_text("已列入名册")
    clerk.get_by_role("link", name="到本机构页面").click()
    expect(clerk.locator("main")).to_contain_text("旧物换故事")


def test_the_demo_has_one_that_waits_and_one_that_was_asked_back(world: World) -> None:
    Registrations(world).tell()
    Registrations(world).tell()

    states = dict(Registration.objects.values_list("applicant__username", "state"))
    assert states == {"lin_guang": "submitted", "qi_you": "returned"}
    operator = User.objects.get(username="centre_operator")
    [task] = [each for each in waiting_for(operator) if "/registrations/" in each.url]
    assert "邻光" in task.title
    [own] = waiting_for(User.objects.get(username="qi_you"))
    assert own.tone == "red"
