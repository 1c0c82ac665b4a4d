"""The end of an incubation: filed or registered, then onto the register by its one way.

There is no second way in: a registration is begun for whoever leads the body, with what
is known already; the centre approves it like any other, and only that makes a provider.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext
from stdnum.cn import uscc

from organisations.domain.answer import Entry, save_entry
from organisations.domain.incubation import (
    held_incubation,
    move_to,
    refuse_unmet,
    tell_incubation,
    tell_lead,
)
from organisations.domain.provider import edit_provider
from organisations.domain.registration import claim_provider, start_registration
from organisations.enums import (
    AIM_JOINS,
    JOINED_AS,
    IncubationAim,
    IncubationStage,
    Section,
)
from organisations.models import Incubation, Registration, User


@transaction.atomic
def file_group(
    *,
    incubation: Incubation,
    version: int,
    number: str,
    lead: User | None = None,
    by: User,
) -> Incubation:
    """The street has filed it, or the bureau registered it, under `number`. Its lead's
    registration is begun and filled in, or claims the entry the group has already.

    Raises ValidationError `stale`, `state`, `conditions`, `number` (empty, or no credit
    code), `lead` (nobody with an account leads it), `open` (the lead has a registration
    of another kind under way).
    """
    row = held_incubation(incubation, version)
    refuse_unmet(row)
    row.number = _number(row, number)
    row.lead = lead or row.lead
    if row.lead is None:
        raise ValidationError(
            {"lead": gettext("Name somebody with an account who leads it.")}
        )
    filed = row.is_filed_with_street
    move_to(row, IncubationStage.FILED if filed else IncubationStage.REGISTERED)
    row.registration = _registration(row, row.lead, by)
    row.save(update_fields=["registration"])
    tell_lead(row, "organisations.incubation_filed")
    facts = {"registration": row.registration.public_id, "aim": str(row.aim)}
    tell_incubation(row, "file_group", by, **facts)
    return row


def _number(row: Incubation, number: str) -> str:
    """Raises ValidationError `number`: nothing, or no credit code where it takes one."""
    said = " ".join(number.split())
    if row.is_filed_with_street:
        if said:
            return said
        sentence = gettext("Give the number under which the street has filed it.")
        raise ValidationError({"number": sentence})
    code = uscc.compact(said).upper()
    if not uscc.is_valid(code):
        sentence = gettext("Give the credit code as on the certificate.")
        raise ValidationError({"number": sentence})
    return code


def _registration(row: Incubation, lead: User, by: User) -> Registration:
    joining, _form, _filed_as = AIM_JOINS[IncubationAim(row.aim)]
    begun = Registration.objects.of(lead).open().first()
    if begun is not None and begun.joining != joining:
        raise ValidationError(
            gettext("Whoever leads it has another registration under way: that first."),
            code="open",
        )
    registration = begun or start_registration(applicant=lead, joining=joining)
    if row.claimed is not None:
        _rewrite(row, by)
        return claim_provider(registration=registration, provider=row.claimed, by=lead)
    if not registration.entry(Section.WHO):
        return save_entry(
            registration=registration,
            section=Section.WHO,
            entry=Entry(raw=_typed(row)),
            seen=0,
            by=lead,
        )
    return registration


def _rewrite(row: Incubation, by: User) -> None:
    """The entry of the unregistered group says what it has become."""
    joining, form, _filed_as = AIM_JOINS[IncubationAim(row.aim)]
    numbered = "filing_no" if row.is_filed_with_street else "credit_code"
    edit_provider(
        provider=row.claimed,
        kind=JOINED_AS[joining][0],
        form=form,
        name=row.name,
        by=by,
        **{numbered: row.number},
    )


def _typed(row: Incubation) -> dict[str, list[str]]:
    """What is known, as the section's form would have sent it."""
    _joining, form, filed_as = AIM_JOINS[IncubationAim(row.aim)]
    typed = {
        "name": row.name,
        "street": row.place.street_code,
        "summary": row.idea,
    }
    if filed_as:
        count = row.members if filed_as == "group" else row.staff
        typed |= {"filing_no": row.number, "filed_as": filed_as, "members": str(count)}
    else:
        typed |= {"form": str(form), "credit_code": row.number}
    return {name: [text] for name, text in typed.items()}
