"""帮办代填: the yes beside the need, the papers, the link that follows the case."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from matching.domain.consent import issue_follow_link
from matching.enums import Track
from matching.models import GivenConsent, Need
from organisations.enums import Role
from records.models import LedgerEntry, Link
from tests.matching.tools import fresh
from tests.matching.world import WORDS

BEHALF = reverse("matching:behalf")


def sent(world, **more):
    return {
        "text": WORDS,
        "community": world.community.pk,
        "urgency": "normal",
        "origin": "person",
        "ticket": "c" * 32,
        "contact_name": "陈婆婆",
        "contact_phone": "13800001234",
        "consent": "in_person",
        "given_on": timezone.localdate().isoformat(),
        "read_out": "on",
        **more,
    }


def page(reader, user, name, need, data=None):
    address = reverse(f"matching:{name}", args=[need.public_id])
    browser = reader(user)
    return browser.get(address) if data is None else browser.post(address, data)


def test_a_need_filled_in_for_somebody_keeps_how_that_person_agreed(world, reader):
    for _twice in range(2):
        response = reader(world.worker).post(BEHALF, sent(world))

    need = Need.objects.get()
    given = need.consents.get()
    entry = LedgerEntry.objects.filter(action="matching.record_consent").get()
    assert response.status_code == 302
    assert (given.way, given.version, given.taken_by) == (
        "in_person",
        "2026-11",
        world.worker,
    )
    assert need.consent == "in_person"
    assert entry.facts == {"way": "in_person", "text": "2026-11", "photo": ""}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"consent": ""}, "consent"),
        ({"consent": "form"}, "consent"),
        ({"consent": "paper"}, "photo"),
        ({"read_out": ""}, "read_out"),
        ({"given_on": "2999-01-01"}, "__all__"),
        ({"contact_name": ""}, "contact_name"),
    ],
)
def test_without_a_yes_nothing_is_kept(world, reader, changes, field):
    response = reader(world.worker).post(BEHALF, sent(world, **changes))

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert (Need.objects.count(), GivenConsent.objects.count()) == (0, 0)


def test_the_photo_of_the_paper_is_for_whoever_runs_the_case(world, reader):
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8)).save(drawn, "PNG")
    file = SimpleUploadedFile("yes.png", drawn.getvalue(), "image/png")
    reader(world.worker).post(BEHALF, sent(world, consent="paper", photo=file))
    given = GivenConsent.objects.select_related("need", "photo").get()
    address = reverse("matching:consent_photo", args=[given.need.public_id, given.pk])

    shown = reader(world.worker).get(address)
    assert b"".join(shown.streaming_content).startswith(b"\x89PNG")
    assert reader(world.raiser).get(address).status_code in (403, 404)
    facts = LedgerEntry.objects.get(action="matching.record_consent").facts
    assert facts["photo"] == given.photo.digest


def test_a_resident_fills_in_for_nobody(world, reader):
    resident = world.appointed(Role.RESIDENT, world.community)

    assert reader(resident).get(BEHALF).status_code == 403
    assert reader(resident).get(reverse("matching:blank_form")).status_code == 403


def test_a_yes_is_noted_later(world, reader):
    need = world.raised()
    Need.objects.filter(pk=need.pk).update(consent="", raised_by=world.worker)
    need = fresh(need)
    form = sent(world, consent="guardian", version=need.version)
    response = page(reader, world.worker, "consent", need, form)
    stale = page(reader, world.worker, "consent", need, form)

    assert (response.status_code, stale.status_code) == (302, 409)
    assert fresh(need).consent == "guardian"


def test_the_form_on_paper_is_blank_or_filled_in_both_languages(world, reader, clean):
    need = world.raised()
    Need.objects.filter(pk=need.pk).update(raised_by=world.worker)
    blank = clean(reader(world.worker).get(reverse("matching:blank_form")))
    filled = clean(page(reader, world.worker, "filled_form", need))

    for shown in (blank, filled):
        assert "I need help" in shown
        assert "/raise/" in shown
        assert "data:image/svg+xml" in shown
    assert WORDS not in blank
    assert WORDS in filled


def test_the_sheet_leads_to_the_case_without_an_account(world, reader, clean):
    need = world.raised()
    Need.objects.filter(pk=need.pk).update(raised_by=world.worker)
    need = fresh(need)
    sheet = clean(
        page(reader, world.worker, "person_sheet", need, {"version": need.version})
    )
    path = "/i/" + sheet.partition("/i/")[2][:33]
    anybody = Client(headers={"accept-language": "en"})
    anybody.cookies["elder"] = "on"
    before = Link.objects.get().used_at
    first, again = anybody.get(path), anybody.get(path)

    assert need.number in sheet
    assert need.code in sheet
    assert (first.status_code, again.status_code, before) == (200, 200, None)
    assert need.number in first.content.decode()
    assert "elder" in first.content.decode()
    assert WORDS not in first.content.decode()
    assert Link.objects.get().used_at is None


def test_the_same_link_asks_for_a_yes_and_for_a_rating(world):
    pack = world.proposed()
    anybody = Client(headers={"accept-language": "en"})
    path = f"/i/{issue_follow_link(need=pack.need, by=world.worker)}/"
    asked = anybody.get(path).content.decode()
    yes = anybody.post(path)
    Need.objects.filter(pk=pack.need_id).update(state="closed")
    pack.need.packs.update(state="superseded")
    rated = anybody.post(path)

    assert "Your word is needed" in asked
    assert anybody.get(yes["Location"]).status_code == 200
    assert anybody.get(rated["Location"]).context["form"].fields.keys() >= {"grade"}


def test_a_confidential_case_is_on_no_paper(world, reader):
    need = world.raised()
    token = issue_follow_link(need=need, by=world.worker)
    Need.objects.filter(pk=need.pk).update(
        track=Track.CONFIDENTIAL, raised_by=world.worker
    )
    need = fresh(need)

    response = page(
        reader, world.worker, "person_sheet", need, {"version": need.version}
    )
    assert response.status_code == 422
    assert Client().get(f"/i/{token}/").status_code == 404


def test_the_worker_sees_whether_an_invitation_arrived(world, reader, clean):
    (engagement, *_more) = world.invited()
    need = engagement.need
    address = reverse("matching:need_told", args=[need.public_id])

    mine = clean(reader(world.worker).get(address))

    assert "not read in the inbox yet" in mine
    assert "Nobody else sees this" in mine
