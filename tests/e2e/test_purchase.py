"""A purchase by role in Chromium: the street begins it at its topic and records the
contract, the supplier reports, the street accepts and says how well it went."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from matching.models import PurchaseProject, PurchaseTopic
from organisations.models import Provider
from tests.e2e.hands import fill, follow, words
from tests.matching.domain.test_topic import unmet
from tests.matching.purchases import FILE, load_rules, supplier_of
from tests.matching.world import World

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_from_topic_to_judgement(window, tmp_path) -> None:
    world = World()
    load_rules()
    unmet(world)
    topic, supplier = PurchaseTopic.objects.get(), supplier_of(world)
    street = window(world.officer)
    phone = window(world.admins[supplier.pk], width=390)
    begin(street, topic)
    file = tmp_path / "合同.pdf"
    file.write_bytes(FILE.data)
    sign(street, supplier, file)
    for stage in ("第一期", "第二期"):
        deliver(street, phone, stage)
    project = PurchaseProject.objects.get()
    street.goto("/desk/")
    follow(street, f"{project.public_id}/")
    follow(street, "/judge/")
    fill(street, points="85", reasons="按期完成，反馈良好")
    assert "85" in words(street)
    project.refresh_from_db()
    assert (project.state, project.performance) == ("completed", 85)
    phone.goto("/desk/")
    assert project.public_id not in phone.content()


def begin(street: Page, topic: PurchaseTopic) -> None:
    street.goto("/desk/topics/")
    follow(street, f"{topic.public_id}/")
    follow(street, "/purchase/")
    fill(
        street,
        funding="purchase_contract",
        buyer="示范街道办事处",
        buyer_form="state_organ",
        lines="人员费用 20,000\n物资：10000.50 元",
    )


def sign(street: Page, supplier: Provider, file: Path) -> None:
    """The contract as it was signed; nothing here chose its supplier."""
    day = timezone.localdate().isoformat()
    street.goto("/desk/")
    follow(street, f"{PurchaseProject.objects.get().public_id}/")
    follow(street, "/contract/")
    fill(
        street,
        supplier=supplier.name,
        procedure="consultation",
        procedure_no="示采〔2026〕7号",
        decided_on=day,
        number="示购-2026-07",
        signed_on=day,
        since=day,
        until=day,
        amount="25000.50",
        steps=f"第一期，15,000.50 {day}\n第二期 10000元 {day}",
        file=file,
    )
    assert "25,000.50" in words(street)


def deliver(street: Page, phone: Page, stage: str) -> None:
    """The supplier reports on its phone, the street accepts."""
    phone.goto("/desk/")
    phone.locator("main a", has_text=stage).first.click()
    phone.locator("main li", has_text=stage).locator('a[href$="/report/"]').click()
    fill(phone, report="已送餐六百份")
    street.goto("/desk/")
    street.locator("main a", has_text=stage).first.click()
    follow(street, "/accept/")
    assert "已送餐六百份" in words(street)
    fill(street, outcome="accepted")
