"""What the page of an assessment suggests; nothing happens by itself."""

import pytest
from django.urls import reverse

from matching import snapshot
from matching.models import Need, ReferralBody
from tests.factories.organisations import ServiceTypeFactory
from tests.matching.tools import fresh, load_tables

FUMES = "楼下糖水铺排烟对住我个窗，投诉过三次都冇人理。"
VISIT = "独居的老人家没人探访，想请人上门睇下老人家，报平安。"


def assess(need):
    return reverse("matching:assess", args=[need.public_id])


@pytest.fixture
def loaded(world):
    load_tables()
    world.visit.synonyms = ["探访", "报平安", "独居", "上门睇下老人家"]
    world.visit.save()
    return world


def raised(world, text):
    return world.raised(text=text, suggested=snapshot.suggestion(text))


def given(**more):
    values = {
        "kind": "service",
        "kind_p": 0.9,
        "sure": True,
        "service_types": [["A1", 0.7], ["A2", 0.1], ["ZZ", 0.1]],
        "matter": "ZH-01",
        "body": "",
        "urgency": "soon",
        "track": "individual",
        "danger": [],
    }
    return {**values, **more}


def test_a_suggestion_is_kept_and_decides_nothing(loaded):
    need = raised(loaded, FUMES)
    assert (need.state, need.matter, need.urgency) == ("raised", None, "normal")
    assert set(need.suggested) == {
        *("kind", "kind_p", "sure", "service_types", "matter", "body"),
        *("urgency", "track", "danger"),
    }
    assert need.suggested == snapshot.suggestion(FUMES)


def test_without_tables_nothing_is_suggested(world, reader, clean):
    need = raised(world, VISIT)
    assert need.suggested == {}
    assert "Suggested, you decide" not in clean(reader(world.worker).get(assess(need)))


def test_it_is_shown_and_taken_over_by_one_tap(loaded, reader, clean):
    need = loaded.raised(suggested=given())
    client = reader(loaded.worker)
    page = client.get(assess(need))
    text = clean(page)
    assert "This looks like something for a service." in text
    assert 'href="?use=1#items"' in text
    assert page.context["form"]["matter"].value() == "ZH-01"
    assert len(page.context["form"].items.forms) == 1

    taken = client.get(f"{assess(need)}?use=1").context["form"]
    rows = [form["service_type"].value() for form in taken.items.forms]
    assert rows == ["A1", "A2"]  # what the catalogue has
    assert (taken["urgency"].value(), taken["track"].value()) == ("soon", "individual")
    assert fresh(need).state == "raised"


def test_it_says_when_it_is_not_sure(loaded, reader, clean):
    need = loaded.raised(suggested=given(sure=False))
    assert "Not sure" in clean(reader(loaded.worker).get(assess(need)))


def test_what_is_not_ours_leads_to_its_body(loaded, reader, clean):
    need = loaded.raised(suggested=given(kind="refer", body="12345", matter="ZH-11"))
    client = reader(loaded.worker)
    refer = reverse("matching:refer", args=[need.public_id])
    text = clean(client.get(assess(need)))
    assert f'href="{refer}?body=12345"' in text
    assert 'href="?use=1#items"' not in text

    form = client.get(f"{refer}?body=12345").context["form"]
    assert form["known"].value() == "12345"
    client.post(refer, {"known": "12345", "body": "", "number": "N-1", "version": 1})
    need = fresh(need)
    name = str(ReferralBody.objects.get(pk="12345").name_en)
    assert (need.state, need.referred_to) == ("referred", f"12345 {name}"[:60])
    assert need.referred_no == "N-1"


def test_refer_wants_a_body_of_the_list_or_in_words(loaded, reader):
    need = loaded.raised()
    refer = reverse("matching:refer", args=[need.public_id])
    client = reader(loaded.worker)
    assert client.post(refer, {"version": 1, "number": ""}).status_code == 422
    client.post(refer, {"version": 1, "body": "供水公司", "number": ""})
    assert fresh(need).referred_to == "供水公司"


def test_the_same_matter_of_the_street_is_pointed_out(loaded, reader, clean):
    first = loaded.raised(text=VISIT)
    far = loaded.raised(text=VISIT, community=loaded.far)
    need = loaded.raised(text=f"{VISIT}谢谢", community=loaded.neighbour)
    text = clean(reader(loaded.worker).get(assess(need)))
    merge = reverse("matching:merge", args=[need.public_id])
    assert f'href="{merge}?number={first.number}"' in text
    assert far.number not in text
    form = reader(loaded.worker).get(f"{merge}?number={first.number}").context["form"]
    assert form["number"].value() == first.number


def test_a_wish_is_suggested_as_one(loaded, reader, clean):
    ServiceTypeFactory(code="E1")
    need = loaded.raised(suggested=given(track="micro_wish"))
    text = clean(reader(loaded.worker).get(assess(need)))
    assert reverse("matching:release_wish", args=[need.public_id]) in text
    assert 'href="?use=1#items"' not in text


def test_the_matter_is_fixed_by_a_person(loaded, reader):
    need = loaded.opened(need=loaded.raised(), matter="ZH-03")
    assert Need.objects.get(pk=need.pk).matter_id == "ZH-03"
    classes = [
        label
        for label, _matters in reader(loaded.worker)
        .get(assess(loaded.raised()))
        .context["form"]
        .fields["matter"]
        .choices[1:]
    ]
    assert [str(label) for label in classes] == [
        "Comprehensive management",
        "Priority work",
        "Priority projects",
        "Emergency",
    ]
