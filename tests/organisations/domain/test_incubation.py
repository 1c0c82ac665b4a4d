"""From an idea to filing or registration: stages, conditions checked by data, the end."""

import pytest
from django.core.exceptions import ValidationError

from organisations.domain import incubation as verbs
from organisations.domain.condition import load_conditions
from organisations.domain.filing import file_group
from organisations.domain.registration import start_registration
from organisations.enums import (
    INCUBATION_ARROWS,
    IncubationAim,
    IncubationStage,
    JoiningAs,
    Section,
    SectionStatus,
)
from organisations.models import IncubationCondition, Provider, Registration
from organisations.queries import standing
from organisations.queries.incubation import conditions_of, unmet
from records.models import LedgerEntry, Message
from tests.factories.incubation import (
    CONDITIONS,
    IncubationFactory,
    IncubationPostFactory,
    conditions,
    shipped,
)
from tests.factories.organisations import (
    ProviderFactory,
    StreetFactory,
    TerritoryFactory,
    UserFactory,
    credit_code,
)

pytestmark = pytest.mark.django_db
Stage = IncubationStage


@pytest.fixture
def by():
    return UserFactory()


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def refusal(verb, incubation, **names):
    names.setdefault("version", fresh(incubation).version)
    with pytest.raises(ValidationError) as caught:
        verb(incubation=incubation, **names)
    error = caught.value
    return getattr(error, "code", None) or sorted(error.message_dict)


def test_conditions_are_data_with_a_version_and_a_source():
    counts = conditions()
    assert (counts["created"], counts["removed"]) == (17, 0)
    assert conditions() == {"created": 0, "changed": 0, "unchanged": 17, "removed": 0}
    data = shipped(CONDITIONS)
    less = {**data, "version": "2027.1", "conditions": data["conditions"][1:]}
    counts = load_conditions(data=less, by=None)
    assert (counts["changed"], counts["removed"]) == (16, 1)
    assert set(IncubationCondition.objects.values_list("version", flat=True)) == {
        "2027.1"
    }
    loads = LedgerEntry.objects.filter(action="organisations.load_conditions")
    assert loads.count() == 2
    wrong = {**data, "conditions": [{**data["conditions"][0], "any_of": {"age": 3}}]}
    with pytest.raises(ValidationError) as caught:
        load_conditions(data=wrong, by=None)
    assert caught.value.code == "measure"


@pytest.mark.parametrize(
    ("aim", "figures", "missing"),
    [
        ("filed_group", {}, ["starters", "members", "seat"]),
        ("filed_group", {"starters": 3, "members": 10, "seat": "榕树下"}, []),
        ("filed_group", {"starters": 2, "members": 9}, ["starters", "members", "seat"]),
        ("filed_group", {"starter_bodies": 2, "members": 10, "seat": "x"}, []),
        (
            "filed_group",
            {"name": "中国棋友会"},
            ["starters", "members", "name", "seat"],
        ),
        ("filed_group", {"name": "老棋社"}, ["starters", "members", "name", "seat"]),
        ("filed_service_body", {"starter_bodies": 1, "seat": "x"}, ["staff"]),
        ("filed_service_body", {"starters": 2, "staff": 2, "seat": "x"}, []),
        ("association", {"member_bodies": 30, "staff": 1, "seat": "x"}, ["funds"]),
        ("service_agency", {"staff": 1, "funds": 1, "seat": "x"}, []),
    ],
)
def test_what_is_met_and_what_is_missing(aim, figures, missing):
    conditions()
    ProviderFactory(name="老棋社")
    row = IncubationFactory(aim=aim, **figures)
    assert [each.condition.code for each in unmet(row)] == missing


def test_what_is_missing_is_said_in_figures(django_assert_num_queries):
    conditions()
    rows = IncubationFactory.create_batch(3, starters=1, members=12)
    with django_assert_num_queries(2):
        states = conditions_of(rows)[rows[0].pk]
    assert [each.missing for each in states] == [
        "发起人 1/3；发起单位 0/2",
        "",
        "",
        "还没有固定场所",
    ]


