"""The pages of posts: of the volunteer who claims, of the station and the secretary."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisations.enums import Role
from organisations.models import PostClaim, ServicePost
from tests.factories.organisations import (
    AppointmentFactory,
    ServiceTypeFactory,
    StreetFactory,
    TerritoryFactory,
    VolunteerFactory,
)
from tests.factories.service_post import PostClaimFactory, ServicePostFactory

pytestmark = pytest.mark.django_db
LIST = reverse("organisations:posts")
LISTED, SHOWN = 8, 9


def reader(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def url(name, thing):
    return reverse(f"organisations:{name}", args=[thing.public_id])


def text(client, address):
    return client.get(address).content.decode()


@pytest.fixture
def worker():
    StreetFactory()
    return AppointmentFactory().user


def test_from_the_form_to_the_yes_and_the_end(worker):
    volunteer = VolunteerFactory(signed_in=True)
    office, phone = reader(worker), reader(volunteer.user)
    day, new = timezone.localdate(), reverse("organisations:post_new")
    form = {
        "title": "楼道安全岗",
        "duty": "每周巡看一次楼道。",
        "place": volunteer.home.pk,
        "weekly_hours": 2,
        "places": 1,
        "since": day.isoformat(),
        "until": (day + timedelta(days=60)).isoformat(),
    }
    assert new in text(office, LIST)
    assert office.get(new).status_code == 200
    assert office.post(new, {**form, "until": day.isoformat()}).status_code == 422
    assert office.post(new, form, follow=True).status_code == 200
    post = ServicePost.objects.get()
    page = url("post", post)
    assert page in text(phone, LIST)
    assert url("post_claim", post) in text(phone, page)
    said = phone.post(url("post_claim", post), follow=True).content.decode()
    assert "The community answers" in said
    claim = PostClaim.objects.get()
    assert url("post_confirm", claim) not in text(phone, page)
    confirm = url("post_confirm", claim)
    assert confirm in text(office, page)
    assert office.get(confirm).status_code == 200
    assert office.post(confirm, {}).status_code == 302
    assert office.post(confirm, {}).status_code == 409
    assert "Holds the post" in text(phone, page)
    leave = url("post_leave", claim)
    assert leave in text(phone, page)
    assert phone.post(leave, {"reason": ""}).status_code == 302
    assert url("post_claim", post) in text(phone, page)
    assert office.get(url("post_end", post)).status_code == 200
    assert office.post(url("post_end", post), {}).status_code == 302
    assert "ended" in text(phone, page)


def test_a_no_is_read_with_its_reason(worker):
    claim = PostClaimFactory(volunteer__signed_in=True)
    office, refuse = reader(worker), url("post_refuse", claim)
    assert office.post(refuse, {"reason": ""}).status_code == 422
    assert office.post(refuse, {"reason": "这个岗要白天有空"}).status_code == 302
    phone = reader(claim.volunteer.user)
    assert "这个岗要白天有空" in text(phone, url("post", claim.post))
    assert "Claim not accepted" in text(phone, LIST)


def test_a_claim_is_written_down_for_who_has_no_account(worker):
    post = ServicePostFactory(skill=ServiceTypeFactory())
    able, unable = VolunteerFactory(), VolunteerFactory()
    able.skills.add(post.skill)
    office, write = reader(worker), url("post_write", post)
    assert write in text(office, url("post", post))
    assert office.post(write, {"volunteer": unable.pk}).status_code == 422
    assert office.post(write, {"volunteer": able.pk}).status_code == 302
    assert office.post(write, {"volunteer": able.pk}).status_code == 422
    assert PostClaim.objects.get().volunteer == able


def test_a_minor_needs_a_grown_up_and_both_read_it(worker):
    claim = PostClaimFactory(volunteer__minor=True, volunteer__signed_in=True)
    adult = VolunteerFactory(signed_in=True)
    office, confirm = reader(worker), url("post_confirm", claim)
    assert office.post(confirm, {}).status_code == 422
    assert office.post(confirm, {"companion": adult.pk}).status_code == 302
    page = url("post", claim.post)
    assert "who is under 18" in text(reader(adult.user), page)
    assert str(adult) in text(reader(claim.volunteer.user), page)


def test_what_stands_in_the_way_is_said(worker):
    post = ServicePostFactory(skill=ServiceTypeFactory(), places=1)
    volunteer = VolunteerFactory(signed_in=True)
    phone, page = reader(volunteer.user), url("post", post)
    assert reverse("organisations:volunteer_change") in text(phone, page)
    said = phone.post(url("post_claim", post), follow=True).content.decode()
    assert "in your skills" in said
    volunteer.skills.add(post.skill)
    ServicePost.objects.update(taken=1)
    assert "All places are taken" in text(phone, page)
    said = phone.post(url("post_claim", post), follow=True).content.decode()
    assert "last place" in said
    assert phone.get(url("post_claim", post)).status_code == 405


def test_who_sees_and_keeps_what(worker):
    post = ServicePostFactory()
    over = ServicePostFactory(over=True)
    claim = PostClaimFactory(post=ServicePostFactory(ended=True), closed=True)
    held = {"role": Role.COMMUNITY_SECRETARY, "territory": post.place}
    secretary = AppointmentFactory(**held).user
    far = StreetFactory(code="440104019", name="别处街道")
    stranger = AppointmentFactory(territory=far).user
    officer = AppointmentFactory(role=Role.STREET_OFFICER, territory=StreetFactory())
    near = VolunteerFactory(signed_in=True).user
    elsewhere = TerritoryFactory(code="440104021009", name="别处社区")
    away = VolunteerFactory(signed_in=True, home=elsewhere).user
    rows = {
        who: set(reader(who).get(LIST).context["page"].object_list)
        for who in (worker, secretary, near, stranger, officer.user, away)
    }
    every = {post, over, claim.post}
    assert list(rows.values()) == [every, every, {post}, set(), set(), set()]
    new = reverse("organisations:post_new")
    for page in ("post_end", "post_write"):
        assert reader(secretary).get(url(page, post)).status_code == 200
        assert reader(near).get(url(page, post)).status_code == 403
        assert reader(stranger).get(url(page, post)).status_code == 404
    assert [reader(w).get(new).status_code for w in (near, away)] == [403, 403]
    assert reader(stranger).get(url("post_confirm", claim)).status_code == 404


def test_nobody_answers_her_own_claim(worker):
    claim = PostClaimFactory(volunteer__user=worker)
    client = reader(worker)
    for page in ("post_confirm", "post_refuse"):
        assert client.get(url(page, claim)).status_code == 403
    assert client.get(url("post_leave", claim)).status_code == 200


def test_a_place_is_not_set_up_where_one_does_not_work(worker):
    far = TerritoryFactory(code="440104019001", name="别处社区")
    day = timezone.localdate()
    form = {
        "title": "岗",
        "duty": "看",
        "place": far.pk,
        "weekly_hours": 1,
        "places": 1,
    }
    form |= {"since": day, "until": day + timedelta(days=9)}
    new = reverse("organisations:post_new")
    assert reader(worker).post(new, form).status_code == 422
    assert not ServicePost.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_whatever_its_length(
    worker, number, django_assert_num_queries
):
    volunteer = VolunteerFactory(signed_in=True)
    for _ in range(number):
        PostClaimFactory(volunteer=volunteer)
    for who, queries in ((worker, LISTED), (volunteer.user, LISTED)):
        client = reader(who)
        with django_assert_num_queries(queries):
            page = client.get(LIST).context["page"]
        assert page.paginator.count == number


@pytest.mark.parametrize("number", [1, 3])
def test_a_post_asks_the_same_however_many_claim_it(
    worker, number, django_assert_num_queries
):
    post = ServicePostFactory(places=3, taken=number)
    PostClaimFactory.create_batch(number, post=post, companion=VolunteerFactory())
    client = reader(worker)
    with django_assert_num_queries(SHOWN):
        assert client.get(url("post", post)).status_code == 200
