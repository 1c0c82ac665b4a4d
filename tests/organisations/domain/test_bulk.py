"""Many providers at once: what one by one would write, or nothing."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from organisations.domain.bulk import (
    add_projects,
    import_providers,
    register_providers,
)
from organisations.domain.capability import offer_capability
from organisations.domain.project import add_project
from organisations.domain.provider import (
    approve_provider,
    complete_provider,
    register_provider,
)
from organisations.enums import FORMS_OF_KIND, ProviderState
from organisations.models import Capability, PastProject, Provider
from organisations.queries.register_file import ProviderInput, look_at
from organisations.sheets import FORMS, KINDS, PastWork, read_providers
from records.domain.sheet import refusal_lines, told
from records.models import LedgerEntry
from tests.factories.organisations import (
    PastProjectFactory,
    ProviderFactory,
    ServiceTypeFactory,
    StreetFactory,
    TerritoryFactory,
    credit_code,
)
from tests.records.sheets.files import csv_file

pytestmark = pytest.mark.django_db
HEAD = ("名称", "类别", "形式", "统一社会信用代码", "所在街道", "过往项目1", "服务项目")


@pytest.fixture
def street():
    return StreetFactory()


@pytest.fixture
def services():
    return ServiceTypeFactory(code="A1", name="助餐"), ServiceTypeFactory(code="L1")


def sheet(*rows, head=HEAD):
    return read_providers(csv_file(head, *rows), year=2026)


def imported(street, *rows, head=HEAD, **more):
    return import_providers(
        sheet=sheet(*rows, head=head), street=street, by=None, **more
    )


def trail():
    """Acts and facts, but for the numbers that differ from run to run."""
    return [
        (entry.action, {k: v for k, v in entry.facts.items() if k != "project"})
        for entry in LedgerEntry.objects.order_by("seq")
    ]


def inputs(street, services):
    work = PastWork("F2", "暑期托管", "面向双职工家庭，三十天。", 2025)
    first = ProviderInput(
        kind="social_organisation",
        form="social_service_agency",
        name="示范区木棉社（演示）",
        street=street,
        credit_code=credit_code(1),
        summary="做助餐",
        projects=(work, replace(work, title="冬日送暖")),
        services=((services[0], 40), (services[1], 3)),
    )
    team = replace(
        first,
        kind="volunteer_team",
        form="volunteer_team",
        name="红棉队（演示）",
        credit_code="",
    )
    return [first, team, replace(first, name="缺代码的社（演示）", credit_code="")]


def one_by_one(rows):
    for row in rows:
        provider = register_provider(
            kind=row.kind,
            form=row.form,
            name=row.name,
            street=row.street,
            credit_code=row.credit_code,
            summary=row.summary,
            may_lack=True,
            by=None,
        )
        for work in row.projects:
            add_project(
                provider=provider,
                title=work.title,
                text=work.text,
                year=work.year,
                by=None,
            )
        for kind, weekly in row.services:
            offer_capability(
                provider=provider,
                service_type=kind,
                territories=[row.street],
                weekly_capacity=weekly,
                by=None,
            )


def register():
    """Everything that is known, without keys, identifiers and times."""
    return [
        (
            provider.name,
            provider.state,
            provider.form,
            provider.credit_code,
            provider.summary,
            provider.languages,
            provider.version,
            [(p.title, p.text, p.year) for p in provider.past_projects.order_by("pk")],
            [
                (
                    each.service_type.code,
                    each.weekly_capacity,
                    each.price,
                    each.active,
                    [place.code for place in each.territories.all()],
                    [check.level for check in each.verifications.all()],
                )
                for each in provider.capabilities.order_by("pk")
            ],
        )
        for provider in Provider.objects.order_by("pk")
    ]


def test_many_at_once_are_as_many_one_by_one(street, services):
    rows = inputs(street, services)
    one_by_one(rows)
    singly = register(), trail()
    seen = LedgerEntry.objects.count()
    Provider.objects.all().delete()

    made = register_providers(rows=rows, by=None)

    assert len(made) == 3
    assert register() == singly[0]
    assert trail()[seen:] == singly[1]
    assert [each.state for each in made] == ["pending", "pending", "draft"]


def test_the_queries_do_not_grow_with_the_rows(
    street, services, django_assert_max_num_queries
):
    first, *_ = inputs(street, services)
    rows = [
        replace(first, name=f"第{n}社（演示）", credit_code=credit_code(n))
        for n in range(200)
    ]

    # A row of the ledger has eleven values, and SQLite takes 999 in one statement.
    with django_assert_max_num_queries(60):
        register_providers(rows=rows, by=None)

    assert Capability.objects.count() == 400


def test_one_wrong_row_leaves_nothing(street, services):
    rows = inputs(street, services)
    rows.append(replace(rows[0], name="另一社（演示）", credit_code="52440104X"))
    rows.append(replace(rows[0], name="再一社（演示）"))

    with pytest.raises(ValidationError) as caught:
        register_providers(rows=rows, by=None)

    assert len(caught.value.messages) == 2
    assert Provider.objects.count() == LedgerEntry.objects.count() == 0


def test_a_home_that_is_no_street_is_refused(services):
    rows = inputs(TerritoryFactory(), services)

    with pytest.raises(ValidationError, match="街道"):
        register_providers(rows=rows, by=None)


def test_a_second_run_creates_nothing(street, services):
    rows = [
        (
            "甲社",
            "社会组织",
            "",
            credit_code(1),
            "登峰街道",
            "2024 托管：三十天",
            "A1 40",
        ),
        ("乙队", "志愿服务队", "", "", "", "", "助餐 3；L1 2"),
    ]

    first, second = imported(street, *rows), imported(street, *rows)

    assert (first.created, first.there, first.refused) == (2, [], [])
    assert (second.created, second.there, second.refused) == (0, [2, 3], [])
    assert Provider.objects.count() == 2
    assert PastProject.objects.get().title == "托管"
    assert Capability.objects.count() == 3


def test_a_rehearsal_reports_the_same_and_writes_nothing(street, services):
    rows = (
        [("甲社", "", "", "", "", "", "A1 1")],
        [("甲社", "", "", "x", "", "", "Z9 1")],
    )

    whole = imported(street, *rows[0], rehearsal=True)
    wrong = imported(street, *rows[1], rehearsal=True)

    assert (whole.created, whole.notes[-1]) == (1, "缺信用代码、存为草稿：1")
    assert [line[:2] for line in refusal_lines(wrong)] == ["D2", "G2"]
    assert Provider.objects.count() == LedgerEntry.objects.count() == 0
    assert imported(street, *rows[0]).notes == whole.notes


WRONG = [
    (("", "", "", "", "", "", "A1 1"), "A2", "name is missing"),
    (("甲" * 81, "", "", "", "", "", ""), "A2", "81 characters"),
    (("甲", "外星", "", "", "", "", ""), "B2", "社会组织"),
    (("甲", "", "某某", "", "", "", ""), "C2", "not known here"),
    (("甲", "机关企事业单位", "", "", "", "", ""), "C2", "which form"),
    (("甲", "志愿服务队", "企业", "", "", "", ""), "C2", "does not belong"),
    (("甲", "", "", "52440104DEM000014X", "", "", ""), "D2", "check digit"),
    (("甲", "", "", "91440104DEM000014Y", "", "", ""), "D2", "not right"),
    (("甲", "", "", "", "火星街", "", ""), "E2", "No street"),
    (("甲", "", "", "", "", "长" * 1001, ""), "F2", "at most 1000"),
    (("甲", "", "", "", "", "", "A1"), "G2", "how much a week"),
    (("甲", "", "", "", "", "", "A1 0"), "G2", "how much a week"),
    (("甲", "", "", "", "", "", "Z9 1"), "G2", "No service"),
    (("甲", "", "", "", "", "", "A1 1; 助餐 2"), "G2", "named twice"),
]


@pytest.mark.parametrize(("row", "cell", "words"), WRONG, ids=lambda v: str(v)[:24])
def test_each_bad_row_is_named_with_its_cell(street, services, row, cell, words):
    good = ("好社", "", "", "", "", "", "A1 1")

    with translation.override("en"):
        report = imported(street, row, good)

    (refusal,) = report.refused
    assert refusal.cell == cell
    assert words in refusal.sentence
    assert told(refusal).startswith(f"{cell}：")
    assert (
        report.created == Provider.objects.count() == LedgerEntry.objects.count() == 0
    )


def test_names_and_codes_are_held_against_the_register(street):
    ProviderFactory(name="旧社", credit_code=credit_code(1))
    ProviderFactory(name="缺码社", state=ProviderState.DRAFT, credit_code="")
    head = ("名称", "信用代码")

    other = imported(street, ("新社", credit_code(1)), head=head)
    changed = imported(street, ("旧社", credit_code(2)), head=head)
    twice = imported(street, ("甲", credit_code(3)), ("乙", credit_code(3)), head=head)
    known = imported(street, ("旧社", ""), ("缺码社", credit_code(4)), head=head)
    same = imported(street, ("丙", ""), ("丙 ", ""), head=head, rehearsal=True)

    assert [each.refused[0].cell for each in (other, changed, twice)] == [
        "B2",
        "B2",
        "B3",
    ]
    assert (known.there, known.created) == ([2, 3], 0)
    assert (same.there, same.created) == ([3], 1)


def test_a_project_goes_to_the_one_organisation_that_it_names(street):
    ProviderFactory(name="老社", street=street)
    ProviderFactory(name="外区社", street=StreetFactory(code="440103001", name="外街"))
    head = ("kind", "award", "name", "short_name", "introduction", "source_page")
    rows = [
        ("project", "优", "托管计划（木棉社）", "托管计划", "2023年起，三十天", "x"),
        ("organisation", "优", "木棉社", "木棉社", "2019年成立，送饭", "x"),
        ("project", "优", "送暖（老社）", "送暖", "冬天", "x"),
        ("project", "优", "同行", "同行", "木棉社与老社一起", "x"),
        ("project", "优", "远方（外区社）", "远方", "别处", "x"),
    ]

    report, again = (imported(street, *rows, head=head) for _ in range(2))

    works = PastProject.objects.order_by("pk").values_list("provider__name", "title")
    assert list(works) == [
        ("木棉社", "木棉社：工作介绍"),
        ("木棉社", "托管计划"),
        ("老社", "送暖"),
    ]
    assert list(PastProject.objects.order_by("pk").values_list("year", flat=True)) == [
        2019,
        2023,
        2026,
    ]
    assert report.created == 1
    assert report.notes[:2] == [
        "已归入机构的项目：2",
        "2 个项目找不到所属机构，行号：5、6",
    ]
    assert (again.created, again.there) == (0, [2, 3, 4])


def test_added_projects_are_as_many_one_by_one():
    provider = ProviderFactory()
    work = PastWork("A2", "送暖", "冬天", 2024)

    add_project(provider=provider, title="托管", text="夏天", year=2025, by=None)
    add_projects(works=[(provider, work)], by=None)

    assert len({str(facts) for facts in trail()}) == 1
    with pytest.raises(ValidationError):
        add_projects(works=[(provider, replace(work, title="长" * 81))], by=None)
    assert PastProject.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("示范区木棉慈善基金会（演示）", "foundation"),
        ("示范区助老协会", "association"),
        ("示范区慈善会", "association"),
        ("示范区社会服务联会", "association"),
        ("示范区社工服务中心", "social_service_agency"),
        ("示范区协会大楼服务中心", "social_service_agency"),
    ],
)
def test_the_form_follows_from_the_name(street, name, form):
    looked = look_at(sheet((name, "organisation"), head=("name", "kind")), street)

    assert [each.form for each in looked.new] == [form]


def test_the_words_of_the_file_are_those_of_the_house():
    assert set(KINDS) == set(FORMS_OF_KIND)
    assert set(FORMS) == {form for forms in FORMS_OF_KIND.values() for form in forms}


def test_a_draft_is_completed_then_admitted(street):
    imported(street, ("甲社", "", "", "", "", "", ""))
    draft = Provider.objects.get()
    PastProjectFactory(provider=draft)

    with pytest.raises(ValidationError) as early:
        approve_provider(provider=draft, by=None)
    with pytest.raises(ValidationError) as without:
        complete_provider(provider=draft, summary="说明", by=None)
    complete_provider(provider=draft, version=1, credit_code=credit_code(5), by=None)
    with pytest.raises(ValidationError) as twice:
        complete_provider(provider=draft, by=None)
    approve_provider(provider=draft, by=None)

    draft.refresh_from_db()
    assert (early.value.code, twice.value.code) == ("state", "state")
    assert "credit_code" in without.value.message_dict
    assert (draft.state, draft.version, draft.summary) == ("active", 3, "")
    assert [action for action, _facts in trail()] == [
        "organisations.register_provider",
        "organisations.complete_provider",
        "organisations.approve_provider",
    ]
