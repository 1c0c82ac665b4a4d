"""A body comes in by itself: begun, perhaps claimed, handed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from organisations.domain.account import create_account
from organisations.domain.change import refuse_stale
from organisations.enums import (
    ARROWS,
    ProviderState,
    RegistrationState,
    Role,
    Section,
    SectionStatus,
)
from organisations.models import Provider, Registration, Territory, User
from organisations.queries import holders
from organisations.queries.registration import known_provider, standing
from records.domain import message
from records.domain.ledger import append


@transaction.atomic
def join(
    *, username: str, name: str, password: str, language: str, joining: str
) -> Registration:
    """An account without any right, and the registration that it was made for.

    Raises ValidationError by field as `create_account` does.
    """
    user = create_account(
        username=username, name=name, password=password, language=language, by=None
    )
    return start_registration(applicant=user, joining=joining)


@transaction.atomic
def start_registration(*, applicant: User, joining: str) -> Registration:
    """An empty registration; each applicant has at most one that is open.

    Raises ValidationError `open` when there is one already.
    """
    row = keep(Registration(applicant=applicant, joining=joining), refusal="open")
    tell("organisations.start_registration", row, applicant, {"joining": str(joining)})
    return row


@transaction.atomic
def claim_provider(
    *, registration: Registration, provider: Provider | None, by: User
) -> Registration:
    """Say that this entry of the register is one's own body, or (None) that it is not:
    then the sections are asked for as before.

    Raises ValidationError `closed` for a body that was dissolved.
    """
    row = taken(registration)
    refuse_closed(row)
    if provider is not None and provider.state == ProviderState.CLOSED:
        raise ValidationError(
            gettext("This body was dissolved: it cannot be claimed."), code="closed"
        )
    row.claimed = provider
    show_columns(row, row.values(Section.WHO))
    changed(row, Section.WHO)
    facts = {"provider": provider.public_id if provider else ""}
    tell("organisations.claim_provider", row, by, facts)
    return row


@transaction.atomic
def submit_registration(
    *, registration: Registration, version: int, by: User
) -> Registration:
    """Hand it in: from here on the centre has the word, and both sides are told.

    Raises ValidationError `stale`, `state`, `unfinished` (a section is not done),
    `known` (the body is on the register: claim it), `taken` (its code was handed in by
    somebody else).
    """
    row = taken(registration)
    refuse_stale(row, version)
    refuse_state(row, RegistrationState.SUBMITTED)
    _refuse_unfinished(row)
    if row.claimed is None and known_provider(row.name, row.credit_code):
        raise ValidationError(
            gettext("This body is on the register already: claim its entry instead."),
            code="known",
        )
    row.state = RegistrationState.SUBMITTED
    row.submitted_at = timezone.now()
    row.missing = {}
    row.version += 1
    keep(row, refusal="taken")
    _announce(row)
    tell("organisations.submit_registration", row, by, {"form": row.form})
    return row


# --- shared with the acts of the centre and with what is enclosed ---------------------


def taken(registration: Registration) -> Registration:
    """The row as it stands, held until the end of the transaction."""
    rows = Registration.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("street", "claimed__street", "applicant").get(
        pk=registration.pk
    )


def refuse_closed(row: Registration) -> None:
    if not row.is_open:
        refuse_state(row, RegistrationState.SUBMITTED)


def refuse_state(row: Registration, target: str) -> None:
    """Raises ValidationError `state` where no arrow leads to `target`."""
    if target not in ARROWS[RegistrationState(row.state)]:
        raise ValidationError(
            gettext("“%(name)s” is %(state)s: this step is not open to it."),
            code="state",
            params={"name": str(row), "state": row.get_state_display()},
        )


def keep(row: Registration, *, refusal: str) -> Registration:
    """Save; what a constraint refuses, in a race or not, is said in its words."""
    row.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            row.save()
        return row
    except IntegrityError as error:
        raise next(
            ValidationError(rule.violation_error_message, code=refusal)
            for rule in Registration._meta.constraints
            if rule.violation_error_code == refusal
        ) from error


def changed(row: Registration, section: str) -> Registration:
    """Save; what the centre missed in this section counts as answered."""
    row.missing.pop(section, None)
    row.version += 1
    row.saved_at = timezone.now()
    return keep(row, refusal="taken")


def tell(
    action: str, row: Registration, by: User | None, facts: dict[str, Any]
) -> None:
    append(chain=row.chain, action=action, actor=by, subject=row.subject, facts=facts)


def show_columns(row: Registration, values: Mapping[str, Any]) -> None:
    """The columns that lists and constraints look at."""
    if row.claimed:
        row.name, row.form = row.claimed.name, row.claimed.form
        row.street, row.credit_code = row.claimed.street, ""
        return
    row.name = values.get("name", "")
    row.form = values.get("form", "")
    row.credit_code = values.get("credit_code", "")
    row.street = Territory.objects.filter(code=values.get("street", "")).first()


def _refuse_unfinished(row: Registration) -> None:
    open_ones = [
        str(Section(each.section).label)
        for each in standing(row)
        if each.status != SectionStatus.DONE
    ]
    if open_ones:
        raise ValidationError(
            gettext("Not finished yet: %(sections)s."),
            code="unfinished",
            params={"sections": gettext(", ").join(open_ones)},
        )


def _announce(row: Registration) -> None:
    params = row.spoken_for
    message.send(
        recipient=row.applicant,
        kind="organisations.registration_sent",
        params=params,
        subject=row.subject,
        url="/desk/registration/",
    )
    for operator in holders(Role.CENTRE_OPERATOR, row.chain):
        message.send(
            recipient=operator,
            kind="organisations.registration_received",
            params=params,
            subject=row.subject,
            url=f"/desk/registrations/{row.public_id}/",
        )
