"""Released wishes: rewritten words only, and nothing ever of another need."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from matching.enums import Consent, Danger, NeedState, Track
from matching.models import Need
from matching.queries.wish import as_released, released_wishes
from tests.cms.markup import assert_quiet
from tests.evidence import sweep
from tests.factories.matching import NeedFactory
from tests.matching.world import WORDS, World

LIST_QUERIES = 5


class Released(TestCase):
    """The property: what the public may read is what a worker released, no more."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.need = NeedFactory(text=WORDS, title="", person=None)

    @sweep(40, 2000)
    @given(
        track=st.sampled_from(Track.values),
        state=st.sampled_from(NeedState.values),
        danger=st.sampled_from(["", *Danger.values]),
        title=st.sampled_from(["", "一盏台灯"]),
        consent=st.sampled_from(Consent.values),
        late=st.sampled_from([None, True, False]),
    )
    def test_public_needs_are_released_open_harmless_agreed_and_in_time(
        self, track, state, danger, title, consent, late
    ) -> None:
        due = late is not None and timezone.now() + timedelta(days=-1 if late else 1)
        # As the database lets a need stand: referred and merged ones name the other.
        Need.objects.filter(pk=self.need.pk).update(
            track=track,
            state=state,
            danger=danger,
            title=title,
            consent=consent,
            due_at=due or None,
            referred_to="12345",
            merged_into=self.need.pk,
            paused_state="open",
        )
        public = (
            track == Track.MICRO_WISH
            and state == NeedState.OPEN
            and not danger
            and bool(title)
            and consent != Consent.NONE
            and not late
        )
        found = as_released(released_wishes(settings.DISTRICT_CODE))
        assert [wish.title for wish in found] == ([title] if public else [])


@pytest.fixture
def world(db: None) -> World:
    return World(clocks=True)


def test_a_wish_shows_its_new_words_its_street_and_its_days(
    client: Client, world: World
) -> None:
    need = world.released()
    for address in ("/wishes/", f"/wishes/{need.public_id}/"):
        html = client.get(address).content.decode()
        assert_quiet(html)
        for shown in (need.title, str(world.street)):
            assert shown in html
        for hidden in (WORDS, need.number, need.code, world.community.name, "138"):
            assert hidden not in html
    assert f'href="/desk/wishes/{need.public_id}/"' in html
    assert 'href="/join/volunteer/"' in html


def test_other_needs_have_no_page_and_no_trace(client: Client, world: World) -> None:
    claimed, raised = world.claimed(), world.raised()
    html = client.get("/en/wishes/").content.decode()
    assert "No wish is waiting at present" in html
    for need in (claimed, raised):
        assert need.public_id not in html
        response = client.get(f"/en/wishes/{need.public_id}/")
        assert response.status_code == 404
        assert "This wish is not on the list" in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_whatever_its_length(
    client: Client, world: World, django_assert_num_queries, rows: int
) -> None:
    for _n in range(rows):
        world.released()
    with django_assert_num_queries(LIST_QUERIES):
        response = client.get("/wishes/")
    assert len(response.context["wishes"]) == rows
