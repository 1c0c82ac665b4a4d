"""What is typed into a long form outlives the tab, the device and the session."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.models import Need
from organisations.domain.draft import MOST_TYPED, Opened, forget_drafts, key_of
from organisations.models import Draft
from tests.matching.world import WORDS, World

pytestmark = pytest.mark.django_db
RAISE, KEEP = reverse("matching:raise"), reverse("organisations:keep_draft")
DROP, DESK = reverse("organisations:drop_draft"), reverse("desk")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def world():
    return World()


def signed_in(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def typed(world, **more):
    return {
        "draft": key_of(Opened(world.worker.pk, RAISE)),
        "text": WORDS,
        "community": world.community.pk,
        "urgency": "normal",
        "origin": "person",
        "ticket": "a" * 32,
        **more,
    }


def test_a_long_form_is_kept_offered_on_any_device_and_gone_once_sent(world):
    phone, office = signed_in(world.worker), signed_in(world.worker)
    page = phone.get(RAISE).content.decode()
    assert f'hx-post="{KEEP}"' in page
    assert 'name="draft"' in page
    quiet = phone.post(KEEP, typed(world, text=WORDS[:4]), headers=HTMX)
    at = timezone.localtime(Draft.objects.get().saved_at)
    assert f"Saved {at:%H:%M}" in quiet.content.decode()
    later = phone.post(KEEP, typed(world, later="1"))
    assert later.url == DESK
    shown = office.get(DESK).content.decode()
    assert "Go on with it: Raise a need" in shown
    resumed = office.get(f"{RAISE}?draft=1")
    assert resumed.context["form"]["text"].value() == WORDS
    assert not resumed.context["form"].errors
    assert "Not sent yet" in resumed.content.decode()
    assert office.post(RAISE, typed(world)).status_code == 302
    assert (Draft.objects.count(), Need.objects.count()) == (0, 1)


def test_a_form_sent_after_the_session_ended_comes_back_after_signing_in(world):
    client = signed_in(world.worker)
    client.get(RAISE)
    client.session.flush()
    answer = client.post(RAISE, typed(world))
    assert answer.url == f"{reverse('account_login')}?next={RAISE}%3Fdraft%3D1"
    assert Need.objects.count() == 0
    quiet = client.post(KEEP, typed(world), headers=HTMX)
    assert quiet.status_code == 401
    assert "What you typed is kept" in quiet.content.decode()
    again = signed_in(world.worker).get(f"{RAISE}?draft=1")
    assert again.context["form"]["text"].value() == WORDS
    other = signed_in(world.raiser).get(f"{RAISE}?draft=1")
    assert other.context["draft"] is None


def test_nobody_keeps_a_draft_in_another_name(world):
    client = signed_in(world.raiser)
    for key in ("", "x", key_of(Opened(world.worker.pk, RAISE))):
        assert client.post(KEEP, typed(world, draft=key)).status_code == 404
        quiet = client.post(KEEP, typed(world, draft=key), headers=HTMX)
        assert quiet.status_code == 401
        assert "Not saved" in quiet.content.decode()
        assert client.post(DROP, {"draft": key}).status_code == 404
    assert Draft.objects.count() == 0


def test_a_draft_is_sealed_bounded_thrown_away_and_forgotten(world):
    client = signed_in(world.worker)
    client.post(KEEP, typed(world))
    with connection.cursor() as cursor:
        cursor.execute("SELECT typed FROM organisations_draft")
        assert "community" not in cursor.fetchone()[0]
    long = client.post(KEEP, typed(world, text="x" * MOST_TYPED), headers=HTMX)
    assert "more text than can be kept" in long.content.decode()
    assert Draft.objects.get().data["text"] == WORDS
    assert client.post(DROP, {"draft": typed(world)["draft"]}).url == RAISE
    client.post(KEEP, typed(world))
    assert forget_drafts(at=timezone.now() + timedelta(days=6)) == 0
    assert forget_drafts(at=timezone.now() + timedelta(days=8)) == 1
