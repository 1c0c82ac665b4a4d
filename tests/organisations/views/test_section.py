"""The sections of a registration: typed, saved quietly, resumed, contradicted."""

import pytest

from organisations.models import Registration
from organisations.queries import standing
from tests.factories.organisations import ProviderFactory, StreetFactory, credit_code
from tests.factories.registration import WHO, RegistrationFactory

pytestmark = pytest.mark.django_db
URL = "/desk/registration/"
WHO_TYPED = {
    "version": "0",
    "page": "a" * 32,
    "form": "social_service_agency",
    "name": WHO["name"],
    "credit_code": WHO["credit_code"],
    "street": "440104021",
    "summary": "陪伴高龄独居长者。",
}
SERVICE_TYPED = {
    "version": "0",
    "page": "a" * 32,
    "service_type": "A1",
    "weekly_capacity": "6",
    "communities": "440104021",
    "windows-0-days": ["1", "3"],
    "windows-0-start": "09:00",
    "windows-0-end": "11:30",
    "price": "0",
}
PROJECT_TYPED = {
    "version": "0",
    "page": "a" * 32,
    "title": "出院第一个月",
    "text": "为 46 位高龄出院长者做用药提醒。",
    "year": "2025",
}
HTMX = {"HX-Request": "true"}


def statuses(row):
    return {
        each.section: str(each.status)
        for each in standing(Registration.objects.get(pk=row.pk))
    }


def test_the_task_list_shows_every_section_with_its_status(applicant, clean):
    text = clean(applicant.get(URL))

    assert text.count("Not started") == 6
    assert f'href="{URL}who/"' in text
    assert f'href="{URL}documents/"' in text


def test_a_whole_section_is_done(applicant, row, clean, fresh):
    clean(applicant.get(f"{URL}who/"))

    response = applicant.post(f"{URL}who/", WHO_TYPED)

    assert response.url == URL
    assert statuses(row)["who"] == "done"
    assert fresh(row).credit_code == WHO["credit_code"]


def test_half_of_it_is_kept_for_later_and_shown_again(applicant, row, clean):
    half = WHO_TYPED | {"credit_code": "", "summary": "", "later": "1"}

    response = applicant.post(f"{URL}who/", half)

    assert response.url == URL
    assert statuses(row)["who"] == "in_progress"
    text = clean(applicant.get(f"{URL}who/"))
    assert WHO["name"] in text
    assert "error-summary" not in text


def test_what_is_wrong_is_kept_and_said(applicant, row, clean):
    wrong = WHO_TYPED | {"credit_code": "52440104DEM0000140"}

    clean(applicant.post(f"{URL}who/", wrong), 422)

    assert statuses(row)["who"] == "problem"
    response = applicant.get(f"{URL}who/")
    assert list(response.context["form"].errors) == ["credit_code"]
    assert "52440104DEM0000140" in clean(response)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"credit_code": "52440104DEM0000140"}, "credit_code"),
        ({"form": "foundation"}, "credit_code"),
        ({"form": "company"}, "form"),
        ({"name": "萤火青少年发展中心"}, "distinct"),
        ({"name": "示范区萤火青少年发展中心（演示）"}, "name"),
        ({"credit_code": credit_code(55)}, "credit_code"),
        ({"street": "440104"}, "street"),
        ({"name": ""}, "name"),
    ],
)
def test_each_fault_of_who_is_said_at_its_field(applicant, clean, typed, field):
    ProviderFactory(
        name="示范区萤火青少年发展中心（演示）", credit_code=credit_code(55)
    )

    response = applicant.post(f"{URL}who/", WHO_TYPED | typed)

    clean(response, 422)
    assert field in response.context["form"].errors


def test_a_code_put_in_small_letters_and_spaces_is_put_right(applicant, row, fresh):
    code = WHO["credit_code"]
    spaced = f"{code[:8]} {code[8:]}".lower()

    applicant.post(f"{URL}who/", WHO_TYPED | {"credit_code": spaced})

    assert fresh(row).credit_code == code


