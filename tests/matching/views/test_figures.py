"""The figures of a district and of a street: by whom they are read, what they hide, and
that picture, table and list say the same."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from matching.domain import figures as domain
from matching.enums import NeedState, Track
from matching.models import FigureRelease, Need
from matching.queries.figures import (
    BECAME,
    asked_for,
    free_hours,
    gaps,
    pack_mix,
    ratings,
    satisfied,
    standing_of,
)
from organisations.enums import Role
from records.models import LedgerEntry
from tests.factories.matching import (
    FeedbackFactory,
    NeedFactory,
    NeedItemFactory,
    PackFactory,
    PackLineFactory,
)
from tests.factories.organisations import (
    AppointmentFactory,
    CapabilityFactory,
    CapacityWeekFactory,
    FreeWindowFactory,
    ProviderFactory,
    ServiceTypeFactory,
    StreetFactory,
    TerritoryFactory,
    UserFactory,
    VerificationFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db
HERE, THERE = "440104021", "440104019"


class District:
    """Two streets of a district; 12 needs for meals in one, 3 in the other."""

    def __init__(self):
        self.district = TerritoryFactory(district=True)
        self.streets = [StreetFactory(code=THERE, name="别处街道"), StreetFactory()]
        self.here = TerritoryFactory()
        self.there = TerritoryFactory(code=f"{THERE}001", name="别处社区")
        self.meal = ServiceTypeFactory(code="A1", name="助餐", name_en="Meals")
        self.visit = ServiceTypeFactory(
            code="A2", name="探访", name_en="Visits", category=self.meal.category
        )
        for place, count in ((self.here, 12), (self.there, 3)):
            for _n in range(count):
                self.need(place)

    def need(self, place, **changes):
        need = NeedFactory(community=place, **{"assessed": True, **changes})
        NeedItemFactory(need=need, service_type=self.meal)
        return need

    def reader(self, role, place=None, client=None):
        user = UserFactory()
        AppointmentFactory(user=user, role=role, territory=place or self.district)
        if client is not None:
            client.force_login(user)
        return user


@pytest.fixture
def district():
    with translation.override("en"):
        yield District()


def page(client, url=None):
    address = url or reverse("matching:figures")
    return client.get(address, headers={"accept-language": "en"})


def cells(response):
    """The rows of the first tinted table."""
    table = response.content.decode().split('<table class="heat">')[1]
    rows = table.split("</table>")[0].split("<tr>")[2:]
    return [re.findall(r'<td class="(\w+)">(.*?)</td>', row) for row in rows]


# --- what is counted --------------------------------------------------------------------


def test_needs_by_place_and_service_without_the_confidential(district):
    need = Need.objects.filter(community=district.here).first()
    NeedItemFactory(need=need, service_type=district.meal)
    NeedItemFactory(need=need, service_type=district.visit)
    district.need(district.here, track=Track.CONFIDENTIAL)
    long_ago = timezone.now() - timedelta(days=91)
    district.need(district.here, raised_at=long_ago)

    by_category = asked_for("440104", district.streets)
    by_type = asked_for("440104", district.streets, district.meal.category_id)

    assert [row[0] for row in by_category.counts] == [3, 12]
    assert by_type.counts == ((3, 0), (12, 1))


def test_what_became_of_them_and_what_waits_too_long(district):
    week = timezone.now() - timedelta(days=8)
    district.need(district.here, closed=True)
    district.need(district.here, referred=True, state_since=week)
    district.need(district.here, state_since=week)
    district.need(district.here, unmet=True, state_since=week)

    found = standing_of(HERE)

    assert found.became == dict.fromkeys(BECAME, 0) | {
        "matching": 13,
        "done": 1,
        "referred": 1,
        "unmet": 1,
    }
    assert found.waiting == 2
    states = [state for states in BECAME.values() for state in states]
    assert sorted(states) == sorted(NeedState)


def test_what_is_missing_counts_needs_and_offers_with_room(district):
    places = [district.here, district.district, district.there]
    offers = [
        CapabilityFactory(service_type=district.meal, territories=[place])
        for place in (*places, *places)
    ]
    offers[3].active = False
    offers[3].save()
    for offer in offers[:4]:
        VerificationFactory(capability=offer)
    VerificationFactory(capability=offers[4], expired=True)
    VerificationFactory(capability=offers[5])
    VerificationFactory(capability=offers[5], declared=True)
    NeedItemFactory(need=Need.objects.first(), service_type=district.visit)

    def found(code):
        return [(gap.code, gap.needs, gap.offers) for gap in gaps(code)]

    assert found(HERE)[0] == ("A1", 12, 2)
    assert found("440104")[0] == ("A1", 15, 3)
    CapacityWeekFactory(capability=offers[0], full=True)
    assert found(HERE)[0] == ("A1", 12, 1)


def test_packs_join_kinds(district):
    need = Need.objects.filter(community=district.here).first()
    pack = PackFactory(need=need, state="confirmed", confirmed_at=timezone.now())
    item = need.items.get()
    team = ProviderFactory(volunteers=True)
    for provider in (ProviderFactory(), team):
        capability = CapabilityFactory(provider=provider, service_type=district.meal)
        PackLineFactory(pack=pack, item=item, capability=capability)

    mix = pack_mix(HERE)

    assert (mix.packs, mix.mixed) == (1, 1)
    assert sum(mix.by_kind.values()) == 2
    assert pack_mix(THERE).packs == 0


def test_hours_are_whole_hours_of_active_volunteers(district):
    free = FreeWindowFactory(volunteer__home=district.here, days="67")
    FreeWindowFactory(volunteer=free.volunteer, days="1", start="18:30", end="23:00")
    VolunteerFactory(home=district.here)
    VolunteerFactory(home=district.here, state="withdrawn")

    found = free_hours(HERE)

    assert found.any_time == 1
    assert found.hours[5] == found.hours[6] == (0, *[1] * 9, *[0] * 4)
    assert found.hours[0] == (*[0] * 11, 1, 1, 1)
    assert free_hours(THERE).any_time == 0


def test_a_share_needs_ten_answers(district):
    need = Need.objects.first()
    for _n in range(9):
        FeedbackFactory(need=need)
    assert satisfied(ratings("440104")) is None

    FeedbackFactory(need=need, grade="poor")

    assert satisfied(ratings("440104")) == 90
    assert satisfied({"good": 10, "poor": None}) is None


# --- by whom it is read -----------------------------------------------------------------


def test_staff_see_small_numbers_and_readers_from_outside_do_not(client, district):
    district.reader(Role.BUREAU_REVIEWER, client=client)
    inside = cells(page(client))
    district.reader(Role.DEPARTMENT_READER, client=client)
    outside = cells(page(client))

    assert inside[:2] == [[("h3", "3"), ("sum", "3")], [("h9", "12"), ("sum", "12")]]
    assert inside[2] == [("sum", "15"), ("sum", "15")]
    hidden = ("hx", "–")
    assert outside == [[hidden, hidden], [hidden, hidden], [("sum", "15")] * 2]
    category = f"/desk/figures/?category={district.meal.category_id}"
    assert cells(page(client, category)) == outside


def test_a_street_sees_its_own_and_nobody_elses(client, district):
    district.reader(Role.STREET_OFFICER, district.streets[1], client)

    own = page(client)

    assert [row[0] for row in cells(own)] == [("h9", "12"), ("sum", "12")]
    for code in (THERE, "440104"):
        assert (
            page(client, reverse("matching:figures_of", args=[code])).status_code == 404
        )
        file = reverse("matching:figure_file", args=[code, "missing"])
        assert client.get(file).status_code == 404
    unknown = reverse("matching:figure_file", args=[HERE, "nothing"])
    assert client.get(unknown).status_code == 404
    district.reader(Role.SOCIAL_WORKER, district.streets[1], client)
    assert page(client).status_code == 403


def test_a_bar_its_words_its_table_and_its_list_say_the_same(client, district):
    district.reader(Role.STREET_OFFICER, district.streets[1], client)

    text = page(client).content.decode()

    words = (
        "Where services are missing; Meals: Needs nobody has yet 12, "
        "Offers with room this week 0"
    )
    assert f'alt="{words}"' in text
    url = f"/desk/needs/?street={HERE}&amp;service=A1"
    assert f'<a href="{url}">Meals</a>' in text
    svg = client.get(reverse("matching:figure_file", args=[HERE, "missing"]))
    assert "12 | 0" in svg.content.decode()
    assert (
        page(client, url.replace("&amp;", "&")).context["page_obj"].paginator.count
        == 12
    )


@pytest.mark.parametrize("role", [Role.BUREAU_REVIEWER, Role.CENTRE_OPERATOR])
def test_the_page_asks_as_much_of_a_small_district_as_of_a_large_one(
    client, district, role, django_assert_num_queries
):
    district.reader(role, client=client)
    queries = 14 + (role == Role.CENTRE_OPERATOR)
    page(client)
    with django_assert_num_queries(queries):
        page(client)
    for _n in range(20):
        district.need(district.there)
    with django_assert_num_queries(queries):
        page(client)


# --- given to the public ----------------------------------------------------------------


def test_the_centre_gives_figures_without_small_numbers_once_in_28_days(
    client, district
):
    operator = district.reader(Role.CENTRE_OPERATOR, client=client)
    url = reverse("matching:figures_release", args=["440104"])

    assert client.post(url).status_code == 302

    release = FigureRelease.objects.get()
    assert release.content["asked"] == [[None, None], [None, None], [15, 15]]
    assert {n for _key, n in release.content["became"]} == {None}
    entry = LedgerEntry.objects.get(action="matching.release_figures")
    assert (entry.facts, entry.actor_id) == ({"digest": release.digest}, operator.pk)
    assert client.post(url).status_code == 422
    with pytest.raises(ValidationError) as refused:
        domain.release_figures(district=district.district, by=operator)
    assert refused.value.code == "too_soon"


def test_with_fewer_than_ten_needs_there_is_nothing_to_give(district):
    user = district.reader(Role.CENTRE_OPERATOR)
    Need.objects.filter(community=district.here).update(track=Track.CONFIDENTIAL)

    with pytest.raises(ValidationError) as refused:
        domain.release_figures(district=district.district, by=user)

    assert refused.value.code == "too_few"


def test_nobody_else_gives_figures(client, district):
    district.reader(Role.BUREAU_REVIEWER, client=client)
    url = reverse("matching:figures_release", args=["440104"])
    assert client.post(url).status_code == 403
    district.reader(Role.CENTRE_OPERATOR, client=client)
    street = reverse("matching:figures_release", args=[HERE])
    assert client.post(street).status_code == 404
    assert not FigureRelease.objects.exists()
