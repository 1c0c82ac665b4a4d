"""The ways in at the desk: the card before anything is saved, the ten-second form."""

import pytest
from django.urls import reverse

from matching.enums import Origin
from matching.models import MandatoryReport, Need
from organisations.enums import Role
from organisations.models import Territory
from tests.matching.tools import load_tables
from tests.matching.world import WORDS

RAISE, QUICK = reverse("matching:raise"), reverse("matching:quick")
LIFE = "我唔想活啦，想跳楼。"
VIOLENCE = "老公又打我，唔畀出门。"


@pytest.fixture
def loaded(world):
    load_tables()
    return world


def sent(world, **more):
    return {
        "text": WORDS,
        "community": world.community.pk,
        "urgency": "normal",
        "origin": "person",
        "ticket": "a" * 32,
        **more,
    }


@pytest.fixture
def assistant(world):
    grid = Territory.objects.create(
        code=f"{world.community.code}003", level="grid", name="第3网格"
    )
    return world.appointed(Role.GRID_LEADER, grid)


def quick(**more):
    return {"text": WORDS, "ticket": "b" * 32, **more}


# --- the card ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "numbers"),
    [(LIFE, ("110", "120", "12356")), (VIOLENCE, ("110", "12338"))],
)
def test_words_of_danger_bring_the_card_and_save_nothing(
    loaded, reader, clean, text, numbers
):
    response = reader(loaded.raiser).post(RAISE, sent(loaded, text=text))

    shown = clean(response)
    assert response.status_code == 422
    assert Need.objects.count() == 0
    assert "Ring first. Nothing is saved yet." in shown
    for number in numbers:
        assert f'href="tel:{number}"' in shown
    assert text in shown  # what was written is kept
    assert shown.index("tel:110") < shown.index('<form class="form"')


def test_danger_is_said_at_once_whatever_else_is_missing(loaded, reader, clean):
    answer = sent(loaded, text=VIOLENCE, community="")
    response = reader(loaded.raiser).post(RAISE, answer)
    assert response.status_code == 422
    assert 'href="tel:110"' in clean(response)
    assert not Need.objects.exists()


def test_whoever_has_rung_goes_on(loaded, reader):
    client = reader(loaded.raiser)
    first = client.post(RAISE, sent(loaded, text=LIFE))
    families = first.context["families"]
    client.post(RAISE, sent(loaded, text=LIFE, acknowledged=families))
    need = Need.objects.get()
    assert (need.danger, need.urgency) == ("life", "urgent")


def test_a_new_danger_brings_its_own_card(loaded, reader):
    client = reader(loaded.raiser)
    data = sent(loaded, text=VIOLENCE, acknowledged="life,nonsense")
    assert client.post(RAISE, data).status_code == 422
    assert Need.objects.count() == 0


@pytest.mark.parametrize("safe", [True, False])
def test_violence_asks_whether_the_number_is_safe(loaded, reader, clean, safe):
    client = reader(loaded.raiser)
    first = client.post(RAISE, sent(loaded, text=VIOLENCE))
    assert "It is safe to ring this number" in clean(first)
    ticked = {"safe_contact": "on"} if safe else {}
    data = sent(
        loaded,
        text=VIOLENCE,
        acknowledged=first.context["families"],
        contact_name="何女士",
        contact_phone="13800001234",
        **ticked,
    )
    response = client.post(RAISE, data, follow=True)
    need = Need.objects.get()
    assert (need.safe_contact, need.track) == (safe, "confidential")
    assert MandatoryReport.objects.get().need == need
    shown = clean(response)  # number and code, and no way to the need itself
    assert need.number in shown
    assert need.code in shown
    assert f'/desk/needs/{need.public_id}/"' not in shown

    page = reader(loaded.worker).get(reverse("matching:need", args=[need.public_id]))
    warned = "Do not ring this number" in clean(page)
    assert warned is not safe
    assert ("138****1234" in clean(page)) is safe
    reveal = reader(loaded.worker).get(
        reverse("matching:reveal", args=[need.public_id])
    )
    assert ("Do not ring this number" in clean(reveal)) is not safe


def test_a_calm_text_shows_no_card(loaded, reader, clean):
    response = reader(loaded.raiser).post(RAISE, sent(loaded), follow=True)
    assert "Ring first" not in clean(response)
    assert Need.objects.get().suggested["urgency"] in ("normal", "soon")


# --- ten seconds for the grid ------------------------------------------------------------


def test_the_grid_writes_one_sentence_and_nothing_else(world, assistant, reader, clean):
    client = reader(assistant)
    form = client.get(QUICK).context["form"]
    assert [field.name for field in form.visible_fields()] == ["text"]

    data = {name: form[name].value() for name in ("ticket", "community")}
    response = client.post(QUICK, {**data, "text": WORDS}, follow=True)
    need = Need.objects.get()
    assert (need.origin, need.community, need.for_whom) == (
        "grid",
        world.community,
        "第3网格",
    )
    assert need.number in clean(response)
    assert QUICK in clean(response)  # the next one is as quick


def test_the_quick_form_shows_the_card_too(loaded, assistant, reader, clean):
    client = reader(assistant)
    response = client.post(QUICK, quick(text=LIFE, community=loaded.community.pk))
    assert response.status_code == 422
    assert 'href="tel:120"' in clean(response)
    assert Need.objects.count() == 0


def test_the_quick_form_wants_words_and_a_role(world, assistant, reader):
    wrong = reader(assistant).post(QUICK, quick(text=" "))
    assert wrong.status_code == 422
    admin = world.admins[world.providers["org"].pk]
    assert reader(admin).get(QUICK).status_code == 403


# --- where it came from ---------------------------------------------------------------------


@pytest.mark.parametrize("origin", [Origin.HOTLINE, Origin.MINUTES, Origin.PAPER])
def test_the_number_it_has_elsewhere_is_kept(world, reader, origin):
    data = sent(world, origin=origin, origin_no="12345-2026-0099")
    reader(world.worker).post(RAISE, data)
    need = Need.objects.get()
    assert (need.origin, need.origin_no) == (origin, "12345-2026-0099")
    page = reader(world.worker).get(reverse("matching:need", args=[need.public_id]))
    assert "12345-2026-0099" in page.content.decode()
