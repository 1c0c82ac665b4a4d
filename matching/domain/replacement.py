"""Another provider takes over the rest of a running engagement, its capacity with it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from matching.domain.engagement import end, held, invite, release
from matching.domain.faults import refuse, wrong_state
from matching.domain.funding import is_payable, source_of
from matching.domain.proposal import LineInput
from matching.domain.step import move_on, record
from matching.enums import (
    ENGAGEMENT_ARROWS,
    ChosenBy,
    EngagementState,
    SwapReason,
)
from matching.models import Engagement, PackLine
from matching.queries import units_delivered
from organisations.models import Capability, User


@transaction.atomic
def replace_engagement(
    *,
    engagement: Engagement,
    choice: LineInput,
    reason: str,
    note: str = "",
    by: User,
) -> Engagement:
    """Let the provider go and invite `choice` for what is not delivered.

    `choice` comes from the engine, so no rule blocks it. What the first delivered
    stays its own; its weeks are freed before the other's are held. Raises
    ValidationError `no_reason`, `wrong_state`, `same` (it has a line for this item),
    `short` (it cannot take all of the rest), `own_agency`, `no_funding`, `full`.
    """
    if reason not in SwapReason:
        raise refuse("no_reason", _("Choose why you take somebody else."))
    need = held(engagement)
    if EngagementState.REPLACED not in ENGAGEMENT_ARROWS[engagement.state]:
        raise wrong_state(engagement.get_state_display())
    left = engagement.quantity - units_delivered([engagement]).get(engagement.pk, 0)
    capability = _checked(engagement.line, choice, left)
    end(engagement, EngagementState.REPLACED, by, note=note.strip())
    release(engagement)
    line = _line(engagement.line, capability, choice, left)
    line.swap_reason, line.swap_note = reason, note.strip()
    line.full_clean()
    line.save()
    invited = invite(line=line, need=need)
    move_on(need)
    record(
        need,
        "replace_engagement",
        by,
        engagement=engagement.public_id,
        by_engagement=invited.public_id,
        units=left,
        reason=reason,
        to=need.state,
    )
    return invited


def _checked(line: PackLine, choice: LineInput, left: int) -> Capability:
    others = line.pack.lines.filter(item=line.item_id)
    if others.filter(capability=choice.capability).exists():
        raise refuse("same", _("This provider is chosen already."))
    if choice.own_agency:
        raise refuse(
            "own_agency",
            _("Your own agency takes over by a new pack, which the manager confirms."),
        )
    if choice.quantity < left:
        raise refuse("short", _("This provider cannot take all of the rest."))
    capability = Capability.objects.select_related("provider", "service_type").get(
        pk=choice.capability
    )
    if not is_payable(capability, line.item.funding):
        raise refuse("no_funding", _("Nobody pays this provider's price here."))
    return capability


def _line(
    before: PackLine, capability: Capability, choice: LineInput, left: int
) -> PackLine:
    """The rest as a line of its own, beside the one that was let go."""
    return PackLine(
        pack=before.pack,
        item=before.item,
        capability=capability,
        quantity=left,
        price=capability.price,
        funding=source_of(capability, before.item.funding),
        score=choice.score,
        reasons=choice.reasons,
        features=choice.features,
        chosen_by=ChosenBy.PERSON,
    )
