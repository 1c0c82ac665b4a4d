"""One factory per model of organisations, a trait per state."""

from datetime import time, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from stdnum.cn import uscc

from organisations import models
from organisations.enums import (
    IdType,
    JoinConsent,
    PairingEnd,
    PlaceKind,
    ProviderForm,
    ProviderKind,
    ProviderState,
    Role,
    TerritoryLevel,
    VerificationLevel,
    VolunteerState,
)
from organisations.models import monday_of

DISTRICT = "440104"
STREET = "440104021"
COMMUNITY = "440104021008"
GRID = "440104021008003"
WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def credit_code(number, prefix="52"):
    """A code with both check digits (GB 11714, GB 32100) in the range for inventions."""
    own = f"DEM0{number:04d}"
    total = sum(int(c, 36) * w for c, w in zip(own, WEIGHTS, strict=True))
    body = f"{prefix}440104{own}{'0123456789X'[-total % 11]}"
    return body + uscc.calc_check_digit(body)


def today():
    return timezone.localdate()


class TerritoryFactory(DjangoModelFactory):
    """A community; `level` follows from the length of the code."""

    class Meta:
        model = models.Territory
        django_get_or_create = ("code",)

    class Params:
        district = factory.Trait(code=DISTRICT, name="越秀区", name_en="Yuexiu")
        street = factory.Trait(code=STREET, name="登峰街道", name_en="Dengfeng Street")
        grid = factory.Trait(code=GRID, name="恒福社区第3网格")

    code = COMMUNITY
    name = "恒福社区"
    level = factory.LazyAttribute(
        lambda o: {
            6: TerritoryLevel.DISTRICT,
            9: TerritoryLevel.STREET,
            12: TerritoryLevel.COMMUNITY,
            15: TerritoryLevel.GRID,
        }[len(o.code)]
    )


class StreetFactory(TerritoryFactory):
    code = STREET
    name = "登峰街道"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = models.User

    class Params:
        closed = factory.Trait(is_active=False)

    username = factory.Sequence(lambda n: f"person{n}")
    name = factory.Sequence(lambda n: f"陈小{n}")
    name_en = factory.Sequence(lambda n: f"Chen {n}")


class ProviderFactory(DjangoModelFactory):
    class Meta:
        model = models.Provider

    class Params:
        draft = factory.Trait(state=ProviderState.DRAFT, credit_code="")
        pending = factory.Trait(state=ProviderState.PENDING)
        suspended = factory.Trait(state=ProviderState.SUSPENDED)
        closed = factory.Trait(state=ProviderState.CLOSED)
        volunteers = factory.Trait(
            kind=ProviderKind.VOLUNTEER_TEAM,
            form=ProviderForm.VOLUNTEER_TEAM,
            credit_code="",
        )

    kind = ProviderKind.SOCIAL_ORGANISATION
    form = ProviderForm.SOCIAL_SERVICE_AGENCY
    name = factory.Sequence(lambda n: f"示范区第{n}社会工作服务中心（演示）")
    name_en = factory.Sequence(lambda n: f"Social Work Centre {n} (demo)")
    credit_code = factory.Sequence(lambda n: credit_code(n % 10000))
    street = factory.SubFactory(StreetFactory)
    state = ProviderState.ACTIVE


class AppointmentFactory(DjangoModelFactory):
    """A social worker of the street; one trait per kind of holder."""

    class Meta:
        model = models.Appointment

    class Params:
        over = factory.Trait(until=factory.LazyFunction(lambda: today() - timedelta(1)))
        coming = factory.Trait(
            since=factory.LazyFunction(lambda: today() + timedelta(1))
        )
        operator = factory.Trait(
            role=Role.CENTRE_OPERATOR,
            territory=factory.SubFactory(TerritoryFactory, district=True),
        )
        provider_admin = factory.Trait(
            role=Role.PROVIDER_ADMIN,
            territory=None,
            provider=factory.SubFactory(ProviderFactory),
        )
        system_admin = factory.Trait(role=Role.SYSTEM_ADMIN, territory=None)

    user = factory.SubFactory(UserFactory)
    role = Role.SOCIAL_WORKER
    territory = factory.SubFactory(StreetFactory)
    since = factory.LazyFunction(lambda: today() - timedelta(days=400))


class PlaceFactory(DjangoModelFactory):
    class Meta:
        model = models.Place

    kind = PlaceKind.STATION
    name = factory.Sequence(lambda n: f"登峰街社工站{n}")
    territory = factory.SubFactory(TerritoryFactory)


class ServiceCategoryFactory(DjangoModelFactory):
    class Meta:
        model = models.ServiceCategory
        django_get_or_create = ("code",)

    code = "A"
    name = "长者服务"
    name_en = "Older people"


class ServiceTypeFactory(DjangoModelFactory):
    class Meta:
        model = models.ServiceType
        django_get_or_create = ("code",)

    class Params:
        licensed = factory.Trait(
            code="A4", name="居家照护", gates=["LIC", "HLT"], licence="护理员"
        )

    code = factory.Sequence(lambda n: f"A{n % 100 + 1}")
    category = factory.SubFactory(ServiceCategoryFactory)
    name = factory.LazyAttribute(lambda o: f"服务{o.code}")
    name_en = factory.LazyAttribute(lambda o: f"Service {o.code}")
    description = "定期上门或电话问候。"
    description_en = "Regular visits or calls."
    unit = "次"
    unit_en = "visit"
    version = "2026.1"


