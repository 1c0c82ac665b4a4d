"""Bad input of whoever comes in: what is wrong, where, and what to do, in both
languages; nothing of it is written."""

from datetime import timedelta
from functools import partial
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from organisations.domain.admission import approve_registration
from organisations.domain.enclosure import keep_contact, keep_document
from organisations.domain.identity import link_identity
from organisations.domain.provider import register_provider
from organisations.domain.provider_sheet import PROVIDERS
from organisations.domain.registration import (
    claim_provider,
    start_registration,
    submit_registration,
)
from organisations.domain.volunteer import change_volunteer, join_as_volunteer
from organisations.forms.sheet import SheetForm
from records.attachments import look
from records.models import LedgerEntry
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    ServiceTypeFactory,
    StreetFactory,
    UserFactory,
    VolunteerFactory,
    credit_code,
)
from tests.factories.registration import (
    ContactFactory,
    DocumentFactory,
    RegistrationFactory,
)
from tests.records.sheets.files import book
from tests.refusals import refused

pytestmark = pytest.mark.django_db
BODY = {
    "kind": "social_organisation",
    "form": "social_service_agency",
    "name": "示范区青禾社会工作服务中心（演示）",
}


class Scene:
    """A street with a body on its register, a volunteer, and two who come in."""

    def __init__(self):
        self.street = StreetFactory(name_en="Dengfeng Street")
        self.operator = AppointmentFactory(operator=True).user
        ServiceTypeFactory(code="A1", name_en="Company")
        self.body = ProviderFactory(street=self.street, credit_code=credit_code(1))
        self.volunteer = VolunteerFactory(national_no="440100000000001234")
        self.waiting = RegistrationFactory(submitted=True)
        self.coming = self.filled()
        self.day = timezone.localdate() + timedelta(days=300)

    @staticmethod
    def filled(**more):
        row = RegistrationFactory(filled=True, **more)
        ContactFactory(registration=row)
        DocumentFactory(registration=row)
        return row

    def submit(self, row):
        return partial(
            submit_registration, registration=row, version=row.version, by=row.applicant
        )

    def register(self, **more):
        values = {**BODY, "street": self.street, "by": self.operator}
        return partial(register_provider, **{**values, **more})

    def paper(self, **more):
        values = {
            "registration": self.coming,
            "file": look(ContentFile(b"paper"), "zhengshu.txt"),
            "kind": "certificate",
            "expires_on": self.day,
            "by": self.coming.applicant,
        }
        return partial(keep_document, **{**values, **more})

    def contact(self):
        return partial(
            keep_contact,
            registration=self.coming,
            name="陈新苗",
            phone="13800001234",
            post="总干事",
            place=self.street,
            by=self.coming.applicant,
        )

    @staticmethod
    def linked(user):
        house = {"provider": "house", "identity": "sub-1"}
        return partial(link_identity, user=user, by=None, **house)

    def cut_sheet(self):
        """The page names the file whole only behind its last byte."""
        form = SheetForm(
            {"place": self.street.pk},
            {"file": SimpleUploadedFile("a.csv", "名称\n甲".encode())},
            kind=PROVIDERS,
            user=self.operator,
        )
        raise ValidationError(form.errors.as_data()["__all__"])


@pytest.fixture
def scene():
    return Scene()


def test_one_person_comes_in_once(scene):
    person = scene.volunteer.person
    other = VolunteerFactory(person__phone="13800000077")
    scene.linked(UserFactory())()
    alone = {"birth_year": 1980, "home": scene.volunteer.home, "consent": "form"}
    refused(
        {
            "the same name and number": (
                partial(
                    join_as_volunteer,
                    name=person.name,
                    phone=person.phone,
                    by=None,
                    **alone,
                ),
                "这个姓名和电话已经报名。请登录，或打社工站电话。",
                "Somebody with this name and number has joined already. Sign in, or ring "
                "the social work station.",
            ),
            "the national number of another": (
                partial(
                    change_volunteer,
                    volunteer=other,
                    national_no="440100000000001234",
                    by=None,
                ),
                "这个全国志愿者编号已属于另一人，请核对。",
                "This national volunteer number belongs to somebody else here. Check it.",
            ),
            "an identity of another account": (
                scene.linked(UserFactory()),
                "该身份已关联其他账号，请先在那个账号解除关联。",
                "This identity signs in another account. Unlink it there first.",
            ),
            "two contacts of one place": (
                scene.contact(),
                "这个地方已有联系人，请先删去原来的。",
                "This place has its contact already. Take that one away first.",
            ),
        }
    )


def test_one_body_comes_in_once(scene):
    known = scene.filled(name=scene.body.name)
    known.credit_code = ""
    known.save()
    refused(
        {
            "a second registration with one code": (
                scene.submit(scene.coming),
                "已有人用这个信用代码提交了入驻登记，请致电指导中心。",
                "Somebody else has handed in a registration with this credit code. Ring "
                "the guidance centre.",
            ),
            "a second registration of one person": (
                partial(
                    start_registration,
                    applicant=scene.coming.applicant,
                    joining="filed_group",
                ),
                "您已有一份没有办完的入驻登记，请先办完。",
                "You have begun a registration already: finish that one first.",
            ),
            "a body of the register as a new one": (
                scene.submit(known),
                "名册里已有这家机构，请改为认领。",
                "This body is on the register already: claim its entry instead.",
            ),
            "a code of the register by the centre": (
                scene.register(credit_code=scene.body.credit_code),
                "这个信用代码已登记过。请查找已有的机构，不要重复登记。",
                "This credit code is on the register already. Look for that entry "
                "instead of making a second one.",
            ),
            "a body that was dissolved": (
                partial(
                    claim_provider,
                    registration=scene.coming,
                    provider=ProviderFactory(closed=True),
                    by=scene.coming.applicant,
                ),
                "这家机构已注销，不能认领。",
                "This body was dissolved: it cannot be claimed.",
            ),
        }
    )


