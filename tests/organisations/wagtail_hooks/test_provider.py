"""Providers in Wagtail: saved by verbs, refused in our words."""

import pytest
from django.urls import reverse

from organisations.models import Provider
from records.models import LedgerEntry
from tests.factories.organisations import (
    AppointmentFactory,
    CapabilityFactory,
    PastProjectFactory,
    PlaceFactory,
    ProviderFactory,
    StreetFactory,
)

pytestmark = pytest.mark.django_db


def trail():
    entries = LedgerEntry.objects.exclude(action="organisations.appoint")
    return list(entries.values_list("action", "actor_id"))


PROVIDER = {
    "kind": "social_organisation",
    "form": "social_service_agency",
    "name": "示范区木棉邻社会工作服务中心（演示）",
    "credit_code": "52440104dem000014y",
    "languages": ["yue", "zh"],
}


def test_a_provider_is_registered_by_the_verb(client, operator):
    street = StreetFactory()

    response = client.post(
        reverse("provider:add"),
        {**PROVIDER, "street": street.pk, "stations": [street.pk]},
    )

    assert response.status_code == 302
    provider = Provider.objects.get()
    assert (provider.state, provider.credit_code) == ("pending", "52440104DEM000014Y")
    assert provider.languages == ["yue", "zh"]
    assert trail() == [("organisations.register_provider", operator.pk)]


def test_bad_input_gives_our_sentence_and_writes_nothing(client, operator):
    data = {
        **PROVIDER,
        "street": StreetFactory().pk,
        "credit_code": "52440104DEM000014X",
    }

    response = client.post(
        reverse("provider:add"), data, headers={"accept-language": "en"}
    )

    assert response.status_code == 200
    assert "18 characters, the last is" in response.content.decode()
    assert Provider.objects.count() == 0
    assert trail() == []


def test_a_provider_is_edited_admitted_and_suspended(client, operator):
    provider = ProviderFactory(pending=True)
    data = {**PROVIDER, "name": provider.name, "credit_code": provider.credit_code}
    data |= {"street": provider.street_id, "summary": "甲", "version": 1}

    page = client.get(reverse("provider:edit", args=[provider.pk])).content.decode()
    assert reverse("provider:approve", args=[provider.pk]) in page
    client.post(reverse("provider:edit", args=[provider.pk]), data)
    for step in ("approve", "suspend"):
        address = reverse(f"provider:{step}", args=[provider.pk])
        assert client.get(address).status_code == 200
        assert client.post(address).status_code == 302

    provider.refresh_from_db()
    assert (provider.summary, provider.state) == ("甲", "suspended")
    assert [action for action, _ in trail()] == [
        "organisations.edit_provider",
        "organisations.approve_provider",
        "organisations.suspend_provider",
    ]


def test_a_stale_edit_is_shown_beside_what_stands_and_may_be_saved_over_it(
    client, operator
):
    provider = ProviderFactory(version=3, summary="乙")
    data = {**PROVIDER, "name": provider.name, "credit_code": provider.credit_code}
    data |= {"street": provider.street_id, "summary": "甲", "version": 2}

    address = reverse("provider:edit", args=[provider.pk])
    response = client.post(address, data)

    assert response.status_code == 409
    assert trail() == []
    both = {(each.typed, each.now) for each in response.context["changes"]}
    assert ("甲", "乙") in both
    again = response.context["again"]
    assert client.post(address, dict(again)).status_code == 302
    provider.refresh_from_db()
    assert provider.summary == "甲"


def test_the_rows_of_another_district_are_not_changed(client, operator):
    street = StreetFactory(code="440103001", name="外区街道")
    provider = ProviderFactory(street=street)
    capability = CapabilityFactory(provider=provider)
    project = PastProjectFactory(provider=provider)
    place = PlaceFactory(territory=street)
    appointment = AppointmentFactory(territory=street)

    for name, row in (
        ("provider", provider),
        ("capability", capability),
        ("pastproject", project),
        ("place", place),
        ("appointment", appointment),
    ):
        assert (
            client.post(reverse(f"{name}:edit", args=[row.pk]), {}).status_code == 302
        )
    response = client.post(reverse("provider:add"), {**PROVIDER, "street": street.pk})
    assert response.status_code == 200
    assert trail() == []


def test_nobody_admits_what_she_runs_herself(client, operator):
    provider = ProviderFactory(pending=True)
    AppointmentFactory(user=operator, provider_admin=True, provider=provider)

    response = client.post(reverse("provider:approve", args=[provider.pk]))

    assert response.status_code == 302
    provider.refresh_from_db()
    assert provider.state == "pending"


def test_a_draft_that_is_given_its_code_awaits_approval(client, operator):
    draft = ProviderFactory(draft=True)
    address = reverse("provider:edit", args=[draft.pk])
    data = {**PROVIDER, "name": draft.name, "street": draft.street_id, "version": 1}
    page = client.get(address).content.decode()
    assert reverse("provider:approve", args=[draft.pk]) not in page

    client.post(address, {**data, "credit_code": "", "summary": "说明"})
    draft.refresh_from_db()
    assert (draft.state, draft.summary) == ("draft", "说明")
    wrong = client.post(address, {**data, "credit_code": "52", "version": 2})
    assert wrong.status_code == 200
    client.post(address, {**data, "version": 2})

    draft.refresh_from_db()
    assert (draft.state, draft.credit_code) == ("pending", "52440104DEM000014Y")
    assert [action for action, _ in trail()] == [
        "organisations.edit_provider",
        "organisations.complete_provider",
    ]


def test_a_draft_that_turns_out_to_be_a_group_needs_no_code(client, operator):
    draft = ProviderFactory(draft=True)
    data = {**PROVIDER, "name": draft.name, "street": draft.street_id, "version": 1}
    data |= {"form": "grassroots_group", "credit_code": ""}

    client.post(reverse("provider:edit", args=[draft.pk]), data)

    draft.refresh_from_db()
    assert draft.state == "pending"


def test_a_draft_is_not_admitted(client, operator):
    draft = ProviderFactory(draft=True)

    client.post(reverse("provider:approve", args=[draft.pk]))

    draft.refresh_from_db()
    assert draft.state == "draft"
    assert trail() == []
