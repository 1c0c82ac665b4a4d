"""Keeping, reading and erasing the data of a person."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from organisations.enums import IdType
from organisations.models import Disclosure, Person, User, keyed_digest
from records.domain.ledger import Act, append, append_many

REVEALED_FIELDS = ("name", "phone", "id_number")
GUARDED_AGE = 14
AT_ONCE = 500


@transaction.atomic
def keep_person(
    *,
    name: str,
    phone: str = "",
    id_type: str = IdType.NONE,
    id_number: str = "",
    birth_year: int | None = None,
    guardian: Person | None = None,
    by: User | None,
) -> Person:
    """Keep the least that is needed, encrypted.

    Raises ValidationError: `guardian` (a child under 14 without one), `birth_year`,
    `id_type` (a number without saying of which document).
    """
    person = new_person(name=name, phone=phone)
    person.id_type, person.id_number = id_type, id_number.strip().upper()
    person.birth_year, person.guardian = birth_year, guardian
    person.full_clean()
    _refuse_unguarded(person)
    _refuse_unnamed_document(person)
    person.save()
    _tell("organisations.keep_person", person, by, {})
    return person


def new_person(*, name: str, phone: str = "") -> Person:
    """A name and a number as they are kept, not yet saved."""
    return Person(name=name.strip(), phone="".join(phone.split()))


@transaction.atomic
def keep_persons(*, persons: Sequence[Person], by: User | None) -> None:
    """Each as `keep_person` would keep it: names and numbers alone, as `new_person`
    makes them.

    Raises ValidationError by the first fault; then nobody is kept.
    """
    for person in persons:
        person.clean_fields(exclude={"guardian"})
        person.set_digests()
    Person.objects.bulk_create(persons, AT_ONCE)
    append_many([_kept(person, by) for person in persons])


@transaction.atomic
def reveal(person: Person, field: str, reason: str, by: User) -> str:
    """The clear text of one field: the only reader. Keeps who read what and why; the
    ledger gets the field and a keyed digest of the reason, never a text.

    Raises ValidationError: `field` (cannot be revealed), `reason` (fewer than four
    characters).
    """
    if field not in REVEALED_FIELDS:
        raise ValidationError(gettext("This field cannot be shown."), code="field")
    reason = " ".join(reason.split())
    if len(reason) < 4:
        raise ValidationError(
            gettext("Say in a few words why you need to see this."), code="reason"
        )
    act = Disclosure(person=person, field=field, reason=reason, by=by)
    act.full_clean()
    act.save()
    facts = {"field": field, "reason": keyed_digest(reason)}
    _tell("organisations.reveal", person, by, facts)
    return getattr(person, field)


@transaction.atomic
def erase_person(*, person: Person, by: User | None) -> Person:
    """Empty every field for good; the row stays, so that what points here stays whole.

    Raises ValidationError `erased` the second time.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.erased_at:
        raise ValidationError(gettext("These data were erased before."), code="erased")
    person.name = person.phone = person.id_number = person.id_type = ""
    person.birth_year = person.guardian = None
    person.erased_at = timezone.now()
    person.save()
    person.disclosures.update(reason="")
    _tell("organisations.erase_person", person, by, {})
    return person


def _refuse_unguarded(person: Person) -> None:
    """Only the year is known: who may still be 13 counts as 13."""
    if person.birth_year is None:
        return
    age = timezone.localdate().year - person.birth_year
    if not 0 <= age <= 130:
        raise ValidationError(
            {"birth_year": ValidationError(gettext("Check the year of birth."), "year")}
        )
    if age <= GUARDED_AGE and person.guardian is None:
        raise ValidationError(
            gettext("A child under 14 needs a guardian. Enter the guardian first."),
            code="guardian",
        )


def _refuse_unnamed_document(person: Person) -> None:
    if bool(person.id_number) != bool(person.id_type):
        raise ValidationError(
            gettext("Give the kind of document and its number, or neither."),
            code="id_type",
        )


def _tell(action: str, person: Person, by: User | None, facts: dict[str, str]) -> None:
    append(
        chain=settings.DISTRICT_CODE,
        action=action,
        actor=by,
        subject=person.subject,
        facts=facts,
    )


def _kept(person: Person, by: User | None) -> Act:
    """What the ledger says of one of many who were kept."""
    return Act(
        settings.DISTRICT_CODE, "organisations.keep_person", by, person.subject, {}
    )
