"""The pages of supervision: the file and its acts, inspections, self-check, credit."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from evaluation.domain.supervision import record_penalty
from evaluation.forms.supervision import CheckPoint
from evaluation.models import (
    CreditFile,
    Inspection,
    InspectionDraw,
    Listing,
    Penalty,
    SelfCheck,
    SupervisionCase,
)
from evaluation.queries import waiting_for
from organisations.enums import Role
from organisations.models import Grade
from tests.evaluation.supervised import graded, rules
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    TerritoryFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+\s*=|<script(?![^>]*\ssrc=)", re.I)
HOME = "/desk/evaluation/"


def client_of(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def person(role, **scope):
    user = UserFactory()
    scope = scope or {"territory": TerritoryFactory(district=True)}
    AppointmentFactory(user=user, role=role, **scope)
    return user


@pytest.fixture
def provider():
    return graded(rules())


@pytest.fixture
def officer():
    return person(Role.EVALUATION_OFFICE)


def test_the_office_keeps_the_file_and_others_find_nothing(provider, officer):
    office, expert = client_of(officer), client_of(person(Role.EXPERT))
    file = f"{HOME}supervision/{provider.public_id}/"
    today = timezone.localdate().isoformat()
    assert (office.get(file).status_code, expert.get(file).status_code) == (200, 404)
    given = {"registered_on": "2015-05-01", "party_branch": "there"}
    assert office.get(f"{file}file/").status_code == 200
    assert office.post(f"{file}file/", given).status_code == 302
    assert CreditFile.objects.get().party_branch == "there"
    penalty = {"document_no": "1号", "what": "警告", "decided_on": today}
    assert office.post(f"{file}penalty/", penalty).status_code == 302
    assert office.post(f"{file}penalty/", penalty).status_code == 422
    done = {"penalty": Penalty.objects.get().pk, "on": today}
    assert office.post(f"{file}execute/", done).status_code == 302
    entry = {"kind": "abnormal", "ground": "fraud", "since": today}
    assert office.post(f"{file}list/", entry).status_code == 422
    entry["ground"] = "unreachable"
    assert office.post(f"{file}list/", entry).status_code == 302
    off = {"listing": Listing.objects.get().pk, "on": today, "reason": "已恢复"}
    assert office.post(f"{file}delist/", off).status_code == 302
    closing = {"case": SupervisionCase.objects.first().pk, "finding": "已核实"}
    assert office.post(f"{file}close/", closing).status_code == 302
    assert office.post(f"{file}close/", closing).status_code == 422
    assert office.get(f"{file}nothing/").status_code == 404
    for page in (file, f"{HOME}supervision/", f"{HOME}supervision/?q=示范"):
        response = office.get(page)
        assert response.status_code == 200
        assert INLINE.search(response.content.decode()) is None
    titles = [str(task.group) for task in waiting_for(officer)]
    assert titles == ["监督管理"]


def test_a_draw_is_announced_drawn_and_carried_out_on_the_desk(provider, officer):
    office, page = client_of(officer), f"{HOME}inspections/"
    tomorrow = timezone.localdate() + timedelta(days=1)
    given = {"year": 2026, "seed_source": "彩票号码", "seed_on": tomorrow}
    assert office.get(f"{page}announce/").status_code == 200
    assert office.post(f"{page}announce/", given).status_code == 302
    draw = InspectionDraw.objects.get()
    seed = {"seed": "03 08 15"}
    assert office.post(f"{page}{draw.public_id}/draw/", seed).status_code == 422
    InspectionDraw.objects.update(seed_on=timezone.localdate())
    assert office.post(f"{page}{draw.public_id}/draw/", seed).status_code == 302
    assert office.post(f"{page}{draw.public_id}/draw/", seed).status_code == 409
    row = Inspection.objects.get()
    other = person(Role.EXPERT)
    papers = {"inspector_1": officer.pk, "paper_1": "A1", "paper_2": "A2"}
    there = f"{page}{row.public_id}/"
    twice = {**papers, "inspector_2": officer.pk}
    assert office.post(f"{there}inspectors/", twice).status_code == 422
    papers["inspector_2"] = other.pk
    assert office.post(f"{there}inspectors/", papers).status_code == 302
    today = timezone.localdate()
    found = {"visited_on": today, "result": "clean", "finding": ""}
    assert office.get(f"{there}result/").status_code == 200
    assert office.post(f"{there}result/", found).status_code == 302
    shown = office.get(page).content.decode()
    assert "03 08 15" in shown
    assert "A2" in shown
    assert client_of(other).get(f"{there}result/").status_code == 404
    assert client_of(other).get(f"{page}announce/").status_code == 403


def test_organisation_and_federation_file_their_self_check(provider):
    federation = ProviderFactory()
    provider.associations.add(federation)
    officer = person(Role.FEDERATION_OFFICER, provider=federation, territory=None)
    today = timezone.localdate()
    Grade.objects.create(
        provider=provider, level=4, since=today, until=today, source="test"
    )
    page = f"{HOME}self-check/"
    answers = {str(point): "yes" for point in CheckPoint}
    assert [str(t.group) for t in waiting_for(provider.admin)] == ["年度自查"]
    for user in (provider.admin, officer):
        client = client_of(user)
        assert client.get(page).status_code == 200
        one = f"{page}{provider.public_id}/"
        assert client.get(one).status_code == 200
        bad = {**answers, "finance": "no"}
        assert client.post(one, bad).status_code == 422
        assert client.post(one, answers).status_code == 302
        assert client.post(one, answers).status_code == 422
    sides = set(SelfCheck.objects.values_list("side", flat=True))
    assert sides == {"organisation", "federation"}
    assert waiting_for(provider.admin) == []
    stranger = client_of(person(Role.EXPERT))
    assert stranger.get(f"{page}{provider.public_id}/").status_code == 404


def test_the_credit_page_shows_public_facts_only(provider, officer):
    penalty = {"document_no": "越民罚1号", "what": "警告", "minor": False}
    today = timezone.localdate()
    record_penalty(provider=provider, decided_on=today, by=officer, **penalty)
    case = SupervisionCase.objects.get()
    case.about = "内部线索"
    case.save()
    SelfCheck.objects.create(
        provider=provider,
        year=today.year,
        side="organisation",
        answers={},
        note="内部整改",
        filed_by=provider.admin,
    )
    page = f"/credit/{provider.public_id}/"
    text = Client().get(page).content.decode()
    assert "越民罚1号" in text
    assert INLINE.search(text) is None
    for hidden in ("内部线索", "内部整改", provider.admin.username, case.public_id):
        assert hidden not in text
    assert Client().get("/credit/000000000000/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(
    provider, officer, number, django_assert_num_queries
):
    today = timezone.localdate()
    for place in range(number):
        record_penalty(
            provider=provider if place == 0 else ProviderFactory(),
            document_no=f"{place}号",
            what="警告",
            minor=True,
            decided_on=today,
            by=officer,
        )
    office = client_of(officer)
    office.get(f"{HOME}supervision/")
    with django_assert_num_queries(9):
        office.get(f"{HOME}supervision/")
