"""Encrypted at rest, masked on pages, equal by digest."""

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from organisations.models import Person, keyed_digest
from tests.factories.organisations import PersonFactory

pytestmark = pytest.mark.django_db


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM organisations_person")
        return str(cursor.fetchall())


def test_no_clear_text_is_in_the_database():
    PersonFactory(documented=True)

    row = stored()

    for secret in ("欧阳婆婆", "13800001234", "440104194501011234"):
        assert secret not in row


def test_it_is_read_back_whole():
    person = Person.objects.get(pk=PersonFactory(documented=True).pk)

    assert person.name == "欧阳婆婆"
    assert person.phone == "13800001234"
    assert person.id_number == "440104194501011234"


def test_two_rows_of_one_text_look_different():
    assert PersonFactory() != PersonFactory()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT name FROM organisations_person")
        assert len(cursor.fetchall()) == 2


def test_an_older_key_still_reads(settings):
    person = PersonFactory()

    settings.PERSON_KEYS = [Fernet.generate_key().decode(), *settings.PERSON_KEYS]

    assert Person.objects.get(pk=person.pk).name == "欧阳婆婆"


def test_a_missing_key_is_said_loudly(settings):
    person = PersonFactory()

    settings.PERSON_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(ImproperlyConfigured):
        Person.objects.get(pk=person.pk)


def test_equal_numbers_are_found_without_reading_them():
    person = PersonFactory(documented=True)

    assert person.phone_digest == keyed_digest("13800001234")
    assert list(Person.objects.filter(id_digest=person.id_digest)) == [person]


@pytest.mark.parametrize(
    ("name", "phone", "masked"),
    [
        ("欧阳婆婆", "13800001234", ("欧**", "138****1234")),
        ("陈", "", ("陈*", "")),
        ("陈三", "83801", ("陈*", "*****")),
        ("", "", ("*", "")),
    ],
)
def test_pages_show_masks(name, phone, masked):
    person = PersonFactory.build(name=name, phone=phone)

    assert (person.masked_name, person.masked_phone) == masked
    assert str(person) == masked[0]
