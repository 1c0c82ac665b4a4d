"""The pages of a purchase: from its topic to the judgement, by the role that acts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from matching.models import Milestone, PurchaseProject, PurchaseTopic
from organisations.enums import Role
from tests.factories.organisations import ServiceTypeFactory
from tests.matching.domain.test_topic import unmet
from tests.matching.purchases import (
    FILE,
    begun,
    completed,
    contracted,
    load_rules,
    reported,
    supplier_of,
)
from tests.matching.tools import fresh

LIST_QUERIES = 6
PAGE_QUERIES = 13
NOBODY_CHOSEN = "nothing here chooses or compares suppliers"


@pytest.fixture
def world(world):
    load_rules()
    return world


@pytest.fixture
def officer(world, reader):
    return reader(world.officer)


def url(name, thing, *more):
    return reverse(f"matching:{name}", args=[thing.public_id, *more])


def contract_form(body, **more):
    day = timezone.localdate()
    form = {
        "version": 1,
        "supplier": body.name,
        "procedure": "consultation",
        "procedure_no": "示采〔2026〕7号",
        "decided_on": day,
        "number": "示购-2026-07",
        "signed_on": day,
        "since": day,
        "until": day,
        "amount": "25000.50",
        "steps": f"第一期，15,000.50 {day:%Y-%m-%d}\n第二期 10000元 {day:%Y/%m/%d}",
        "file": SimpleUploadedFile("合同.pdf", FILE.data, "application/pdf"),
    }
    return {**form, **more}


def test_a_purchase_begins_at_its_topic(world, officer, clean):
    unmet(world)
    topic = PurchaseTopic.objects.get()
    assert url("purchase_begin", topic) in clean(officer.get(url("topic", topic)))
    clean(officer.get(url("purchase_begin", topic)))
    form = {
        "version": 1,
        "funding": "purchase_contract",
        "buyer": "示范街道办事处",
        "buyer_form": "state_organ",
        "lines": "人员费用 20,000\n物资：10000.50 元",
        "least_grade": "",
    }
    wrong = {**form, "least_grade": "5", "lines": "人员费用"}
    page = officer.post(url("purchase_begin", topic), wrong)
    assert page.status_code == 422
    assert b"Line 1" in page.content
    page = officer.post(url("purchase_begin", topic), {**form, "least_grade": "5"})
    assert "names the legal reason" in clean(page)
    assert officer.post(url("purchase_begin", topic), form).status_code == 302
    project = PurchaseProject.objects.get()
    assert url("purchase_begin", topic) not in clean(officer.get(url("topic", topic)))
    assert NOBODY_CHOSEN in clean(officer.get(url("purchase", project)))


def test_a_contract_is_recorded_as_it_was_signed(world, officer, clean):
    project, supplier = begun(world), supplier_of(world)
    clean(officer.get(url("purchase_contract", project)))
    nobody = contract_form(supplier, supplier="没有这家")
    assert officer.post(url("purchase_contract", project), nobody).status_code == 422
    unequal = contract_form(supplier, amount="25000")
    page = officer.post(url("purchase_contract", project), unequal)
    assert "25,000.50 yuan, the contract 25,000.00" in clean(page)
    code = contract_form(supplier, supplier=supplier.credit_code.lower())
    assert officer.post(url("purchase_contract", project), code).status_code == 302
    assert fresh(project).contract.amount == 2500050


def test_from_a_contract_to_its_judgement(world, officer, reader, clean):
    project, supplier = begun(world), supplier_of(world)
    officer.post(url("purchase_contract", project), contract_form(supplier))

    admin = reader(world.admins[supplier.pk])
    text = clean(admin.get(url("purchase", project)))
    assert url("purchase_pause", project) not in text
    file = officer.get(url("purchase", project)).context["files"][0]
    kept = admin.get(url("purchase_file", project, file.public_id))
    assert b"".join(kept.streaming_content) == FILE.data
    for step in project.milestones.all():
        assert url("milestone_report", step) in text
        clean(admin.get(url("milestone_report", step)))
        said = {"version": "planned", "report": "已送餐六百份"}
        assert admin.post(url("milestone_report", step), said).status_code == 302
        assert admin.get(url("milestone_settle", step)).status_code == 403
        assert "已送餐六百份" in clean(officer.get(url("milestone_settle", step)))
        done = {"version": "reported", "outcome": "accepted"}
        assert officer.post(url("milestone_settle", step), done).status_code == 302
    assert officer.post(url("milestone_settle", step), done).status_code == 409

    clean(officer.get(url("purchase_judge", project)))
    judged = {"version": fresh(project).version, "points": 85, "reasons": "按期"}
    assert officer.post(url("purchase_judge", project), judged).status_code == 302
    assert "85 of 100" in clean(admin.get(url("purchase", project)))


def test_a_milestone_rests_on_engagements(world, officer, clean):
    supplier = supplier_of(world)
    world.menu["agency"] = world.offered(supplier, world.visit)
    step = contracted(world, begun(world), supplier).milestones.first()
    engagement = world.accepted("agency")[0]
    text = clean(officer.get(url("milestone_tie", step)))
    assert engagement.need.number not in text

    data = {"version": "planned", "engagements": [engagement.pk]}
    assert officer.post(url("milestone_tie", step), data).status_code == 302
    page = clean(officer.get(url("purchase", step.project)))
    assert "0 of 1 engagements confirmed" in page
    assert (
        officer.post(
            url("milestone_tie", step), {**data, "engagements": [999999]}
        ).status_code
        == 422
    )


def test_paused_resumed_ended_given_up(world, officer, clean):
    project = contracted(world)
    for name, version, why in (
        ("purchase_pause", 2, {"reason": "等资金"}),
        ("purchase_resume", 3, {}),
        ("purchase_end", 4, {"reason": "机构注销"}),
    ):
        clean(officer.get(url(name, project)))
        data = {"version": version, **why}
        assert officer.post(url(name, project), data).status_code == 302
    assert "机构注销" in clean(officer.get(url("purchase", project)))
    again = begun(world, PurchaseTopic.objects.get())
    assert officer.get(url("purchase_budget", again)).context["form"].initial[
        "lines"
    ].splitlines() == ["人员费用 20000.00", "物资 10000.00"]
    budget = {"version": 1, "lines": "全部 30000"}
    assert officer.post(url("purchase_budget", again), budget).status_code == 302
    dropped = {"version": 2, "reason": "改由志愿队"}
    assert officer.post(url("purchase_drop", again), dropped).status_code == 302
    assert officer.post(url("purchase_drop", again), dropped).status_code == 409


def test_who_sees_what(world, reader, officer):
    project = contracted(world)
    other = reader(world.admins[world.providers["firm"].pk])
    for page in (url("purchase", project), url("purchase_pause", project)):
        assert other.get(page).status_code == 404
    assert (
        other.get(reverse("matching:purchases")).context["page_obj"].paginator.count
        == 0
    )
    assert reader(world.worker).get(reverse("matching:purchases")).status_code == 403
    supplier = project.contract.supplier
    both = world.appointed(Role.STREET_OFFICER)
    world.appointed(Role.PROVIDER_ADMIN, None, provider=supplier, user=both)
    assert reader(both).get(url("purchase_pause", project)).status_code == 403
    topic = PurchaseTopic.objects.get()
    admin = reader(world.admins[supplier.pk])
    assert admin.get(url("purchase_begin", topic)).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_the_same_whatever_their_length(
    world, officer, django_assert_num_queries, number
):
    supplier = supplier_of(world)
    for n in range(number):
        unmet(world, (ServiceTypeFactory(code=f"B{n}"), 2))
        project = contracted(
            world, begun(world, PurchaseTopic.objects.latest("pk")), supplier
        )
    if number == 3:
        Milestone.objects.filter(project=project).update(title="每一期")
    else:
        project.milestones.last().delete()
    reported(world, project.milestones.first())
    with django_assert_num_queries(LIST_QUERIES):
        officer.get(reverse("matching:purchases"))
    with django_assert_num_queries(PAGE_QUERIES):
        officer.get(url("purchase", project))


def test_the_list_by_group(world, officer):
    completed(world)

    def shown(group):
        page = officer.get(reverse("matching:purchases"), {"group": group})
        return page.context["page_obj"].paginator.count

    assert [shown(group) for group in ("", "ended", "all", "nonsense")] == [0, 1, 1, 0]
