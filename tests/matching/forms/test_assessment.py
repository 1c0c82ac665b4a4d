"""The long form, its rows, and its page."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from matching.domain.need import receive_need
from matching.forms.assessment import items_form
from tests.matching.tools import fresh
from tests.matching.world import World


@pytest.fixture
def world(db):
    with translation.override("en"):
        yield World()


@pytest.fixture
def worker(world):
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.worker)
    return client


def url(need):
    return reverse("matching:assess", args=[need.public_id])


def sent(need, *rows, **more):
    data = {
        "version": need.version,
        "track": "individual",
        "urgency": "normal",
        "title": "上门探访",
        "consent": "phone",
        "items-TOTAL_FORMS": len(rows),
        "items-INITIAL_FORMS": 0,
    }
    for number, row in enumerate(rows):
        values = {"weeks": 1, **row}
        data |= {f"items-{number}-{name}": value for name, value in values.items()}
    return {**data, **more}


ROW = {"service_type": "A1", "quantity": 8}
FULL = {
    **ROW,
    "weeks": 4,
    "days": ["5", "1"],
    "start": "09:00",
    "end": "11:00",
    "starts_on": "2026-12-01",
    "funding": ["donation", "user_pays"],
    "budget": "123.45",
    "note": "少盐",
}


def test_the_form_begins_with_one_empty_row_and_the_catalogue(world, worker):
    page = worker.get(url(world.raised()))
    form = page.context["form"]
    assert len(form.items.forms) == 1
    groups = form.items.forms[0].fields["service_type"].choices
    assert ("A1", f"A1 {world.visit} (visit)") in dict(groups)["A Older people"]


def test_assessed_with_all_that_can_be_said(world, worker):
    need = world.raised()
    data = sent(need, FULL, {}, title_en="Visits", languages=["yue", "en"])
    assert worker.post(url(need), data).status_code == 302
    need = fresh(need)
    item = need.items.get()
    assert (need.state, need.worker, need.languages) == (
        "open",
        world.worker,
        ["yue", "en"],
    )
    assert (item.quantity, item.weeks, item.days, item.budget) == (8, 4, "15", 12345)
    assert (item.start.hour, item.end.hour, item.note) == (9, 11, "少盐")
    assert item.funding == ["donation", "user_pays"]
    assert item.starts_on.isoformat() == "2026-12-01"


def test_another_row_without_a_script_and_without_scolding(world, worker):
    need = world.raised()
    data = sent(need, ROW, title="", add="1")
    page = worker.post(url(need), data)
    form = page.context["form"]
    text = page.content.decode()
    assert page.status_code == 200
    assert len(form.items.forms) == 2
    assert 'value="8"' in text
    assert "error-summary" not in text
    assert fresh(need).state == "raised"


def test_rows_end_at_twenty(world):
    data = {"items-TOTAL_FORMS": "20", "items-INITIAL_FORMS": "0"}

    class Sent(dict):
        def copy(self):
            return Sent(self)

    assert len(items_form(Sent(data), one_more=True).forms) == 20


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"quantity": -3}, "The quantity is at least 1."),
        ({"quantity": 0}, "The quantity is at least 1."),
        ({"quantity": "many"}, "Write the quantity in figures."),
        ({"quantity": ""}, "Say how much of it is needed."),
        ({"weeks": 0}, "At least 1 week."),
        ({"weeks": 200}, "At most 104 weeks"),
        ({"service_type": ""}, "Choose the service."),
        ({"start": "11:00", "end": "09:00"}, "The end comes before the beginning."),
        ({"start": "11:00"}, "Give both times, or neither."),
        ({"budget": "-1"}, "A budget is not below zero."),
    ],
)
def test_wrong_rows_say_what_to_do(world, worker, wrong, sentence):
    need = world.raised()
    page = worker.post(url(need), sent(need, {**ROW, **wrong}))
    text = page.content.decode()
    assert page.status_code == 422
    assert sentence in text
    assert "Service 1 ·" in text
    assert fresh(need).state == "raised"


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"title": ""}, "error-summary"),
        ({"track": "micro_wish"}, "error-summary"),
        ({"consent": ""}, 'href="#id_consent">How did the person agree?'),
        ({"track": "project"}, "has no standing 3+N team yet"),
    ],
)
def test_what_the_verb_refuses_stands_on_the_page(world, worker, more, sentence):
    need = world.raised()
    page = worker.post(url(need), sent(need, ROW, **more))
    assert page.status_code == 422
    assert sentence in page.content.decode()


def test_a_missing_consent_is_said_at_its_tick(world, worker):
    world.visit.gates = ["HLT"]
    world.visit.save()
    page = worker.post(url(need := world.raised()), sent(need, ROW))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["health_consent"]
    assert 'href="#id_health_consent"' in page.content.decode()


def test_no_rows_at_all(world, worker):
    """The first empty row is asked for, at once with every other fault."""
    need = world.raised()
    page = worker.post(url(need), sent(need, {}, title=""))
    assert page.status_code == 422
    said = page.content.decode()
    assert "Choose the service." in said
    assert "Say how much of it is needed." in said
    assert "This field is required." in said


def test_older_form_is_409(world, worker):
    need = world.raised()
    assert worker.post(url(need), sent(need, ROW)).status_code == 302
    assert worker.post(url(need), sent(need, ROW)).status_code == 409


def test_an_edit_that_came_second_is_shown_beside_what_stands_and_may_be_saved_over(
    world, worker
):
    need = world.raised()
    mine = sent(need, ROW, title="要一位陪诊")
    receive_need(need=need, version=need.version, by=world.worker)
    need = fresh(need)
    page = worker.post(url(need), mine)
    assert page.status_code == 409
    text = page.content.decode()
    assert "要一位陪诊" in text
    again = dict(page.context["again"])
    assert again["version"] == str(need.version)
    assert worker.post(url(need), again).status_code == 302
    assert fresh(need).title == "要一位陪诊"


def test_rule_and_sight(world):
    need = world.raised()
    for user, status in ((world.raiser, 403), (world.member, 404)):
        client = Client(headers={"accept-language": "en"})
        client.force_login(user)
        assert client.get(url(need)).status_code == status


def test_confidential_track_is_offered_to_the_station_alone(world, worker):
    officer = Client(headers={"accept-language": "en"})
    officer.force_login(world.officer)
    offered = [
        dict(client.get(url(world.raised())).context["form"].fields["track"].choices)
        for client in (worker, officer)
    ]
    assert ["confidential" in each for each in offered] == [True, False]
