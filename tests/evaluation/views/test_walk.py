"""A case through the pages, by role: what each sees, and that each step is offered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from evaluation.enums import AssessmentState
from evaluation.models import Assessment
from tests.evaluation.district import FULL, District

pytestmark = pytest.mark.django_db
BASE = "/desk/evaluation"
ANSWERS = {
    "passed": lambda given: "yes" if given else "no",
    "strikes": lambda given: "yes" if given else "no",
}


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def answer_of(code):
    ((name, given),) = FULL[code].items()
    return ANSWERS.get(name, str)(given)


def paper(text):
    return SimpleUploadedFile(
        "report.pdf", b"%PDF-1.4\n% " + text.encode() + b"\n%%EOF\n"
    )


def handed_in(district):
    """An organisation applies, scores itself with evidence and hands in."""
    provider = district.organisation()
    organisation, office = signed_in(provider.admin), signed_in(district.office)
    page = organisation.get(f"{BASE}/rounds/")
    assert "开始自评" in page.content.decode()
    there = organisation.post(
        f"{BASE}/rounds/{district.round.public_id}/apply/",
        {"provider": provider.public_id},
    )
    case = Assessment.objects.get()
    at = f"{BASE}/cases/{case.public_id}/"
    assert there.url == at
    assert office.get(at).status_code == 404
    assert organisation.post(f"{at}level/", {"level": "4"}).status_code == 302
    for code in FULL:
        if district.leaf(code).points:
            sent = organisation.post(
                f"{at}leaf/{code}/evidence/", {"file": paper(code), "note": "x"}
            )
            assert sent.status_code == 302, sent.content.decode()
        sent = organisation.post(f"{at}leaf/{code}/", {"answer": answer_of(code)})
        assert sent.status_code == 302, code
    assert organisation.get(at).status_code == 200
    check = organisation.get(f"{at}hand-in/")
    assert "5A" in check.content.decode()
    case.refresh_from_db()
    handed = organisation.post(f"{at}hand-in/", {"version": case.version})
    assert handed.status_code == 302
    return case, organisation, office


def scored(district, case, office):
    """Admitted, visited, scored, its opinion signed; the leader's own window."""
    at = f"{BASE}/cases/{case.public_id}/"
    case.refresh_from_db()
    assert "审核" in office.get("/desk/").content.decode()
    facts = {"registered_on": "2015-05-01", "version": case.version}
    looked = office.post(f"{at}admission/", facts)
    assert "未发现不予参评的情形" in looked.content.decode()
    office.post(f"{at}admission/", {**facts, "decision": "admit"})
    experts = [str(user.pk) for user in district.experts[:3]]
    office.get(f"{at}panel/")
    made = office.post(f"{at}panel/", {"experts": experts, "leader": experts[0]})
    assert made.status_code == 302
    case.refresh_from_db()
    visit = {"on": district.today.isoformat(), "note": "座谈", "version": case.version}
    assert office.post(f"{at}visit/", visit).status_code == 302
    leader = signed_in(district.experts[0])
    assert leader.get(f"{at}score/").status_code == 200
    for code in FULL:
        form = leader.get(f"{at}score/{code}/").context["form"]
        given = {"seen": form["seen"].value(), "points": str(district.most(code))}
        assert leader.post(f"{at}score/{code}/", given).status_code == 302
    for user in district.experts[:3]:
        assert signed_in(user).post(f"{at}submit/", {"version": 1}).status_code == 302
    case.refresh_from_db()
    opinion = {"opinion": "规范", "suggestions": "继续", "version": case.version}
    assert leader.post(f"{at}opinion/", opinion).status_code == 302
    return leader


def test_a_case_through_the_pages() -> None:
    district = District()
    case, organisation, office = handed_in(district)
    leader = scored(district, case, office)
    at = f"{BASE}/cases/{case.public_id}/"
    closes = (district.today + timedelta(days=3)).isoformat()
    links = office.post(
        f"{at}poll/open/", {"closes_on": closes, "member": 2, "beneficiary": 2}
    )
    addresses = [row[2] for row in links.context["rows"]]
    assert len(addresses) == 4
    for address in addresses:
        path = address.removeprefix("http://testserver")
        assert Client().get(path).status_code == 200
        assert Client().post(path, {"grade": "5"}).status_code == 200
        assert Client().post(path, {"grade": "5"}).status_code == 410
    for step in ("poll/close", "feedback", "report"):
        case.refresh_from_db()
        done = office.post(f"{at}{step}/", {"version": case.version})
        assert done.status_code == 302, done.content.decode()
    case.refresh_from_db()
    assert case.state == AssessmentState.REPORT_READY
    assert case.proposed_grade == "5A"
    for client in (organisation, office, leader):
        for name in ("", "sheet/", "findings/"):
            assert client.get(at + name).status_code == 200
