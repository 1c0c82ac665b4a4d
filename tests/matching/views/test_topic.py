"""The purchase list, its file, one topic, and what a worker does about it."""

import csv
import io

import pytest
from django.urls import reverse

from matching.domain.topic import rewrite_entries, tell_first
from matching.models import PurchaseTopic, TopicItem
from organisations.enums import Role
from tests.factories.organisations import ServiceTypeFactory
from tests.matching.domain.test_topic import unmet
from tests.matching.tools import fresh

LIST_QUERIES = 9
PAGE_QUERIES = 11


@pytest.fixture
def operator(world, reader):
    world.operator = world.appointed(Role.CENTRE_OPERATOR, world.district)
    return reader(world.operator)


def url(name, thing, *more):
    return reverse(f"matching:{name}", args=[thing.public_id])


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_same_whatever_its_length(
    world, operator, django_assert_num_queries, number
):
    for n in range(number):
        unmet(world, (ServiceTypeFactory(code=f"B{n}"), 2))
        unmet(world, (world.visit, 1))
    with django_assert_num_queries(LIST_QUERIES):
        response = operator.get(reverse("matching:topics"))
    assert response.status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_topic_asks_the_same_whatever_its_length(
    world, operator, django_assert_num_queries, number
):
    for _n in range(number):
        unmet(world)
    with django_assert_num_queries(PAGE_QUERIES):
        operator.get(url("topic", PurchaseTopic.objects.get()))


def test_the_list_has_numbers_and_no_words_of_a_need(world, operator, clean):
    unmet(world, (world.visit, 2))
    need = unmet(world, (world.visit, 3), need=world.raised(community=world.neighbour))

    text = clean(operator.get(reverse("matching:topics")))

    assert need.number not in text
    assert need.text not in text
    assert "1 topic" in text
    page = clean(operator.get(url("topic", PurchaseTopic.objects.get())))
    assert world.neighbour.name not in page
    assert need.heading not in page


def test_a_street_sees_its_own(world, reader, operator):
    unmet(world, need=world.raised(community=world.far))
    topic = PurchaseTopic.objects.get()
    officer = reader(world.officer)

    assert officer.get(url("topic", topic)).status_code == 404
    assert b"No purchase topics" in officer.get(reverse("matching:topics")).content
    assert operator.get(url("topic", topic)).status_code == 200
    for stranger in (world.worker, world.member, world.raiser):
        assert reader(stranger).get(reverse("matching:topics")).status_code == 403


def test_filtered_by_street_and_state(world, operator):
    unmet(world)
    unmet(world, need=world.raised(community=world.far))
    page = reverse("matching:topics")

    def shown(**query):
        return operator.get(page, query).context["page_obj"].paginator.count

    assert shown() == 2
    assert shown(street=world.far_street.code) == 1
    assert shown(group="taken") == 0
    assert shown(street="440104777") == 2  # no such choice: nothing is filtered


def test_the_file_opens_in_a_spreadsheet(world, operator):
    need = unmet(world, (world.visit, 4))
    rewrite_entries(
        need=need,
        version=need.version,
        words={need.items.get().pk: "=每周两次上门"},
        by=world.worker,
    )

    response = operator.get(reverse("matching:topic_export"))

    text = response.content.decode()
    assert text.startswith("\ufeff")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    head, row = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    cells = dict(zip(head, row, strict=True))
    assert (cells["Needs"], cells["Units"], cells["Code"]) == ("1", "4", "A1")
    assert cells["In rewritten words"] == "'=每周两次上门"


def test_the_centre_takes_it_up_and_ends_it(world, operator, reader, clean):
    unmet(world)
    topic = PurchaseTopic.objects.get()
    assert reader(world.officer).get(url("topic_take", topic)).status_code == 403
    clean(operator.get(url("topic_take", topic)))

    empty = operator.post(url("topic_take", topic), {"version": 1})
    assert empty.status_code == 422
    data = {"version": 1, "taker": "venture"}
    assert operator.post(url("topic_take", topic), data).status_code == 302
    assert operator.post(url("topic_end", topic), {"version": 1}).status_code == 409
    assert operator.post(url("topic_end", topic), {"version": 2}).status_code == 302
    assert fresh(topic).state == "ended"
    assert operator.get(url("topic_take", topic)).status_code == 409


def test_a_worker_writes_the_words(world, reader, clean):
    need = unmet(world)
    worker, item = reader(world.worker), need.items.get()
    assert url("rewrite", need) in clean(worker.get(url("need", need)))
    clean(worker.get(url("rewrite", need)))

    data = {"version": need.version, f"words_{item.pk}": "独居，62345678"}
    assert worker.post(url("rewrite", need), data).status_code == 422
    data[f"words_{item.pk}"] = "每周两次上门探访"
    assert worker.post(url("rewrite", need), data).status_code == 302
    assert TopicItem.objects.get().rewritten == "每周两次上门探访"


def test_words_are_for_what_is_unmet(world, reader):
    need = unmet(world)
    worker = reader(world.worker)
    need.items.update(state="planned")

    for response in (
        worker.get(url("rewrite", need)),
        worker.post(url("rewrite", need), {"version": need.version}),
    ):
        assert response.status_code == 409
        assert b"Nothing of this need is on the purchase list now." in response.content


def test_one_tap_takes_it_up_again(world, reader, clean):
    need = unmet(world)
    worker = reader(world.worker)
    assert url("take_up_again", need) not in clean(worker.get(url("need", need)))
    tell_first(entry=TopicItem.objects.get(), capability=world.menu["org"])

    assert "Somebody can do" in clean(worker.get("/desk/"))
    assert url("take_up_again", need) in clean(worker.get(url("need", need)))
    data = {"version": fresh(need).version}
    assert worker.post(url("take_up_again", need), data).status_code == 302
    assert fresh(need).state == "open"
