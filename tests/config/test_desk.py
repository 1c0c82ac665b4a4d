"""The home of the workspace: what waits, and the ways on."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from config import desk, preference
from tests.factories.organisations import AppointmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def task(title, until=None, since=None, group=""):
    return SimpleNamespace(
        title=title,
        url="/x/",
        until=until,
        since=since,
        group=group,
        detail="",
        tone="",
    )


def test_a_guest_is_sent_to_the_door(guest):
    assert guest.get("/desk/").url == "/accounts/login/?next=/desk/"


def test_the_role_is_shown(signed_in):
    html = signed_in.get("/desk/").content.decode()

    assert "Social worker, " in html
    assert "You act as" in html


def test_without_a_role_the_page_says_whom_to_ask(guest):
    guest.force_login(UserFactory(language="en"))

    assert b"No role has been given to you yet" in guest.get("/desk/").content


def test_late_ones_first_then_headings_by_their_first_limit():
    now = timezone.now()
    tasks = [
        task("late", now - timedelta(days=1), group="Needs"),
        task("soon", now + timedelta(hours=1), group="Providers"),
        task("later", now + timedelta(days=1), group="Needs"),
        task("whenever"),
    ]
    with translation.override("en"):
        found = [
            (group.title, [one.title for one in group.tasks])
            for group in desk.grouped(tasks)
        ]

    assert found == [
        ("Overdue", ["late"]),
        ("Providers", ["soon"]),
        ("Needs", ["later"]),
        ("Other", ["whenever"]),
    ]


def test_the_number_of_queries_does_not_grow(signed_in, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        signed_in.get("/desk/")


def request_of(user, path="/desk/"):
    request = RequestFactory().get(path)
    request.user = user
    return request


def test_navigation_shows_only_what_a_role_has_a_use_for(worker):
    with translation.override("en"):
        found = desk.navigation(request_of(worker))

    labels = [entry.label for entry in found.entries]
    assert labels == ["To do", "Needs", "Providers", "Messages"]


def test_a_provider_sees_its_invitations_and_no_needs(db):
    admin = AppointmentFactory(provider_admin=True).user
    with translation.override("en"):
        found = desk.navigation(request_of(admin))

    labels = [entry.label for entry in found.entries]
    assert labels == ["To do", "Invitations", "Wishes", "Providers", "Messages"]


def test_the_page_one_is_on_is_marked(worker):
    found = desk.navigation(request_of(worker))

    assert found.entries[0].current is True
    elsewhere = desk.navigation(request_of(worker, "/desk/needs/ABC/"))
    assert elsewhere.entries[0].current is False


def test_an_ended_appointment_gives_no_role(worker):
    worker.appointments.update(
        since=timezone.localdate() - timedelta(days=9),
        until=timezone.localdate() - timedelta(days=1),
    )

    assert desk.navigation(request_of(worker)).roles == []


def elder(value, **more):
    request = RequestFactory().post(
        "/reading/elder/", {"elder": value, "next": "/en/"} | more
    )
    return preference.elder(request)


def test_elder_mode_is_a_cookie_of_this_browser():
    on = elder("on")
    off = elder("off")

    assert (on.url, on.cookies["elder"].value) == ("/en/", "on")
    assert off.cookies["elder"].value == ""
    assert on.cookies["elder"]["httponly"]


def test_elder_mode_never_leads_to_another_site():
    assert elder("on", next="https://evil.example/").url == "/"


def test_elder_mode_is_a_class_of_the_page(guest):
    assert b'class="elder"' not in guest.get("/accounts/login/").content
    guest.cookies["elder"] = "on"
    html = guest.get("/accounts/login/").content
    assert b' class="elder"' in html
    assert b'<body class="elder ' in html


def test_the_switch_needs_no_token():
    client = Client(enforce_csrf_checks=True)
    client.post("/reading/elder/", {"elder": "on", "next": "/en/"})

    assert client.cookies["elder"].value == "on"


def test_elder_mode_by_get_changes_nothing():
    answer: HttpResponse = preference.elder(RequestFactory().get("/reading/elder/"))

    assert answer.status_code == 405


@pytest.mark.parametrize(
    ("role", "offered"), [("party_member", True), ("expert", False)]
)
def test_an_empty_list_offers_to_raise_a_need_to_who_may(role, offered):
    client = Client(headers={"accept-language": "en"})
    client.force_login(AppointmentFactory(role=role).user)
    html = client.get("/desk/").content.decode()
    assert "Nothing waits for you" in html
    assert ('href="/desk/needs/raise/"' in html) is offered


def test_elder_mode_offers_the_few_ways_first(guest):
    guest.cookies["elder"] = "on"
    html = guest.get("/en/raise/?call=me").content.decode()

    assert html.index("?call=me") < html.index('id="main"')
    assert "Please ring me: I will say on the phone what I need." in html
    assert 'href="/raise/?call=me"' in html  # the other language keeps the place
    assert 'href="#phones"' in html
    assert 'id="phones"' in html


def test_without_elder_mode_the_page_begins_at_once(guest):
    assert b"elder-doors" not in guest.get("/en/raise/").content