def test_a_body_on_the_register_is_claimed_from_the_page(applicant, row, clean, fresh):
    body = ProviderFactory(credit_code=WHO["credit_code"])
    text = clean(applicant.post(f"{URL}who/", WHO_TYPED), 422)
    assert f'value="{body.public_id}"' in text

    applicant.post(f"{URL}claim/", {"provider": body.public_id})

    assert fresh(row).claimed == body
    assert list(statuses(row)) == ["contacts", "documents"]
    assert body.name_en in clean(applicant.get(URL))
    applicant.post(f"{URL}claim/")
    assert fresh(row).claimed is None


def test_who_is_another_body_says_so(applicant, row):
    ProviderFactory(name="示范区新苗志愿服务队（演示）")

    applicant.post(f"{URL}who/", WHO_TYPED | {"distinct": "on"})

    assert statuses(row)["who"] == "done"


@pytest.mark.parametrize(
    ("as_", "members", "status"),
    [("group", 9, "problem"), ("group", 10, "done"), ("service_body", 2, "done")],
)
def test_what_is_filed_has_members_enough(applicant, row, as_, members, status):
    Registration.objects.update(joining="filed_group")
    typed = WHO_TYPED | {"filing_no": "登峰备-007", "filed_as": as_}
    del typed["form"], typed["credit_code"]

    applicant.post(f"{URL}who/", typed | {"members": str(members)})

    assert statuses(row)["who"] == status


def test_a_quiet_save_answers_with_the_time_only(applicant, row, fresh):
    answer = applicant.post(f"{URL}who/", WHO_TYPED | {"name": "新"}, headers=HTMX)
    again = applicant.post(f"{URL}who/", WHO_TYPED | {"name": "新苗"}, headers=HTMX)

    same = applicant.post(f"{URL}who/", WHO_TYPED | {"name": "新苗"}, headers=HTMX)

    assert (answer.status_code, again.status_code, same.status_code) == (200, 200, 204)
    assert b"Saved " in answer.content
    assert len(answer.content) < 100
    assert fresh(row).entry("who")["raw"]["name"] == ["新苗"]


def test_an_untouched_page_saves_nothing(applicant, row):
    blank = {"version": "0", "page": "a" * 32, "form": "association", "name": ""}

    answer = applicant.post(f"{URL}who/", blank, headers=HTMX)

    assert answer.status_code == 204
    assert statuses(row)["who"] == "not_started"


def test_another_device_is_contradicted_with_the_difference(applicant, clean):
    applicant.post(f"{URL}who/", WHO_TYPED | {"later": "1"})
    other = WHO_TYPED | {"page": "b" * 32, "summary": "做课后托管。"}

    quiet = applicant.post(f"{URL}who/", other, headers=HTMX)
    text = clean(applicant.post(f"{URL}who/", other), 409)

    assert quiet.status_code == 409
    assert b"another device" in quiet.content
    assert "做课后托管。" in text
    assert "陪伴高龄独居长者。" in text
    assert f">{WHO['name']}<" not in text


def test_membership_is_one_or_none(applicant, row):
    hub = ProviderFactory(form="association", credit_code="")
    seen = {"version": "0", "page": "a" * 32}

    for typed, status in (
        ({}, "in_progress"),
        ({"none": "on", "other": "商会"}, "problem"),
        ({"associations": [hub.public_id]}, "done"),
        ({"none": "on"}, "done"),
    ):
        applicant.post(f"{URL}membership/", seen | typed | {"later": "1"})
        assert statuses(row)["membership"] == status