def test_a_credit_code_has_its_digit_and_its_prefix(scene):
    code = credit_code(2)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    refused(
        {
            "a wrong check digit": (
                scene.register(credit_code=wrong),
                f"信用代码 {wrong} 不正确：应为 18 位，末位是校验码。请对照证书重新填写。",
                f"The credit code {wrong} is not right: 18 characters, the last is a "
                "check digit. Copy it from the certificate again.",
            ),
            "a prefix of another form": (
                scene.register(credit_code=credit_code(2, "51")),
                "“社会服务机构”的信用代码以 52 开头，请检查组织形式或代码。",
                "A credit code of the form “Social service agency” begins with 52. Check "
                "the form or the code.",
            ),
            "a code where there is none": (
                scene.register(
                    kind="volunteer_team", form="volunteer_team", credit_code=code
                ),
                "这种组织形式没有信用代码，请留空。",
                "This form of provider has no credit code: leave it empty.",
            ),
            "somebody's own telephone": (
                scene.register(credit_code=code, public_phone="138 0013 8000"),
                "这是个人电话。请填机构自己的电话，如固定电话或 400 电话；没有就留空。",
                "This is a person's own telephone. Give a number of the organisation "
                "itself, such as a landline or 400 number, or leave it empty.",
            ),
        }
    )


def test_a_paper_is_valid_and_handed_in_once(scene):
    scene.paper()()
    refused(
        {
            "a paper that has run out": (
                scene.paper(
                    kind="licence", expires_on=timezone.localdate() - timedelta(days=1)
                ),
                "这份材料已过期，请提交在有效期内的。",
                "This paper has run out. Hand in the one that is valid.",
            ),
            "a paper without its day": (
                scene.paper(kind="insurance", expires_on=None),
                "请填写这份材料的有效期至哪一天。",
                "Say until which day this paper is valid.",
            ),
            "the very same file": (
                scene.paper(kind="licence"),
                "这份文件已经提交过，不用再传。",
                "This very file is here already: it need not be sent twice.",
            ),
        }
    )


def test_a_file_is_whole_and_holds_no_program(scene):
    picture = BytesIO()
    Image.effect_noise((64, 64), 60).save(picture, "JPEG")
    sheet = book(("名称",), ("甲社",))
    cut = (
        "文件已损坏，或内容与文件名不符。请重新保存，完整上传。",
        "The file is damaged, or it is not what its name says. Save it again and send it "
        "whole.",
    )
    macros = (
        "文件含有宏（小程序），不能接收。请另存为不含宏的 .xlsx 或 .docx 后再上传。",
        "The file holds macros: small programs, which are not taken. Save it without "
        "them, as .xlsx or .docx, and send that.",
    )
    refused(
        {
            "a pdf cut": (taken(b"%PDF-1.7\n1 0 obj", "a.pdf"), *cut),
            "a picture cut": (taken(picture.getvalue()[:300], "a.jpg"), *cut),
            "a workbook cut": (taken(sheet[:-40], "a.xlsx"), *cut),
            "a workbook with macros": (taken(with_macros(sheet), "a.xlsx"), *macros),
            "a sheet cut on the way": (
                scene.cut_sheet,
                "文件没有完整上传，请重新上传。",
                "The file did not arrive whole. Send it again.",
            ),
        }
    )


def taken(data, name):
    return lambda: look(ContentFile(data), name)


def with_macros(sheet):
    held = BytesIO(sheet)
    with ZipFile(held, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    return held.getvalue()


TOLD_TO_THE_CENTRE = {
    "zh-CN": (
        "本登记认领",
        "这个条目已有管理人员",
        "还有其他人代表同一机构提交",
        "同一份文件也由以下机构提交过",
    ),
    "en": (
        "This claims the entry of",
        "Somebody runs this entry already",
        "Ask them before a second person is let in.",
        "Somebody else speaks for the same body",
        "The very same file was handed in by",
    ),
}


def test_two_speak_for_one_body_and_one_paper_serves_two(scene):
    """Nothing is refused here: the centre reads it, and decides after asking."""
    AppointmentFactory(provider_admin=True, provider=scene.body)
    first, second = (
        RegistrationFactory(submitted=True, claimed=scene.body, credit_code="")
        for _each in range(2)
    )
    for row in (first, second):
        DocumentFactory(registration=row, kind="authority", digest="5" * 64)
    for language, said in TOLD_TO_THE_CENTRE.items():
        client = Client(headers={"accept-language": language})
        client.force_login(scene.operator)
        page = client.get(f"/desk/registrations/{first.public_id}/").content.decode()
        assert [words for words in said if words not in page] == []

    approve_registration(registration=first, version=1, by=scene.operator)

    second.refresh_from_db()
    assert second.state == "submitted"
    last = LedgerEntry.objects.latest("pk")
    assert (last.action, last.subject) == (
        "organisations.approve_registration",
        first.subject,
    )
