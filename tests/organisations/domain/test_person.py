"""Keep the least, show it on a logged act, erase it for good."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from organisations.domain.person import erase_person, keep_person, reveal
from organisations.models import Disclosure, Person
from records.chain import faults
from records.models import Chain, LedgerEntry
from tests.factories.organisations import DisclosureFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


def refused(verb, *args, **values):
    with pytest.raises(ValidationError) as caught:
        verb(*args, **values)
    error = caught.value
    return next(iter(error.error_dict)) if hasattr(error, "error_dict") else error.code


def ledger():
    return str(list(LedgerEntry.objects.values_list("facts", "subject", "action")))


def test_what_is_kept_is_cleaned_and_not_in_the_ledger():
    person = keep_person(name=" 欧阳婆婆 ", phone="138 0000 1234", by=None)

    assert (person.name, person.phone) == ("欧阳婆婆", "13800001234")
    assert "欧" not in ledger()
    assert "138" not in ledger()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": ""}, "name"),
        ({"name": "陈", "phone": "打村口小卖部"}, "phone"),
        ({"name": "陈", "birth_year": 1800}, "birth_year"),
        ({"name": "陈", "birth_year": timezone.now().year - 13}, "guardian"),
        ({"name": "陈", "birth_year": timezone.now().year - 14}, "guardian"),
        ({"name": "陈", "id_number": "440104194501011234"}, "id_type"),
        ({"name": "陈", "id_type": "passport"}, "id_type"),
    ],
)
def test_what_does_not_hold_is_refused(values, code):
    assert refused(keep_person, **values, by=None) == code
    assert Person.objects.count() == 0


def test_a_child_is_kept_with_a_guardian():
    guardian = PersonFactory()

    child = keep_person(
        name="陈小妹", birth_year=timezone.now().year - 9, guardian=guardian, by=None
    )

    assert list(guardian.wards.all()) == [child]


def test_revealing_gives_the_text_and_leaves_who_which_and_why():
    person, worker = PersonFactory(), UserFactory()

    assert reveal(person, "phone", "安排明天上门", worker) == "13800001234"

    entry = LedgerEntry.objects.get()
    assert (entry.action, entry.actor_id) == ("organisations.reveal", worker.pk)
    assert entry.facts["field"] == "phone"
    assert "13800001234" not in ledger()
    assert "安排" not in ledger()
    act = Disclosure.objects.get()
    assert (act.person, act.by, act.reason) == (person, worker, "安排明天上门")


def test_without_a_reason_nothing_is_shown():
    person, worker = PersonFactory(), UserFactory()

    assert refused(reveal, person, "phone", "   ", worker) == "reason"
    assert refused(reveal, person, "phone_digest", "看看摘要", worker) == "field"
    assert LedgerEntry.objects.count() == 0


def test_erasing_empties_the_row_for_good():
    disclosure = DisclosureFactory(person__documented=True)
    person = disclosure.person

    erase_person(person=person, by=None)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, phone, phone_digest, id_type, id_number, id_digest, birth_year"
            " FROM organisations_person"
        )
        assert cursor.fetchall() == [("", "", "", "", "", "", None)]
    disclosure.refresh_from_db()
    assert disclosure.reason == ""
    assert refused(erase_person, person=person, by=None) == "erased"
    chain = Chain.objects.get()
    rows = (entry.row() for entry in chain.entries.order_by("seq"))
    assert list(faults(rows, head=chain.seal())) == []
    assert "138" not in ledger()
