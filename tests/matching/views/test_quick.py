"""Twelve telephone calls: one screen, what repeats is kept, a slip is undone."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from matching.domain.course import take_back_need
from matching.models import Need
from matching.queries.entered import UNDO, entered_by, is_fresh
from records.models import LedgerEntry
from tests.factories.organisations import TerritoryFactory
from tests.matching.tools import fresh, refused

QUICK = reverse("matching:quick")


def undo(need):
    return reverse("matching:undo_entry", args=[need.public_id])


def call(world, number):
    return {
        "text": f"第{number}个电话：想请人上门看看。",
        "ticket": f"{number:032d}",
        "community": world.community.pk,
        "origin": "hotline",
        "contact_name": "何女士",
        "consent": "phone",
    }


def test_one_call_after_the_other(world, reader, clean):
    client = reader(world.worker)
    first = client.get(QUICK).context["form"]
    names = {field.name for field in first.visible_fields()}
    assert {"text", "community", "origin", "contact_name"} <= names
    for number in range(6):
        answer = client.post(QUICK, call(world, number))
        assert answer.url.startswith(f"{QUICK}?community={world.community.pk}")
    page = client.get(answer.url)
    text = clean(page)
    form = page.context["form"]
    assert form["community"].value() == str(world.community.pk)
    assert form["origin"].value() == "hotline"
    assert form["text"].value() == ""
    shown = [need.number for need in page.context["entered"]]
    assert shown == list(
        Need.objects.order_by("-pk").values_list("number", flat=True)[:5]
    )
    assert text.count(">Undo<") == 5


def test_ready_words_by_type_of_service(world, reader):
    page = reader(world.worker).get(f"{QUICK}?use=A2")
    assert page.context["form"]["text"].value().startswith("An older person")
    assert [kind.code for kind in page.context["services"]] == ["A1", "A2"]
    bare = reader(world.worker).get(f"{QUICK}?use=ZZ&community=x")
    assert (bare.status_code, bare.context["form"]["text"].value()) == (200, "")


def test_a_slip_is_undone_for_ten_minutes(world, reader):
    client = reader(world.worker)
    client.post(QUICK, call(world, 1))
    need = Need.objects.get()
    assert reader(world.manager).post(undo(need)).status_code == 404
    assert client.post(undo(need)).url == QUICK
    assert fresh(need).state == "withdrawn"
    assert LedgerEntry.objects.filter(action="matching.withdraw_need").count() == 1
    assert not entered_by(world.worker)[0].undoable


def test_not_later_and_not_where_it_was_taken_on_or_is_a_danger(world):
    need = world.raised(by=world.worker)
    late = need.raised_at + UNDO + timedelta(seconds=1)
    assert (is_fresh(need, need.raised_at + UNDO), is_fresh(need, late)) == (
        True,
        False,
    )
    for name, value in (
        ("received_at", timezone.now()),
        ("danger", "life"),
        ("track", "confidential"),
        ("state", "open"),
    ):
        before = getattr(need, name)
        setattr(need, name, value)
        assert not is_fresh(need, need.raised_at)
        setattr(need, name, before)
    with refused("too_late"):
        take_back_need(need=need, version=1, by=world.manager)


def test_several_communities_are_chosen_from(world, reader):
    TerritoryFactory(code="440104021010", name="第三社区")
    page = reader(world.worker).get(QUICK)
    assert not page.context["form"]["community"].is_hidden