def test_the_way_of_a_group_up_to_the_register(by):
    conditions()
    street = StreetFactory()
    lead, mentor = UserFactory(), UserFactory()
    row = verbs.propose_incubation(
        name=" 榕树棋友会 ",
        aim=IncubationAim.FILED_GROUP,
        idea="每周六教孩子下棋。",
        place=street,
        lead=lead,
        by=by,
    )
    assert refusal(verbs.record_growth, row, members=3, by=by) == "state"
    verbs.accept_incubation(incubation=row, version=1, mentor=mentor, by=by)
    assert refusal(verbs.stop_incubation, row, version=1, reason="无", by=by) == "stale"
    assert refusal(verbs.stop_incubation, row, reason="无", by=by) == ["reason"]
    grown = {"starters": 3, "members": 9, "seat": "党群服务站二楼"}
    verbs.record_growth(incubation=row, version=2, by=mentor, **grown)
    assert fresh(row).stage == Stage.FORMING
    assert refusal(verbs.make_ready, row, by=by) == "conditions"
    verbs.record_growth(incubation=row, version=3, by=mentor, members=12)
    verbs.make_ready(incubation=row, version=4, by=by)
    verbs.record_growth(incubation=row, version=5, by=mentor, members=8)
    assert fresh(row).stage == Stage.FORMING
    assert refusal(file_group, row, number="登峰备-1", by=by) == "conditions"
    verbs.record_growth(incubation=row, version=6, by=mentor, members=16)
    verbs.make_ready(incubation=row, version=7, by=by)
    assert refusal(file_group, row, number=" ", by=by) == ["number"]
    row = file_group(incubation=row, version=8, number="登峰备-031", by=by)

    assert (row.name, row.stage, row.provider) == ("榕树棋友会", Stage.FILED, None)
    registration = Registration.objects.of(lead).get()
    assert registration == row.registration
    assert registration.joining == JoiningAs.FILED_GROUP
    assert registration.entry(Section.WHO)["raw"] == {
        "name": ["榕树棋友会"],
        "street": [street.code],
        "summary": ["每周六教孩子下棋。"],
        "filing_no": ["登峰备-031"],
        "filed_as": ["group"],
        "members": ["16"],
    }
    assert standing(registration)[0].status == SectionStatus.IN_PROGRESS
    assert not Provider.objects.exists()  # only the centre's approval makes one
    assert [each.kind.split(".")[1] for each in Message.objects.order_by("pk")] == [
        "incubation_accepted",
        "incubation_filed",
    ]


def test_an_entry_of_the_register_is_claimed(by):
    conditions()
    group = ProviderFactory(
        kind="volunteer_team", form="grassroots_group", credit_code="", name="粤韵社"
    )
    row = IncubationFactory(ready=True, name="粤韵社", claimed=group)
    row = file_group(incubation=row, version=1, number="备-014", by=by)
    assert row.registration.claimed == group
    assert (fresh(group).form, fresh(group).filing_no) == (
        "community_organisation",
        "备-014",
    )


def test_an_agency_is_registered_under_its_credit_code(by):
    conditions()
    row = IncubationFactory(
        ready=True,
        aim=IncubationAim.SERVICE_AGENCY,
        staff=3,
        funds=100,
        lead=None,
        proposed_by=by,
    )
    code = credit_code(7101)
    assert refusal(file_group, row, number="12", by=by) == ["number"]
    assert refusal(file_group, row, number=code, by=by) == ["lead"]
    busy, lead = UserFactory(), UserFactory()
    start_registration(applicant=busy, joining=JoiningAs.VOLUNTEER_TEAM)
    assert refusal(file_group, row, number=code, lead=busy, by=by) == "open"
    begun = start_registration(applicant=lead, joining=JoiningAs.SOCIAL_ORGANISATION)
    row = file_group(incubation=row, version=1, number=code, lead=lead, by=by)
    assert (row.stage, row.registration) == (Stage.REGISTERED, begun)
    assert row.registration.entry(Section.WHO)["raw"]["credit_code"] == [code]


@pytest.mark.parametrize("stage", Stage)
def test_it_stops_and_goes_on_where_it_stood(by, stage):
    row = IncubationFactory(stage=stage)
    if Stage.STOPPED not in INCUBATION_ARROWS[stage]:
        assert (
            refusal(verbs.stop_incubation, row, reason="没有人接手", by=by) == "state"
        )
        return
    verbs.stop_incubation(incubation=row, version=1, reason="没有人接手", by=by)
    assert fresh(row).reason == "没有人接手"
    assert refusal(verbs.record_growth, row, members=3, by=by) == "state"
    back = verbs.resume_incubation(incubation=row, version=2, by=by)
    assert back.stage == (Stage.FORMING if stage == Stage.READY else stage)
    assert refusal(verbs.resume_incubation, row, by=by) == "state"


def test_posts_are_held_and_end(by):
    row = IncubationFactory()
    post = verbs.hold_post(incubation=row, holder=row.lead, title="召集人", by=by)
    assert verbs.end_post(post=post, by=by).until is not None
    with pytest.raises(ValidationError):
        verbs.end_post(post=IncubationPostFactory(until=post.since), by=by)
    with pytest.raises(ValidationError):
        verbs.propose_incubation(
            name="x",
            aim="filed_group",
            idea="x",
            by=by,
            place=TerritoryFactory(district=True),
        )
