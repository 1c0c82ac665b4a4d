"""The menu, projects and places in Wagtail: saved by verbs."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from organisations.domain.account import appoint
from organisations.enums import Role
from organisations.forms import VerificationForm
from organisations.models import Capability, PastProject
from records.models import Attachment, LedgerEntry
from tests.factories.organisations import (
    CapabilityFactory,
    ProviderFactory,
    ServiceTypeFactory,
    StreetFactory,
    TerritoryFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def trail():
    entries = LedgerEntry.objects.exclude(action="organisations.appoint")
    return list(entries.values_list("action", "actor_id"))


OFFER = {
    "weekly_capacity": 40,
    "price": "13.50",
    "funding": ["user_pays"],
    "gates": ["P2"],
    "windows-0-days": ["1", "2"],
    "windows-0-start": "09:00",
    "windows-0-end": "17:30",
}


def test_a_capability_is_offered_and_changed_by_the_verbs(client, operator):
    street, community = StreetFactory(), TerritoryFactory()
    data = {**OFFER, "provider": ProviderFactory().pk, "streets": [street.pk]}
    data |= {"service_type": ServiceTypeFactory().pk, "communities": community.code}

    client.post(reverse("capability:add"), data)
    capability = Capability.objects.get()
    address = reverse("capability:edit", args=[capability.pk])
    html = client.get(address).content.decode()
    client.post(address, {**data, "active": "on", "version": 1, "weekly_capacity": 30})

    assert 'value="13.50"' in html
    assert community.code in html
    capability.refresh_from_db()
    assert (capability.price, capability.weekly_capacity) == (1350, 30)
    assert list(capability.territories.all()) == [street, community]
    assert [action for action, _ in trail()] == [
        "organisations.offer_capability",
        "organisations.change_capability",
    ]


@pytest.mark.parametrize("step", ["verify", "withdraw"])
def test_the_page_of_a_step_is_sent_to_itself(client, operator, step):
    address = reverse(f"capability:{step}", args=[CapabilityFactory().pk])

    assert f'action="{address}"' in client.get(address).content.decode()


def test_a_capability_that_covers_nothing_is_refused(client, operator):
    data = {**OFFER, "provider": ProviderFactory().pk}

    response = client.post(
        reverse("capability:add"), {**data, "service_type": ServiceTypeFactory().pk}
    )

    assert response.status_code == 200
    assert Capability.objects.count() == 0


def test_a_check_is_added_with_evidence(client, operator):
    capability = CapabilityFactory()
    address = reverse("capability:verify", args=[capability.pk])
    assert client.get(address).status_code == 200

    client.post(
        address,
        {
            "level": "document_checked",
            "expires_on": timezone.localdate() + timedelta(days=365),
            "evidence": SimpleUploadedFile("证照.pdf", PDF, "application/pdf"),
        },
    )

    row = capability.verifications.get()
    assert (row.level, row.by, len(row.evidence_digest)) == (
        "document_checked",
        operator,
        64,
    )


def test_evidence_is_looked_at_before_anything_is_written():
    file = SimpleUploadedFile("证照.pdf", PDF, "application/pdf")
    data = {"level": "site_checked", "expires_on": timezone.localdate()}

    form = VerificationForm(data, {"evidence": file}, instance=CapabilityFactory())

    assert form.is_valid()
    assert form.cleaned_data["evidence"].content_type == "application/pdf"
    assert not Attachment.objects.exists()


def test_evidence_that_is_not_what_its_name_says_is_refused_in_the_form():
    file = SimpleUploadedFile("证照.pdf", b"MZ not a pdf", "application/pdf")
    data = {"level": "site_checked", "expires_on": timezone.localdate()}

    form = VerificationForm(data, {"evidence": file}, instance=CapabilityFactory())

    assert form.errors.keys() == {"evidence"}


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_a_check_of_a_licensed_service_without_licence_is_refused(client, operator):
    capability = CapabilityFactory(service_type=ServiceTypeFactory(licensed=True))

    response = client.post(
        reverse("capability:verify", args=[capability.pk]),
        {"level": "site_checked", "expires_on": timezone.localdate()},
    )

    assert response.status_code == 200
    assert not capability.verifications.exists()


def test_the_system_administrator_keeps_but_does_not_check(client):
    user = UserFactory()
    appoint(user=user, role=Role.SYSTEM_ADMIN, by=None)
    client.force_login(user)
    capability = CapabilityFactory()

    response = client.get(reverse("capability:verify", args=[capability.pk]))

    assert response.status_code == 302


def test_a_capability_is_withdrawn(client, operator):
    capability = CapabilityFactory()

    client.post(reverse("capability:withdraw", args=[capability.pk]))

    capability.refresh_from_db()
    assert not capability.active


def test_a_project_and_a_place_are_kept(client, operator):
    project = {"title": "楼梯间的会", "text": "11 次楼层议事。", "year": 2025}
    client.post(
        reverse("pastproject:add"), {**project, "provider": ProviderFactory().pk}
    )
    client.post(
        reverse("place:add"),
        {"kind": "station", "name": "登峰街社工站", "territory": StreetFactory().code},
    )
    row = PastProject.objects.get()
    client.post(reverse("pastproject:edit", args=[row.pk]), {**project, "year": 2024})

    assert [action for action, _ in trail()] == [
        "organisations.add_project",
        "organisations.keep_place",
        "organisations.edit_project",
    ]
