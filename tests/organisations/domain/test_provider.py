"""From registration to admission and suspension; editing and its trail."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from organisations.domain.place import edit_place, keep_place
from organisations.domain.project import add_project, edit_project, remove_project
from organisations.domain.provider import (
    approve_provider,
    confirm_provider,
    edit_provider,
    register_provider,
    suspend_provider,
)
from organisations.enums import PlaceKind, ProviderForm, ProviderKind, ProviderState
from organisations.models import Provider
from records.models import LedgerEntry
from tests.factories.organisations import (
    PastProjectFactory,
    PlaceFactory,
    ProviderFactory,
    ServiceTypeFactory,
    StreetFactory,
    TerritoryFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def register(**changes):
    values = {
        "kind": ProviderKind.SOCIAL_ORGANISATION,
        "form": ProviderForm.SOCIAL_SERVICE_AGENCY,
        "name": "示范区木棉邻社会工作服务中心（演示）",
        "credit_code": "52440104DEM000014Y",
        "street": StreetFactory(),
        "languages": ["yue", "zh"],
        "by": None,
    }
    return register_provider(**{**values, **changes})


def actions():
    return list(LedgerEntry.objects.values_list("action", flat=True))


def test_a_new_provider_awaits_approval():
    street = StreetFactory()

    provider = register(stations=[street])

    assert provider.state == ProviderState.PENDING
    assert list(provider.stations.all()) == [street]
    assert actions() == ["organisations.register_provider"]


def test_a_home_is_a_street():
    with pytest.raises(ValidationError) as caught:
        register(street=TerritoryFactory())

    assert list(caught.value.error_dict) == ["street"]
    assert Provider.objects.count() == 0


def test_a_state_is_not_given_at_registration():
    with pytest.raises(ValidationError) as caught:
        register(state="active")

    assert caught.value.code == "field"


def test_admission_suspension_and_back():
    provider, operator = register(), UserFactory()

    assert approve_provider(provider=provider, by=operator).state == "active"
    assert suspend_provider(provider=provider, by=operator).state == "suspended"
    back = approve_provider(provider=provider, by=operator)

    assert (back.state, back.version) == ("active", 4)
    assert LedgerEntry.objects.last().facts == {"from": "suspended", "to": "active"}


@pytest.mark.parametrize(
    ("verb", "state"),
    [
        (approve_provider, {}),
        (approve_provider, {"closed": True}),
        (suspend_provider, {"pending": True}),
        (suspend_provider, {"suspended": True}),
    ],
)
def test_a_step_from_another_state_is_refused(verb, state):
    provider = ProviderFactory(**state)

    with pytest.raises(ValidationError) as caught:
        verb(provider=provider, by=None)

    assert caught.value.code == "state"
    assert actions() == []


def test_an_edit_says_which_fields_changed_not_to_what():
    provider = ProviderFactory()

    edited = edit_provider(
        provider=provider, summary="做长者出院过渡。", name=provider.name, by=None
    )

    assert edited.version == 2
    assert LedgerEntry.objects.get().facts == {"changed": ["summary"]}


def test_an_edit_that_changes_nothing_leaves_no_trace():
    provider = ProviderFactory()

    edit_provider(provider=provider, name=provider.name, stations=[], by=None)

    assert actions() == []


def test_an_older_version_is_stale():
    provider = ProviderFactory()
    edit_provider(provider=provider, version=1, summary="甲", by=None)

    with pytest.raises(ValidationError) as caught:
        edit_provider(provider=provider, version=1, summary="乙", by=None)

    assert caught.value.code == "stale"
    provider.refresh_from_db()
    assert provider.summary == "甲"


def test_an_edit_is_checked_like_a_registration():
    with pytest.raises(ValidationError) as caught:
        edit_provider(provider=ProviderFactory(), credit_code="52", by=None)

    assert list(caught.value.error_dict) == ["credit_code"]


def test_projects_are_added_edited_removed():
    provider, kind = ProviderFactory(), ServiceTypeFactory()
    project = add_project(
        provider=provider, title="出院第一个月", text="46 位长者。", year=2025, by=None
    )

    edit_project(project=project, text="47 位长者。", service_types=[kind], by=None)
    edit_project(project=project, text="47 位长者。", service_types=[kind], by=None)
    assert list(project.service_types.all()) == [kind]
    remove_project(project=project, by=None)

    assert provider.past_projects.count() == 0
    assert actions() == [
        "organisations.add_project",
        "organisations.edit_project",
        "organisations.remove_project",
    ]


def test_a_project_keeps_its_provider():
    with pytest.raises(ValidationError):
        edit_project(project=PastProjectFactory(), provider=ProviderFactory(), by=None)


def test_places_are_kept_and_edited():
    place = keep_place(
        kind=PlaceKind.STATION,
        name="登峰街社工站",
        territory=TerritoryFactory(),
        by=None,
    )

    assert edit_place(place=place, hours="9:00–17:30", by=None).hours == "9:00–17:30"
    assert actions() == ["organisations.keep_place", "organisations.edit_place"]


def test_one_name_once_in_a_territory():
    first = PlaceFactory()

    with pytest.raises(ValidationError):
        keep_place(kind=first.kind, name=first.name, territory=first.territory, by=None)


def test_an_entry_is_confirmed_as_of_today():
    provider = approve_provider(provider=register(), by=None)
    Provider.objects.update(confirmed_on=None)

    confirmed = confirm_provider(provider=provider, by=None)

    assert confirmed.confirmed_on == timezone.localdate()
    assert confirmed.version == provider.version + 1
    assert actions()[-1] == "organisations.confirm_provider"


def test_only_what_is_active_is_confirmed():
    with pytest.raises(ValidationError) as caught:
        confirm_provider(provider=register(), by=None)

    assert caught.value.code == "state"
