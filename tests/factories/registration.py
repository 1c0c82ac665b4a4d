"""A factory for each noun of a registration."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from organisations import models
from organisations.enums import RegistrationState
from tests.factories.organisations import (
    STREET,
    PersonFactory,
    StreetFactory,
    UserFactory,
    credit_code,
    today,
)

WHO = {
    "name": "示范区新苗社会工作服务中心（演示）",
    "name_en": "",
    "form": "social_service_agency",
    "credit_code": credit_code(7001),
    "filing_no": "",
    "street": STREET,
    "summary": "陪伴高龄独居长者。",
    "summary_en": "",
    "languages": ["zh"],
    "contact_role": "总干事",
    "public_phone": "020-8111 2222",
    "public_address": "",
}
SERVICE = {
    "service_type": "A1",
    "territories": [STREET],
    "weekly_capacity": 6,
    "windows": [["135", "09:00", "11:30"]],
    "price": 0,
    "funding": [],
    "gates": [],
    "licence_no": "",
    "licence_until": None,
    "note": "",
}
PROJECT = {
    "title": "出院第一个月",
    "text": "为 46 位高龄出院长者做用药提醒和送餐衔接，再入院 3 人。",
    "year": 2025,
    "service_types": ["A1"],
}


def entry(values):
    return {"raw": {}, "values": values, "problem": False, "version": 1}


class RegistrationFactory(DjangoModelFactory):
    """Begun; `filled`: all but contact and paper; `submitted`: with the centre."""

    class Meta:
        model = models.Registration

    class Params:
        filled = factory.Trait(
            name=WHO["name"],
            form=WHO["form"],
            credit_code=factory.LazyAttribute(
                lambda o: o.answers["who"]["values"]["credit_code"]
            ),
            street=factory.SubFactory(StreetFactory),
            answers=factory.LazyFunction(
                lambda: {
                    "who": entry(WHO),
                    "membership": entry({"associations": [], "other": ""}),
                    "services": [entry(SERVICE)],
                    "projects": [entry(PROJECT)],
                }
            ),
        )
        submitted = factory.Trait(
            filled=True,
            state=RegistrationState.SUBMITTED,
            submitted_at=factory.LazyFunction(timezone.now),
        )

    applicant = factory.SubFactory(UserFactory)
    joining = "social_organisation"


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = models.Contact

    registration = factory.SubFactory(RegistrationFactory)
    person = factory.SubFactory(PersonFactory)
    place = factory.SubFactory(StreetFactory)
    post = "总干事"


class DocumentFactory(DjangoModelFactory):
    """A certificate, valid for a year."""

    class Meta:
        model = models.Document

    class Params:
        expired = factory.Trait(
            expires_on=factory.LazyFunction(lambda: today() - timedelta(days=1))
        )

    registration = factory.SubFactory(RegistrationFactory)
    attachment = factory.SubFactory("tests.factories.records.AttachmentFactory")
    kind = "certificate"
    digest = factory.LazyAttribute(lambda o: o.attachment.digest)
    expires_on = factory.LazyFunction(lambda: today() + timedelta(days=365))
