"""What a Chinese reader sees when something goes wrong: why, what to do, whom to ask."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from records import links
from records.models import Link
from tests.factories.organisations import AppointmentFactory
from tests.tour.words import english, plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Client:
    return Client(headers={"accept-language": "zh-CN"})


def said(answer: HttpResponse) -> str:
    """The words of the page, which are Chinese and nothing else."""
    text = plain(answer.content.decode())
    assert english(text) == ""
    assert "您可以这样做" in text or "请检查" in text
    return text


def test_no_such_page(reader: Client) -> None:
    answer = reader.get("/no/such/page/")

    assert (answer.status_code, "没有" in said(answer)) == (404, True)


def test_a_refusal_says_why_and_who_can_help(reader: Client) -> None:
    reader.force_login(AppointmentFactory().user)
    answer = reader.get("/desk/design/")

    text = said(answer)
    assert answer.status_code == 403
    assert "本页面供网站建设和编辑人员使用" in text
    assert "社工站站长" in text or "指导中心" in text


def test_too_large(reader: Client) -> None:
    size = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1
    answer = reader.post("/raise/", {"text": "长" * size})

    assert answer.status_code == 413
    assert "10" in said(answer)


def test_a_form_that_was_open_for_too_long() -> None:
    reader = Client(enforce_csrf_checks=True, headers={"accept-language": "zh-CN"})
    answer = reader.post("/raise/", {"text": "楼道灯坏了"})

    assert answer.status_code == 403
    assert "没有保存" in said(answer) or "未保存" in said(answer)


@pytest.mark.parametrize("used", [True, False])
def test_a_link_that_is_over(reader: Client, used: bool) -> None:
    link, token = links.issue(
        purpose="matching.give_feedback",
        subject="matching.need:1",
        expires_at=timezone.now() + timedelta(days=1),
    )
    past = timezone.now() - timedelta(days=1)
    Link.objects.filter(pk=link.pk).update(
        **{"used_at": past} if used else {"expires_at": past}
    )
    answer = reader.get(f"/i/{token}/")

    assert answer.status_code == 410
    assert english(plain(answer.content.decode())) == ""


def test_a_wrong_form_keeps_what_was_typed_and_leads_to_each_fault(
    reader: Client,
) -> None:
    answer = reader.post("/raise/", {"text": "", "contact_phone": "13800001234"})
    html = answer.content.decode()

    assert answer.status_code == 422
    assert "请检查" in said(answer)
    summary = re.search(r'class="error-summary".*?</div>', html, re.S)[0]
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert "id_text" in targets
    assert set(targets) <= set(re.findall(r'\sid="([^"]+)"', html))
    assert 'value="13800001234"' in html
