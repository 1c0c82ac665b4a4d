"""From an accepted invitation to a certificate that anybody checks, in a real browser."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from config.demo.world import World
from matching.domain.engagement import accept_engagement
from matching.domain.need import ItemInput, assess_need, raise_need
from matching.domain.pack import confirm_own_agency
from matching.domain.session import turn_second_key
from matching.enums import EngagementState, SecondKey
from matching.models import Engagement, ServiceCertificate, Session
from matching.rules import communities_to_raise_in
from organisations.models import ServiceType, User
from organisations.queries import admins_of
from records.models import Attachment
from tests.matching.tools import plate, say_yes, version_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
WORDS = "楼里有户老人想立遗嘱，想请律师来两次，当面说清楚。"
Visit = Callable[..., Page]


def submit(page: Page) -> None:
    page.locator("main form.form button:not(.quiet)").last.click()
    page.wait_for_load_state()


def plan_weekly(page: Page, engagement: Engagement) -> list[Session]:
    """From last week on, always with the same face."""
    page.goto(f"/desk/invitations/{engagement.public_id}/session/")
    day = timezone.localdate() - timedelta(days=7)
    page.fill("[name=day]", day.isoformat())
    page.fill("[name=start]", "09:00")
    page.fill("[name=end]", "10:00")
    page.fill("[name=units]", "1")
    page.fill("[name=keeper_name]", "陈一")
    page.fill("[name=keeper_phone]", "13800000001")
    page.check("[name=weekly]")
    submit(page)
    return list(engagement.sessions.order_by("starts_at"))


def record(page: Page, session: Session, picture: Path) -> None:
    page.goto(f"/desk/sessions/{session.public_id}/delivery/")
    page.fill("[name=served]", "陈一 13800000001\n李二 13800000002 45")
    page.set_input_files("[name=sheet]", str(picture))
    submit(page)


def certify(page: Page) -> ServiceCertificate:
    page.goto("/desk/certificates/")
    page.locator("main a[href*='/certificates/new/']").first.click()
    page.check("[name=holder_id][value=volunteer]")
    page.fill("[name=id_number]", "440104199001011234")
    page.fill("[name=in_charge]", "林主任")
    page.fill("[name=contact]", "020-00000000")
    submit(page)
    certificate = ServiceCertificate.objects.get()
    page.goto(f"/desk/certificates/{certificate.public_id}/")
    assert page.locator("a[href$='/out/']").count() == 0
    earlier = timezone.now() - timedelta(days=8)
    ServiceCertificate.objects.update(shown_at=earlier)
    page.reload()
    page.locator("a[href$='/out/']").click()
    submit(page)
    page.locator("form[action$='/print/'] button:not(.quiet)").click()
    page.wait_for_load_state()
    return ServiceCertificate.objects.select_related("paper").get()


def test_hours_become_a_paper_that_anybody_checks(
    world: World, visit: Visit, tmp_path: Path
) -> None:
    engagement = accepted()
    admin = visit(admins_of(engagement.provider)[0].username, width=390)
    sessions = plan_weekly(admin, engagement)
    assert sum(each.units for each in sessions) == engagement.quantity
    assert len({each.keeper_id for each in sessions}) == 1
    begins = timezone.localtime(sessions[0].starts_at).date()
    admin.goto(f"/desk/calendar/?week={begins.isoformat()}")
    expect(admin.locator("ol.week article")).to_have_count(1)

    picture = tmp_path / "list.jpg"
    Image.new("RGB", (60, 40), "white").save(picture)
    record(admin, sessions[0], picture)
    assert Attachment.objects.get().subject == sessions[0].subject
    helper = User.objects.get(username="party_member")
    turn_second_key(session=sessions[0], kind=SecondKey.HELPER, by=helper)

    certificate = certify(admin)
    expect(admin.locator("main")).to_contain_text("陈一")
    expect(admin.locator("main .seal")).to_be_attached()
    anybody = visit(width=390)
    anybody.goto(f"/verify/{certificate.paper.code}/")
    expect(anybody.locator("main")).to_contain_text(certificate.paper.serial)
    expect(anybody.locator("main")).to_contain_text(re.compile("有效"))


def accepted() -> Engagement:
    """An individual need that a member raised; its provider has said yes."""
    member = User.objects.get(username="party_member")
    worker = User.objects.get(username="social_worker")
    manager = User.objects.get(username="station_manager")
    community = communities_to_raise_in(member).order_by("code").first()
    need = raise_need(community=community, text=WORDS, origin="party_member", by=member)
    assess_need(
        need=need,
        version=need.version,
        track="individual",
        urgency="normal",
        title="请律师来两次",
        consent="in_person",
        items=[ItemInput(ServiceType.objects.get(code="F1"), 2, weeks=2)],
        by=worker,
    )
    pack = plate(need)
    for line in pack.lines.filter(own_agency=True):
        confirm_own_agency(
            line=line, need_version=version_of(pack), reason="最熟悉", by=manager
        )
    say_yes(pack, kind="social_worker", by=worker)
    say_yes(pack, kind="station_manager", by=manager)
    engagement = Engagement.objects.order_by("pk").first()
    accept_engagement(engagement=engagement, by=admins_of(engagement.provider)[0])
    engagement.refresh_from_db()
    assert engagement.state == EngagementState.ACCEPTED
    return engagement