def test_a_service_becomes_a_line(applicant, row, clean, fresh):
    clean(applicant.get(f"{URL}services/"))
    clean(applicant.get(f"{URL}services/0/"))

    response = applicant.post(f"{URL}services/0/", SERVICE_TYPED)

    assert response.url == f"{URL}services/"
    [line] = fresh(row).lines("services")
    assert line["values"]["windows"] == [["13", "09:00", "11:30"]]
    assert line["values"]["territories"] == ["440104021"]
    assert "Company" in clean(applicant.get(f"{URL}services/"))
    assert "09:00" in clean(applicant.get(f"{URL}services/0/"))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"weekly_capacity": "0"}, "weekly_capacity"),
        ({"windows-0-end": "08:00"}, "windows"),
        ({"windows-0-days": []}, "windows"),
        ({"communities": "无此社区"}, "communities"),
        ({"price": "30"}, "funding"),
        ({"gates": ["LIC"]}, "licence_no"),
        ({"service_type": "Z9"}, "service_type"),
    ],
)
def test_each_fault_of_a_service_is_said_at_its_field(
    applicant, row, clean, typed, field
):
    response = applicant.post(f"{URL}services/0/", SERVICE_TYPED | typed)

    clean(response, 422)
    assert field in response.context["form"].errors
    assert statuses(row)["services"] == "problem"


def test_volunteers_carry_no_price(applicant, row):
    Registration.objects.update(joining="volunteer_team")
    paid = SERVICE_TYPED | {"price": "30", "funding": ["user_pays"]}

    response = applicant.post(f"{URL}services/0/", paid)

    assert list(response.context["form"].errors) == ["price"]


def test_a_service_is_listed_once_and_can_be_taken_out(applicant, row, fresh):
    applicant.post(f"{URL}services/0/", SERVICE_TYPED)
    twice = applicant.post(f"{URL}services/1/", SERVICE_TYPED)
    assert list(twice.context["form"].errors) == ["service_type"]

    version = fresh(row).lines("services")[1]["version"]
    applicant.post(f"{URL}services/1/remove/", {"version": "x"})
    assert len(fresh(row).lines("services")) == 2

    applicant.post(f"{URL}services/1/remove/", {"version": version})

    assert len(fresh(row).lines("services")) == 1
    assert applicant.post(f"{URL}who/0/remove/").status_code == 404


def test_a_report_is_cut_into_projects_to_be_put_right(applicant, row, clean, fresh):
    clean(applicant.get(f"{URL}projects/paste/"))
    told = "为 46 位高龄出院长者做用药提醒和送餐衔接。"

    empty = applicant.post(f"{URL}projects/paste/", {"report": "没有。"})
    done = applicant.post(
        f"{URL}projects/paste/",
        {"report": f"1. 出院第一个月：{told}\n2. 楼梯间的会：{told}"},
    )

    assert (empty.status_code, done.url) == (422, f"{URL}projects/")
    assert [line["values"]["title"] for line in fresh(row).lines("projects")] == [
        "出院第一个月",
        "楼梯间的会",
    ]
    assert "楼梯间的会" in clean(applicant.get(f"{URL}projects/"))


@pytest.mark.parametrize("year", ["1970", "2099"])
def test_a_project_has_a_year_that_has_begun(applicant, year):
    typed = PROJECT_TYPED | {"year": year}

    response = applicant.post(f"{URL}projects/0/", typed)

    assert list(response.context["form"].errors) == ["year"]


@pytest.mark.parametrize(
    "path", ["projects/", "membership/", "projects/0/", "projects/paste/"]
)
def test_the_short_path_has_no_such_sections(applicant, path):
    Registration.objects.update(joining="unregistered_group")

    assert applicant.get(f"{URL}{path}").status_code == 404


@pytest.mark.parametrize("path", ["services/7/", "who/0/", "nowhere/"])
def test_what_is_not_there_is_404(applicant, path):
    assert applicant.get(f"{URL}{path}").status_code == 404


def test_what_is_handed_in_is_open_to_nobody(client):
    row = RegistrationFactory(submitted=True)
    client.force_login(row.applicant)

    assert client.get(f"{URL}who/").status_code == 404
    assert client.post(f"{URL}who/", WHO_TYPED).status_code == 404
    assert client.get(URL).status_code == 200


def test_a_quiet_save_after_the_session_ended_says_so(client):
    answer = client.post(f"{URL}who/", WHO_TYPED, headers=HTMX)

    assert answer.status_code == 401
    assert len(answer.content) < 200


def test_strangers_sign_in_first(client):
    StreetFactory()

    assert "/accounts/login/" in client.get(URL).url
    assert "/accounts/login/" in client.get(f"{URL}who/").url
