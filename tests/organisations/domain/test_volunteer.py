"""Joining, changing, resting and leaving; nobody comes in twice."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from organisations.domain import volunteer as verbs
from organisations.domain.volunteers import VolunteerRow, join_many
from organisations.enums import JoinConsent, Role
from organisations.models import Hours, Person, Volunteer
from records.models import LedgerEntry
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    ServiceTypeFactory,
    StreetFactory,
    TerritoryFactory,
    UserFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year


def joined(**more):
    values = {
        "name": "区国强",
        "phone": "138 0000 1234",
        "birth_year": 1980,
        "home": TerritoryFactory(),
        "consent": JoinConsent.FORM,
        "by": None,
    }
    return verbs.join_as_volunteer(**{**values, **more})


def refused(act, **more):
    with pytest.raises(ValidationError) as caught:
        act(**more)
    error = caught.value
    faults = getattr(error, "error_dict", {"": [error]})
    return [fault.code for each in faults.values() for fault in each]


def acts():
    entries = LedgerEntry.objects.order_by("pk").values_list("action", flat=True)
    return [each.removeprefix("organisations.") for each in entries]


def test_a_volunteer_joins_with_an_account_and_has_a_desk():
    user = UserFactory()
    team = ProviderFactory(volunteers=True)
    volunteer = joined(user=user, teams=[team], by=user)
    assert list(volunteer.teams.all()) == [team]
    [held] = user.appointments.current()
    assert (held.role, held.territory) == (Role.VOLUNTEER, volunteer.home)
    assert acts() == ["keep_person", "appoint", "join_as_volunteer"]
    facts = LedgerEntry.objects.latest("pk").facts
    assert facts == {
        "home": "440104021008",
        "consent": "form",
        "minor": False,
        "in_service": False,
    }


def test_the_same_person_or_account_comes_in_once():
    user = UserFactory()
    joined(user=user)
    assert refused(joined) == ["already"]
    assert refused(joined, name="别人", user=user) == ["already"]
    assert joined(name="区太太").pk  # one telephone, two people


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"birth_year": YEAR - 18}, "guardian"),
        ({"birth_year": YEAR - 12}, "guardian"),
        ({"teams": "org"}, "team"),
        ({"home": "street"}, "home"),
    ],
)
def test_what_is_refused_leaves_nothing(more, code):
    if more.get("teams"):
        more = {"teams": [ProviderFactory()]}
    if more.get("home"):
        more = {"home": StreetFactory()}
    assert refused(joined, **more) == [code]


def test_under_14_the_station_takes_the_guardian_s_consent():
    child = {"birth_year": YEAR - 12, "guardian": ("区太太", "13900001234")}
    assert refused(joined, **child) == ["station"]
    assert joined(**child, consent=JoinConsent.IN_PERSON).is_minor()


def test_a_minor_has_a_guardian():
    volunteer = joined(birth_year=YEAR - 15, guardian=("区太太", "13900001234"))
    assert volunteer.is_minor()
    assert volunteer.person.guardian.name == "区太太"
    assert not volunteer.is_minor(date(YEAR + 4, 1, 1))


def test_days_are_confirmed_anew_when_they_change():
    volunteer = VolunteerFactory(in_service_member=True)
    secretary = UserFactory()
    confirmed = verbs.confirm_activity_days(volunteer=volunteer, by=secretary)
    assert confirmed.days_confirmed_by == secretary
    changed = verbs.change_volunteer(volunteer=volunteer, unit_days="7", by=None)
    assert (changed.unit_days, changed.days_confirmed_at) == ("7", None)
    again = verbs.change_volunteer(volunteer=volunteer, unit_days="7", by=None)
    assert again.version == changed.version
    bare = VolunteerFactory()
    assert refused(verbs.confirm_activity_days, volunteer=bare, by=secretary) == [
        "no_days"
    ]
    assert refused(verbs.change_volunteer, volunteer=bare, unit_days="6", by=None) == [
        "unit"
    ]


def test_skills_times_and_home_are_changed_together():
    user = UserFactory()
    volunteer = joined(user=user)
    kind, home = ServiceTypeFactory(), TerritoryFactory(code="440104021009")
    hours = [Hours("67", time(9), time(12))]
    changed = verbs.change_volunteer(
        volunteer=volunteer,
        version=1,
        skills=[kind],
        windows=hours,
        home=home,
        languages=["yue"],
        by=user,
    )
    assert list(changed.skills.all()) == [kind]
    assert [(w.days, w.start) for w in changed.windows.all()] == [("67", time(9))]
    assert [a.territory for a in user.appointments.current()] == [home]
    assert refused(
        verbs.change_volunteer, volunteer=volunteer, version=1, languages=[], by=user
    ) == ["stale"]
    assert LedgerEntry.objects.latest("pk").facts == {
        "changed": ["home", "languages", "skills", "windows"]
    }


def test_a_number_belongs_to_one():
    verbs.change_volunteer(
        volunteer=VolunteerFactory(), national_no="440100012345", by=None
    )
    other = VolunteerFactory()
    assert refused(
        verbs.change_volunteer, volunteer=other, national_no="440100012345", by=None
    ) == ["national_no"]
    held = Volunteer.objects.exclude(pk=other.pk).get()
    assert held.masked_number == "********2345"


def test_a_paper_that_has_expired_opens_nothing():
    volunteer = VolunteerFactory()
    today = timezone.localdate()
    given = {"volunteer": volunteer, "gate": "MIN", "by": None}
    assert refused(verbs.clear_volunteer, expires_on=today - timedelta(1), **given) == [
        "expired"
    ]
    assert verbs.clear_volunteer(expires_on=today, **given).gate == "MIN"


def test_who_leaves_leaves_no_data():
    user = UserFactory()
    volunteer = joined(
        user=user, birth_year=YEAR - 15, guardian=("区太太", "13900001234")
    )
    verbs.change_volunteer(volunteer=volunteer, national_no="4401", by=user)
    left = verbs.withdraw_volunteer(volunteer=volunteer, by=user)
    assert (left.user, left.national_no, left.national_digest) == (None, "", "")
    assert set(Person.objects.values_list("name", "phone")) == {("", "")}
    assert not user.appointments.current().exists()
    assert refused(verbs.pause_volunteer, volunteer=volunteer, by=user) == ["left"]
    assert joined().pk  # may come back as somebody new


def test_a_rest_ends_when_one_says_so():
    volunteer = VolunteerFactory()
    assert verbs.pause_volunteer(volunteer=volunteer, by=None).state == "paused"
    assert not Volunteer.objects.active().exists()
    assert verbs.resume_volunteer(volunteer=volunteer, by=None).state == "active"


def row(n, **more):
    values = {
        "name": f"志愿者{n}",
        "phone": f"1390000{n:04d}",
        "birth_year": 1980,
        "home": TerritoryFactory(),
    }
    return VolunteerRow(**{**values, **more})


def test_many_at_once_are_as_many_one_by_one():
    kind, team = ServiceTypeFactory(), ProviderFactory(volunteers=True)
    hours = (Hours("67", time(9), time(12)),)
    beside = {"skills": (kind,), "teams": (team,), "windows": hours}
    until = timezone.localdate() + timedelta(days=9)
    rows = [row(n, **beside, clearances=(("MIN", until),)) for n in range(3)]
    made = join_many(rows=rows, by=None)
    assert acts() == ["keep_person"] * 3 + ["join_as_volunteer"] * 3
    single = joined(consent=JoinConsent.PAPER, teams=[team])
    verbs.change_volunteer(volunteer=single, skills=[kind], windows=hours, by=None)
    verbs.clear_volunteer(volunteer=single, gate="MIN", expires_on=until, by=None)
    assert {_picture(each) for each in [*made, single]} == {_picture(single)}


def _picture(volunteer):
    row = Volunteer.objects.get(pk=volunteer.pk)
    return (
        row.home.code,
        row.consent,
        row.state,
        row.person.birth_year,
        tuple(row.skills.values_list("code", flat=True)),
        tuple(row.teams.values_list("pk", flat=True)),
        tuple(row.windows.values_list("days", "start", "end")),
        tuple(row.clearances.values_list("gate", "expires_on")),
        len(row.identity),
    )


@pytest.mark.parametrize(
    ("wrong", "error"),
    [({"birth_year": YEAR - 15}, ValidationError), ({"phone": "x"}, ValidationError)],
)
def test_one_fault_and_nobody_joins(wrong, error):
    with pytest.raises(error):
        join_many(rows=[row(1), row(2, **wrong)], by=None)
    assert Volunteer.objects.count() == Person.objects.count() == 0


def test_many_at_once_come_in_once():
    join_many(rows=[row(1)], by=None)
    with pytest.raises(IntegrityError):
        join_many(rows=[row(1)], by=None)


def test_who_sees_whom():
    here, there = (
        VolunteerFactory(),
        VolunteerFactory(home=TerritoryFactory(code="440104019001"), signed_in=True),
    )
    worker = AppointmentFactory().user
    secretary = AppointmentFactory(
        role=Role.COMMUNITY_SECRETARY, territory=here.home
    ).user
    team = ProviderFactory(volunteers=True)
    there.teams.add(team)
    admin = AppointmentFactory(provider_admin=True, provider=team).user
    seen = {
        name: set(Volunteer.objects.visible_to(user))
        for name, user in {
            "worker": worker,
            "secretary": secretary,
            "admin": admin,
            "self": there.user,
            "other": UserFactory(),
        }.items()
    }
    assert seen == {
        "worker": {here},
        "secretary": {here},
        "admin": {there},
        "self": {there},
        "other": set(),
    }
