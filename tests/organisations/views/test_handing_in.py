"""Contacts, papers, checking one's answers; the centre's page and decisions."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from organisations.models import Disclosure, Document, Provider, Registration
from organisations.queries import waiting_for
from tests.factories.organisations import AppointmentFactory, ProviderFactory
from tests.factories.registration import (
    WHO,
    ContactFactory,
    DocumentFactory,
    RegistrationFactory,
)

pytestmark = pytest.mark.django_db
URL = "/desk/registration/"
CONTACT = {
    "name": "陈新苗",
    "phone": "13800001234",
    "post": "总干事",
    "place": "440104021",
}


def paper(words=b"paper", name="zhengshu.txt", **more):
    day = timezone.localdate() + timedelta(days=90)
    return {
        "kind": "certificate",
        "file": SimpleUploadedFile(name, words),
        "expires_on": day.isoformat(),
        **more,
    }


@pytest.fixture
def whole(row, applicant):
    """Everything is there: it can be handed in."""
    filled = RegistrationFactory.build(filled=True, street=None)
    Registration.objects.filter(pk=row.pk).update(
        answers=filled.answers,
        name=WHO["name"],
        form=WHO["form"],
        credit_code=WHO["credit_code"],
    )
    row.refresh_from_db()
    row.street_id = ProviderFactory().street_id
    row.save()
    applicant.post(f"{URL}contacts/", CONTACT)
    applicant.post(f"{URL}documents/", paper())
    row.refresh_from_db()
    return row


@pytest.fixture
def handed_in(whole, applicant):
    applicant.post(f"{URL}check/", {"version": whole.version, "agreed": "on"})
    whole.refresh_from_db()
    return whole


def page(row, act=""):
    return f"/desk/registrations/{row.public_id}/{act}"


def test_a_contact_is_shown_masked_and_can_be_taken_away(applicant, row, clean):
    clean(applicant.get(f"{URL}contacts/"))
    applicant.post(f"{URL}contacts/", CONTACT)

    text = clean(applicant.get(f"{URL}contacts/"))

    assert "138****1234" in text
    assert "13800001234" not in text
    applicant.post(f"{URL}contacts/{row.contacts.get().pk}/remove/")
    assert row.contacts.count() == 0


@pytest.mark.parametrize(
    ("field", "value"), [("phone", "call me"), ("place", "440104"), ("post", "")]
)
def test_each_fault_of_a_contact_is_said_at_its_field(applicant, clean, field, value):
    response = applicant.post(f"{URL}contacts/", CONTACT | {field: value})

    clean(response, 422)
    assert list(response.context["form"].errors) == [field]


def test_a_second_contact_of_a_place_is_refused(applicant):
    applicant.post(f"{URL}contacts/", CONTACT)

    response = applicant.post(f"{URL}contacts/", CONTACT)

    assert list(response.context["form"].errors) == ["place"]


def test_a_paper_comes_in_goes_out_and_is_taken_away(applicant, row, clean):
    clean(applicant.get(f"{URL}documents/"))
    applicant.post(f"{URL}documents/", paper())
    document = Document.objects.get()

    assert "zhengshu.txt" in clean(applicant.get(f"{URL}documents/"))
    download = applicant.get(f"{URL}documents/{document.pk}/")
    assert b"".join(download.streaming_content) == b"paper"
    applicant.post(f"{URL}documents/{document.pk}/remove/")
    assert row.documents.count() == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "virus.exe", "words": b"MZ\x90\x00"}, "file"),
        ({"name": "macro.xlsm", "words": b"PK\x03\x04"}, "file"),
        ({"words": b""}, "file"),
        ({"expires_on": "2020-01-01"}, "expires_on"),
        ({"expires_on": ""}, "expires_on"),
        ({"kind": "song"}, "kind"),
    ],
)
def test_each_fault_of_a_paper_is_said_at_its_field(applicant, clean, wrong, field):
    response = applicant.post(f"{URL}documents/", paper(**wrong))

    clean(response, 422)
    assert list(response.context["form"].errors) == [field]


def test_the_very_same_file_is_told_not_taken_again(applicant, clean):
    other = RegistrationFactory(submitted=True)
    applicant.post(f"{URL}documents/", paper())
    DocumentFactory(registration=other, digest=Document.objects.get().digest)

    again = applicant.post(f"{URL}documents/", paper(kind="licence"))

    assert list(again.context["form"].errors) == ["file"]
    text = clean(applicant.get(f"{URL}documents/"))
    assert "handed in with another registration" in text
    assert other.name not in text


def test_what_belongs_to_another_is_not_there(applicant):
    other = RegistrationFactory(submitted=True)
    contact = ContactFactory(registration=other)
    document = DocumentFactory(registration=other)

    for address in (
        f"{URL}contacts/{contact.pk}/remove/",
        f"{URL}documents/{document.pk}/remove/",
    ):
        assert applicant.post(address).status_code == 404
    assert applicant.get(f"{URL}documents/{document.pk}/").status_code == 404


def test_answers_are_checked_then_handed_in(applicant, whole, clean):
    text = clean(applicant.get(f"{URL}check/"))
    for said in (WHO["credit_code"], "出院第一个月", "138****1234", "zhengshu.txt"):
        assert said in text
    bare = applicant.post(f"{URL}check/", {"version": whole.version})
    assert list(bare.context["form"].errors) == ["agreed"]

    response = applicant.post(
        f"{URL}check/", {"version": whole.version, "agreed": "on"}
    )

    assert response.url == URL
    whole.refresh_from_db()
    assert whole.state == "submitted"
    for address in (URL, "/desk/"):
        assert "With the guidance centre" in clean(applicant.get(address))


def test_what_was_not_seen_is_not_handed_in(applicant, whole, clean):
    response = applicant.post(f"{URL}check/", {"version": "1", "agreed": "on"})

    clean(response, 409)
    whole.refresh_from_db()
    assert whole.state == "draft"


def test_unfinished_answers_have_no_button(applicant, clean):
    text = clean(applicant.get(f"{URL}check/"))

    assert "once every section is done" in text
    assert 'name="agreed"' not in text


def test_the_centre_sees_everything_and_what_is_odd(operator, handed_in, clean):
    ProviderFactory(name="示范区新苗志愿服务队（演示）")
    other = RegistrationFactory(submitted=True, credit_code="", name=WHO["name"])
    DocumentFactory(registration=other, digest=handed_in.documents.get().digest)

    text = clean(operator.get(page(handed_in)))

    for said in (WHO["credit_code"], "出院第一个月", "138****1234", "zhengshu.txt"):
        assert said in text
    assert "Names on the register that look like this one" in text
    assert "Somebody else speaks for the same body" in text
    assert "The very same file was handed in by" in text
    assert page(handed_in, "approve/") in text


@pytest.mark.parametrize(
    ("language", "said", "name"),
    [
        ("zh-hans", "这个条目已有管理人员", "name"),
        ("en", "Somebody runs this entry already", "name_en"),
    ],
)
def test_a_claim_of_an_entry_that_somebody_runs_says_so(operator, language, said, name):
    held = AppointmentFactory(provider_admin=True, provider=ProviderFactory())
    claim = RegistrationFactory(submitted=True, claimed=held.provider)
    operator.cookies["django_language"] = language

    text = operator.get(page(claim)).content.decode()

    assert said in text
    assert getattr(held.user, name) in text


def test_approving_makes_the_applicant_its_administrator(
    operator, applicant, handed_in, clean
):
    clean(operator.get(page(handed_in, "approve/")))

    operator.post(page(handed_in, "approve/"), {"version": handed_in.version})

    provider = Provider.objects.get(credit_code=WHO["credit_code"])
    address = f"/desk/provider/{provider.public_id}/"
    assert address in clean(applicant.get(URL))
    assert clean(applicant.get(address))
    assert address in clean(operator.get(page(handed_in)))


def test_asking_back_shows_at_the_section(operator, applicant, handed_in, clean):
    clean(operator.get(page(handed_in, "return/")))
    nothing = operator.post(page(handed_in, "return/"), {"version": handed_in.version})
    assert nothing.status_code == 422

    operator.post(
        page(handed_in, "return/"),
        {"version": handed_in.version, "documents": "证书看不清，请重拍。"},
    )

    assert "证书看不清" in clean(applicant.get(URL))
    assert "证书看不清" in clean(applicant.get(f"{URL}documents/"))
    [task] = waiting_for(handed_in.applicant)
    assert (task.url, task.tone) == (URL, "red")


def test_refusing_shows_the_reason(operator, applicant, handed_in, clean):
    clean(operator.get(page(handed_in, "refuse/")))

    operator.post(
        page(handed_in, "refuse/"),
        {"version": handed_in.version, "reason": "不在本区活动。"},
    )

    assert "不在本区活动。" in clean(applicant.get(URL))


def test_a_decision_on_an_older_state_is_409(operator, handed_in):
    old = {"version": handed_in.version - 1}

    assert operator.post(page(handed_in, "approve/"), old).status_code == 409
    assert not Provider.objects.filter(name=WHO["name"]).exists()


def test_a_number_is_read_with_a_reason_that_is_kept(operator, handed_in, clean):
    address = page(handed_in, f"contacts/{handed_in.contacts.get().pk}/")
    assert "13800001234" not in clean(operator.get(address))
    for reason in ("", "a   b"):
        assert operator.post(address, {"reason": reason}).status_code == 422

    text = clean(operator.post(address, {"reason": "核实登记"}))

    assert "13800001234" in text
    assert Disclosure.objects.get().by == operator.user


def test_the_centre_downloads_papers(operator, handed_in):
    document = handed_in.documents.get()

    answer = operator.get(page(handed_in, f"documents/{document.pk}/"))

    assert b"".join(answer.streaming_content) == b"paper"


def test_nobody_else_sees_or_decides(client, applicant, handed_in):
    acts = ("", "approve/", "return/", "refuse/")

    assert [applicant.get(page(handed_in, act)).status_code for act in acts] == [
        404
    ] * 4
    assert client.get(page(handed_in)).status_code == 302


def test_a_draft_is_not_the_centres_to_see(operator, row):
    assert operator.get(page(row)).status_code == 404
