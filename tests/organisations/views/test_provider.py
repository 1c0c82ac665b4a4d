"""A provider's own page and the change of its menu."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from organisations.domain.capability import change_capability
from organisations.domain.capacity import hold_capacity
from organisations.enums import Role
from organisations.models import Capability
from records.models import LedgerEntry
from tests.factories.organisations import (
    AppointmentFactory,
    CapabilityFactory,
    PastProjectFactory,
    ProviderFactory,
    UserFactory,
    VerificationFactory,
    WindowFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return ProviderFactory(summary="做长者出院过渡。")


@pytest.fixture
def admin(client, provider):
    user = AppointmentFactory(provider_admin=True, provider=provider).user
    client.force_login(user)
    return user


def enter(client, **appointment):
    client.force_login(AppointmentFactory(**appointment).user)


def page(provider):
    return reverse("organisations:provider", args=[provider.public_id])


def form(capability):
    return reverse("organisations:capability", args=[capability.public_id])


MORNING = {
    "windows-0-days": ["1", "3"],
    "windows-0-start": "09:00",
    "windows-0-end": "11:30",
}


def test_the_page_shows_data_menu_and_projects(client, admin, provider):
    line = WindowFactory(capability__provider=provider).capability
    VerificationFactory(capability=line, proven=True)
    PastProjectFactory(provider=provider, title="楼梯间的会")

    html = client.get(page(provider)).content.decode()

    for text in (
        provider.name,
        provider.credit_code,
        "做长者出院过渡。",
        str(line.service_type),
        "09:00–11:30",
        "/ 4\xa0次",
        "楼梯间的会",
        form(line),
    ):
        assert text in html


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_fifteen_queries_for_any_menu(
    client, admin, provider, number, django_assert_num_queries
):
    for _ in range(number):
        line = WindowFactory(capability__provider=provider).capability
        VerificationFactory(capability=line)
        PastProjectFactory(provider=provider)
    client.get(page(provider))

    with django_assert_num_queries(14):
        client.get(page(provider))


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(
    client, number, django_assert_num_queries
):
    enter(client, operator=True)
    ProviderFactory.create_batch(number)
    address = reverse("organisations:providers")
    client.get(address)

    with django_assert_num_queries(9):
        html = client.get(address).content.decode()

    assert html.count("（演示）") == number


def test_the_only_own_provider_opens_at_once(client, admin, provider):
    response = client.get(reverse("organisations:providers"))

    assert response.url == page(provider)


def test_the_list_is_searched_by_name(client):
    enter(client, operator=True)
    ProviderFactory(name="木棉邻（演示）")
    ProviderFactory(name="萤火（演示）")

    html = client.get(
        reverse("organisations:providers"), {"q": "木棉"}
    ).content.decode()

    assert "木棉邻" in html
    assert "萤火" not in html


def test_what_is_not_visible_is_not_there(client, admin):
    other = CapabilityFactory()

    assert client.get(page(other.provider)).status_code == 404
    assert client.get(form(other)).status_code == 404
    assert client.post(form(other)).status_code == 404


def test_strangers_sign_in_first_and_users_without_role_see_nothing(client, provider):
    assert client.get(page(provider)).status_code == 302
    client.force_login(UserFactory())
    assert client.get(page(provider)).status_code == 404


def test_an_ended_appointment_is_absent_at_once(client, provider):
    enter(client, provider_admin=True, provider=provider, over=True)

    assert client.get(page(provider)).status_code == 404


def test_staff_read_but_do_not_change(client, provider):
    line = CapabilityFactory(provider=provider)
    enter(client)

    assert form(line) not in client.get(page(provider)).content.decode()
    assert client.get(form(line)).status_code == 403
    assert client.post(form(line), {"weekly_capacity": 9}).status_code == 403
    assert Capability.objects.get().weekly_capacity == 4


def test_the_menu_of_a_suspended_provider_rests(client):
    provider = ProviderFactory(suspended=True)
    line = CapabilityFactory(provider=provider)
    enter(client, provider_admin=True, provider=provider)

    assert client.get(page(provider)).status_code == 200
    assert client.get(form(line)).status_code == 403


def test_a_draft_says_what_is_missing_and_is_on_no_menu(client):
    draft = ProviderFactory(draft=True)
    line = CapabilityFactory(provider=draft)
    enter(client, provider_admin=True, provider=draft)

    html = client.get(page(draft)).content.decode()
    enter(client, role=Role.SOCIAL_WORKER, territory=draft.street)

    assert "缺：统一社会信用代码" in html
    assert client.get(page(draft)).status_code == 404
    assert not Capability.objects.on_menu().exists()
    with pytest.raises(ValidationError, match=str(draft)):
        hold_capacity(capability=line, week=timezone.localdate(), quantity=1)


def test_capacity_and_times_are_changed_by_the_verb(client, admin, provider):
    line = CapabilityFactory(provider=provider)

    response = client.post(
        form(line), {"weekly_capacity": 7, "note": "", "version": 1, **MORNING}
    )

    assert response.url == page(provider)
    line.refresh_from_db()
    assert (line.weekly_capacity, line.windows.get().days) == (7, "13")
    entry = LedgerEntry.objects.get()
    assert (entry.actor_id, entry.facts["changed"]) == (
        admin.pk,
        ["weekly_capacity", "windows"],
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"weekly_capacity": 0},
        {"weekly_capacity": ""},
        {"windows-0-start": "09:00"},
        {"windows-0-days": "1", "windows-0-start": "11:00", "windows-0-end": "09:00"},
    ],
)
def test_a_form_that_does_not_hold_is_422_and_keeps_the_input(
    client, admin, provider, wrong
):
    line = CapabilityFactory(provider=provider)

    response = client.post(
        form(line), {"weekly_capacity": 4, "note": "周末提前说", "version": 1, **wrong}
    )

    assert response.status_code == 422
    assert "周末提前说" in response.content.decode()
    assert LedgerEntry.objects.count() == 0


def test_an_older_version_is_409_with_what_stands_now(client, admin, provider):
    line = CapabilityFactory(provider=provider)
    change_capability(capability=line, weekly_capacity=11, by=None)

    response = client.post(form(line), {"weekly_capacity": 7, "note": "", "version": 1})

    assert response.status_code == 409
    html = response.content.decode()
    assert ">11<" in html
    assert 'name="version" value="2"' in html
    assert Capability.objects.get().weekly_capacity == 11


def test_the_pages_carry_no_inline_style_or_script(client, admin, provider):
    line = WindowFactory(capability__provider=provider).capability

    for address in (page(provider), form(line)):
        html = client.get(address).content.decode()
        assert "style=" not in html
        assert "<style" not in html
        assert "onclick" not in html


def test_its_administrator_confirms_the_entry_and_staff_do_not(client, admin, provider):
    address = f"{page(provider)}confirm/"
    assert address in client.get(page(provider)).content.decode()

    client.post(address)

    provider.refresh_from_db()
    assert provider.confirmed_on == timezone.localdate()
    enter(client)
    assert address not in client.get(page(provider)).content.decode()
    assert client.post(address).status_code == 403


def test_it_says_itself_how_everybody_reaches_it(client, admin, provider):
    address = f"{page(provider)}contact/"
    assert address in client.get(page(provider)).content.decode()
    assert client.get(address).status_code == 200
    given = {"public_phone": "020-8111 2222", "public_address": "大德路 8 号一楼"}

    sent = client.post(address, {**given, "version": provider.version})

    assert sent.status_code == 302
    provider.refresh_from_db()
    assert provider.public_phone == given["public_phone"]
    assert provider.public_address == given["public_address"]
    assert "大德路 8 号一楼" in client.get(page(provider)).content.decode()
    late = client.post(address, {"public_phone": "", "version": provider.version - 1})
    assert late.status_code == 409
    enter(client)
    assert address not in client.get(page(provider)).content.decode()
    assert client.get(address).status_code == 403


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("zh-hans", "个人电话"), ("en", "own telephone")],
)
def test_a_persons_own_telephone_is_never_published(
    client, admin, provider, language, sentence
):
    client.cookies["django_language"] = language
    for phone in (
        "13800001234",
        "138-0000-1234",
        "+86 138 0000 1234",
        "1 380 000 1234",
        "１３８００００１２３４",
    ):
        sent = client.post(f"{page(provider)}contact/", {"public_phone": phone})

        assert sent.status_code == 422
        assert sentence in sent.content.decode()
    provider.refresh_from_db()
    assert (provider.public_phone, provider.version) == ("", 1)
