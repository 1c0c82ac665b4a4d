"""The pack: recorded as proposed, changed by people, confirmed by two of them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from matching.domain.confirmation import close_pack, settle_gaps
from matching.domain.engagement import go_on_delivering
from matching.domain.faults import refuse, stale, wrong_state
from matching.domain.feedback import CONFIRM_LINK, redeem
from matching.domain.funding import is_payable, source_of
from matching.domain.proposal import LineInput, add_gap
from matching.domain.step import (
    act,
    move,
    move_on,
    record,
    take,
    tell,
)
from matching.domain.team import missing_seats
from matching.domain.topic import gather
from matching.enums import (
    ChosenBy,
    Consent,
    ItemState,
    NeedState,
    PackState,
    SwapReason,
    Track,
)
from matching.models import (
    Confirmation,
    Need,
    Pack,
    PackLine,
)
from matching.queries import confirmations_missing, confirming_kinds
from organisations.models import Capability, Person, User
from records.domain.ledger import append_many
from records.models import Link


def _open(pack: Pack, need_version: int) -> Need:
    """The need, held, while its pack waits for a yes."""
    need = take(pack.need_id)
    if need.version != need_version:
        raise stale()
    pack.refresh_from_db(fields=["state"])
    if need.state != NeedState.PROPOSED or pack.state != PackState.PROPOSED:
        raise wrong_state(need.get_state_display())
    return need


@transaction.atomic
def swap_line(
    *,
    line: PackLine,
    need_version: int,
    choice: LineInput,
    reason: str,
    note: str = "",
    by: User,
) -> PackLine:
    """Choose somebody else for a line, with a reason that becomes a label to learn from.

    `choice` comes from the engine, so it is a candidate that no rule blocks. Earlier
    confirmations of this version fall: people said yes to something else. Units that
    the new one cannot take are shown as a gap.
    """
    need = _open(line.pack, need_version)
    if reason not in SwapReason:
        raise refuse("no_reason", _("Choose why you take somebody else."))
    before = line.capability_id
    _exchange(line, choice, reason, note)
    line.pack.confirmations.all().delete()
    move_on(need)
    record(
        need,
        "swap_line",
        by,
        line=line.public_id,
        before=before,
        after=line.capability_id,
        reason=reason,
    )
    return line


@transaction.atomic
def take_as_last_time(
    *,
    pack: Pack,
    need_version: int,
    before: Pack,
    choices: Mapping[int, LineInput],
    by: User,
) -> None:
    """Put the providers of an earlier pack `before` into the lines that differ.

    `choices` are by line, and come from the engine as for `swap_line`; all of them are
    taken or none. Earlier confirmations of this version fall.
    """
    need = _open(pack, need_version)
    if not choices:
        raise refuse("same", _("These providers are chosen already."))
    for line in pack.lines.select_related("item").order_by("pk"):
        if line.pk in choices:
            _exchange(line, choices[line.pk], SwapReason.AS_BEFORE, "")
    pack.confirmations.all().delete()
    move_on(need)
    record(
        need,
        "take_as_last_time",
        by,
        pack=pack.version,
        before=before.public_id,
        lines=len(choices),
    )


def _exchange(line: PackLine, choice: LineInput, reason: str, note: str) -> None:
    """Somebody else in a line; who was there is put aside with the reason."""
    capability = _chosen(line, choice)
    line.put_aside = [
        *line.put_aside,
        {
            "capability": line.capability_id,
            "features": line.features,
            "reason": str(reason),
        },
    ]
    _take_over(line, capability, choice)
    line.chosen_by, line.swap_reason, line.swap_note = ChosenBy.PERSON, reason, note
    line.full_clean()
    line.save()


def _chosen(line: PackLine, choice: LineInput) -> Capability:
    others = line.pack.lines.filter(item=line.item_id)
    if others.filter(capability=choice.capability).exists():
        raise refuse("same", _("This provider is chosen already."))
    capability = Capability.objects.get(pk=choice.capability)
    if capability.service_type_id != line.item.service_type_id or choice.quantity < 1:
        raise refuse("other", _("This provider cannot take the line. Choose again."))
    if not is_payable(capability, line.item.funding):
        raise refuse("no_funding", _("Nobody pays this provider's price here."))
    return capability


def _take_over(line: PackLine, capability: Capability, choice: LineInput) -> None:
    """Put the other provider in the line; what it cannot take becomes a gap."""
    units = min(choice.quantity, line.quantity)
    if units < line.quantity:
        add_gap(line.pack, line.item_id, line.quantity - units)
    line.capability = capability
    line.quantity = units
    line.price = capability.price
    line.funding = source_of(capability, line.item.funding)
    line.score, line.reasons = choice.score, choice.reasons
    line.features = choice.features
    line.own_agency, line.own_agency_by = choice.own_agency, None
    line.own_agency_reason = ""


@transaction.atomic
def confirm_own_agency(
    *, line: PackLine, need_version: int, reason: str, by: User
) -> None:
    """The station manager answers for a line whose provider employs the worker."""
    need = _open(line.pack, need_version)
    if not reason.strip():
        raise refuse("no_reason", _("Write why your own agency is the right one."))
    line.own_agency_by = by
    line.own_agency_reason = reason.strip()
    line.full_clean()
    line.save()
    move_on(need)
    record(need, "confirm_own_agency", by, line=line.public_id)


@transaction.atomic
def confirm_pack(
    *,
    pack: Pack,
    need_version: int,
    kind: str,
    by: User | None = None,
    person: Person | None = None,
    how: str = Consent.NONE,
    link: Link | None = None,
) -> bool:
    """One yes. When enough have said it, the pack is confirmed and invitations go out.

    A project needs all three seats filled, and two persons from two kinds of seat; an
    individual need its worker and the person concerned (or, without a contact, the
    station manager); an urgent one its worker alone. `person` confirms by `link`, or
    `by` records the person's word with `how`. Returns whether the pack is confirmed.

    Raises ValidationError `full` (or `not_offered`) when a provider has no room any
    more: nobody is invited, earlier confirmations stand, the link stays good.
    """
    need = _open(pack, need_version)
    _check_pack(pack, need)
    if link is not None and person is not None:
        redeem(link, CONFIRM_LINK, pack=pack.pk, kind=kind, person=person.pk)
    elif person is not None and not how:
        raise refuse("no_consent", _("Note how the person agreed."))
    _check_kind(pack, need, kind, by, person)
    yes = Confirmation(
        pack=pack,
        kind=kind,
        user=None if person else by,
        person=person,
        how=Consent.LINK if link else how,
        recorded_by=by if person else None,
    )
    yes.full_clean()
    yes.save()
    if not confirmations_missing(pack, need):
        close_pack(pack, need, by, kind)
        return True
    move_on(need)
    record(need, "confirm_pack", by, pack=pack.version, kind=kind, to=need.state)
    return False


def _check_pack(pack: Pack, need: Need) -> None:
    if not pack.lines.exists():
        raise refuse(
            "empty", _("There is nobody in this pack yet: there is nothing to confirm.")
        )
    waiting = pack.lines.filter(own_agency=True, own_agency_by__isnull=True).first()
    if waiting is not None:
        raise refuse(
            "own_agency",
            _(
                "%(provider)s runs your own station: the station manager confirms first."
            ),
            provider=str(waiting.capability.provider),
        )
    if need.track == Track.PROJECT:
        vacant = missing_seats(need.team) if need.team else [_("3+N team")]
        if vacant:
            raise refuse(
                "seats",
                _("The team has nobody for: %(seats)s. Fill the seat first."),
                seats=_(", ").join(map(str, vacant)),
            )


def _check_kind(
    pack: Pack, need: Need, kind: str, by: User | None, person: Person | None
) -> None:
    if kind not in confirming_kinds(need, user=by, person=person):
        raise refuse("kind", _("You do not hold the seat in whose name you confirm."))
    given = {"person": person} if person else {"user": by}
    if pack.confirmations.filter(**given).exists():
        raise refuse("already", _("This confirmation is given already."))


@transaction.atomic
def leave_unmet(*, pack: Pack, need_version: int, by: User) -> None:
    """Nobody can do what is open: put it on the gap list and go on with the rest."""
    need = _open(pack, need_version)
    if pack.lines.exists():
        raise refuse("not_empty", _("Some of it can be done: confirm that part."))
    gathered = gather(need, settle_gaps(need), pack, by)
    Pack.objects.filter(pk=pack.pk).update(state=PackState.SUPERSEDED)
    pack.refresh_from_db()
    if need.items.exclude(state=ItemState.UNMET).exists():
        move(need, NeedState.CONFIRMED)
        go_on_delivering(need)
    else:
        move(need, NeedState.UNMET)
        tell(need.raised_by, "matching.need_unmet", need)
    append_many([*gathered, act(need, "leave_unmet", by, to=need.state)])