class CapabilityFactory(DjangoModelFactory):
    class Meta:
        model = models.Capability
        skip_postgeneration_save = True

    class Params:
        withdrawn = factory.Trait(active=False)
        priced = factory.Trait(price=1300, funding=["user_pays"])

    provider = factory.SubFactory(ProviderFactory)
    service_type = factory.SubFactory(ServiceTypeFactory)
    weekly_capacity = 4

    @factory.post_generation
    def territories(self, create, extracted, **kwargs):
        if create:
            self.territories.set(extracted or [StreetFactory()])


class WindowFactory(DjangoModelFactory):
    class Meta:
        model = models.Window

    capability = factory.SubFactory(CapabilityFactory)
    days = "135"
    start = time(9)
    end = time(11, 30)


class CapacityWeekFactory(DjangoModelFactory):
    class Meta:
        model = models.CapacityWeek

    class Params:
        full = factory.Trait(used=4)

    capability = factory.SubFactory(CapabilityFactory)
    week = factory.LazyFunction(lambda: monday_of(today()))
    cap = 4


class VerificationFactory(DjangoModelFactory):
    class Meta:
        model = models.Verification

    class Params:
        declared = factory.Trait(level=VerificationLevel.DECLARED, expires_on=None)
        proven = factory.Trait(level=VerificationLevel.PROVEN, deliveries=11)
        expired = factory.Trait(
            at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=400)),
            expires_on=factory.LazyFunction(lambda: today() - timedelta(days=1)),
        )

    capability = factory.SubFactory(CapabilityFactory)
    level = VerificationLevel.SITE_CHECKED
    expires_on = factory.LazyFunction(lambda: today() + timedelta(days=365))


class GradeFactory(DjangoModelFactory):
    class Meta:
        model = models.Grade

    class Params:
        over = factory.Trait(until=factory.LazyFunction(lambda: today() - timedelta(1)))
        revoked = factory.Trait(revoked_at=factory.LazyFunction(timezone.now))

    provider = factory.SubFactory(ProviderFactory)
    level = 4
    since = factory.LazyFunction(lambda: today() - timedelta(days=365))
    until = factory.LazyFunction(lambda: today() + timedelta(days=365))


class PastProjectFactory(DjangoModelFactory):
    class Meta:
        model = models.PastProject

    provider = factory.SubFactory(ProviderFactory)
    title = factory.Sequence(lambda n: f"出院第{n}个月")
    text = "为 46 位高龄出院长者做用药提醒和送餐衔接，再入院 3 人。"
    year = 2025


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = models.Person

    class Params:
        documented = factory.Trait(
            id_type=IdType.RESIDENT_ID, id_number="440104194501011234"
        )
        child = factory.Trait(
            birth_year=factory.LazyFunction(lambda: today().year - 9),
            guardian=factory.SubFactory("tests.factories.organisations.PersonFactory"),
        )

    name = "欧阳婆婆"
    phone = "13800001234"


class DisclosureFactory(DjangoModelFactory):
    class Meta:
        model = models.Disclosure

    person = factory.SubFactory(PersonFactory)
    field = "phone"
    reason = "安排上门时间"
    by = factory.SubFactory(UserFactory)


class PairingFactory(DjangoModelFactory):
    """Half a year from today; `over`: its day was yesterday; `ended`: by the household."""

    class Meta:
        model = models.Pairing

    class Params:
        over = factory.Trait(
            since=factory.LazyFunction(lambda: today() - timedelta(30)),
            until=factory.LazyFunction(lambda: today() - timedelta(1)),
        )
        ended = factory.Trait(
            ended_at=factory.LazyFunction(timezone.now), end_reason=PairingEnd.HOUSEHOLD
        )

    volunteer = factory.SubFactory("tests.factories.organisations.VolunteerFactory")
    household = factory.SubFactory(PersonFactory)
    place = factory.SelfAttribute("volunteer.home")
    service_type = factory.SubFactory(ServiceTypeFactory)
    consent = JoinConsent.IN_PERSON
    consent_on = factory.LazyFunction(today)
    until = factory.LazyFunction(lambda: today() + timedelta(180))
    made_by = factory.SubFactory(UserFactory)


class VolunteerFactory(DjangoModelFactory):
    class Meta:
        model = models.Volunteer
        skip_postgeneration_save = True

    class Params:
        paused = factory.Trait(state=VolunteerState.PAUSED)
        minor = factory.Trait(
            person=factory.SubFactory(
                PersonFactory,
                name=factory.Sequence(lambda n: f"学生{n}"),
                birth_year=factory.LazyFunction(lambda: today().year - 16),
                guardian=factory.SubFactory(PersonFactory),
            )
        )
        in_service_member = factory.Trait(
            in_service=True, unit_name="市属医院（演示）", unit_days="6"
        )
        signed_in = factory.Trait(user=factory.SubFactory(UserFactory))

    person = factory.SubFactory(
        PersonFactory,
        name=factory.Sequence(lambda n: f"志愿者{n}"),
        birth_year=1990,
    )
    home = factory.SubFactory(TerritoryFactory)
    consent = JoinConsent.FORM

    @factory.post_generation
    def skills(self, create, extracted, **kwargs):
        if create and extracted:
            self.skills.set(extracted)


class FreeWindowFactory(DjangoModelFactory):
    class Meta:
        model = models.FreeWindow

    volunteer = factory.SubFactory(VolunteerFactory)
    days = "67"
    start = time(9)
    end = time(18)


class ClearanceFactory(DjangoModelFactory):
    class Meta:
        model = models.Clearance

    volunteer = factory.SubFactory(VolunteerFactory)
    gate = "MIN"
    expires_on = factory.LazyFunction(lambda: today() + timedelta(days=365))
