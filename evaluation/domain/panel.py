"""The experts of an assessment: the panel is formed, someone leaves, scores are handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.domain.move import expect, record, take, tell
from evaluation.enums import AssessmentState, ScoringMode
from evaluation.models import Assessment, Indicator, Panel, PanelSeat
from evaluation.queries.evidence import bases
from evaluation.queries.panel import (
    LEAST_EXPERTS,
    heads_without,
    seat_on,
)
from evaluation.queries.recusal import barred, barred_of, clients_of
from evaluation.snapshot.score import by_survey, score_sheet
from matching.domain.faults import refuse, wrong_state
from organisations.enums import Role
from organisations.models import User
from organisations.queries import current_roles

FORMING = (
    AssessmentState.ELIGIBLE,
    AssessmentState.DESK_REVIEWED,
    AssessmentState.SITE_VISITED,
)


@transaction.atomic
def form_panel(
    *,
    assessment: Assessment,
    experts: Sequence[User],
    leader: User,
    by: User,
    heads: Mapping[int, Sequence[Indicator]] | None = None,
) -> Panel:
    """Invite the experts of one organisation; the first of the round or further ones,
    in place of those who left; `leader` may be one of those who stay.

    `heads` says by new user what each scores, for a sheet that is scored by head. Nobody
    is invited who has to stay away: the check comes first and names the path. Raises
    ValidationError `barred`, `own_client` (the agency's), `no_expert`, `leader`,
    `too_few`, `heads`.
    """
    row = take(assessment.pk)
    expect(row, None, *FORMING)
    _refuse_unfit(row, experts)
    panel, _new = Panel.objects.get_or_create(
        assessment=row,
        review=False,
        defaults={"seed": int(row.round.settings.get("order_seed", 0))},
    )
    if panel.signed_at is not None:
        raise wrong_state(row.get_state_display())
    seats = [_seat(panel, user) for user in experts]
    _lead(panel, leader)
    if row.sheet.mode == ScoringMode.BY_HEAD:
        _share_heads(panel, seats, heads or {})
    for user in experts:
        tell(user, "invited", row)
    record(
        row, "form_panel", by, experts=[user.pk for user in experts], leader=leader.pk
    )
    return panel


@transaction.atomic
def leave_panel(*, seat: PanelSeat, reason: str, by: User) -> None:
    """An expert leaves before the opinion is signed; what she scored stays on record
    and counts no more in a sheet that each scores alone."""
    row = take(seat.panel.assessment_id)
    expect(row, None, *FORMING)
    if not reason.strip():
        raise refuse("no_reason", _("Say why."), field="reason")
    here = PanelSeat.objects.filter(pk=seat.pk, left_at__isnull=True)
    if not here.update(
        left_at=timezone.now(), left_reason=reason.strip()[:200], leads=False
    ):
        raise wrong_state(_("left"))
    record(row, "leave_panel", by, expert=seat.user_id)


@transaction.atomic
def submit_scores(*, assessment: Assessment, by: User) -> PanelSeat:
    """One expert signs: of a group the common points, else her own.

    Raises ValidationError `not_assigned`, `unscored`, `stale_evidence`, `submitted`.
    """
    row = take(assessment.pk)
    expect(row, None, AssessmentState.DESK_REVIEWED, AssessmentState.SITE_VISITED)
    seat = seat_on(row, by)
    if seat is None or barred(row, by) is not None:
        raise refuse(
            "not_assigned", _("You are not on the panel of this organisation.")
        )
    if seat.submitted_at is not None:
        raise refuse("submitted", _("You have submitted your scores: they stand."))
    _refuse_gaps(row, seat)
    refuse_stale_scores(row, seat.panel)
    seat.submitted_at = timezone.now()
    seat.save(update_fields=["submitted_at"])
    record(row, "submit_scores", by, seat=seat.pk)
    return seat


def refuse_stale_scores(row: Assessment, panel: Panel) -> None:
    """Raises ValidationError `stale_evidence` where points rest on changed files."""
    now = bases(row)
    own = panel.scores.select_related("indicator").exclude(indicator__kind="share")
    stale = sorted(
        {
            each.indicator.code
            for each in own
            if each.evidence_digest != now.get(each.indicator_id, "")
        }
    )
    if stale:
        raise refuse(
            "stale_evidence",
            _(
                "A file was changed after these indicators were scored: %(codes)s. Score them again."
            ),
            codes=_(", ").join(stale),
        )


# --- who may be asked ---------------------------------------------------------------------


def _refuse_unfit(row: Assessment, experts: Sequence[User]) -> None:
    agency = row.round.agency
    clients = clients_of(agency) if agency else set()
    paths = barred_of(row, experts)
    for user in experts:
        if path := paths.get(user.pk):
            raise refuse(
                "barred",
                _("%(name)s cannot be asked: %(path)s."),
                name=user.spoken_name,
                path=str(path),
            )
        if row.provider_id in clients and _of_agency(user, agency.pk):
            raise refuse(
                "own_client", _("The agency does not evaluate its own clients.")
            )
        if not current_roles(user) & {Role.EXPERT}:
            raise refuse(
                "no_expert", _("%(name)s is no expert today."), name=user.spoken_name
            )


def _of_agency(user: User, agency: int) -> bool:
    held = user.appointments.current()
    ids = held.values_list("provider_id", "employer_id")
    return any(agency in pair for pair in ids)


def _seat(panel: Panel, user: User) -> PanelSeat:
    seat, new = PanelSeat.objects.get_or_create(panel=panel, user=user, left_at=None)
    if not new:
        raise refuse("twice", _("%(name)s is on the panel."), name=user.spoken_name)
    return seat


def _lead(panel: Panel, leader: User) -> None:
    """One of a panel that is large enough."""
    here = panel.seats.filter(left_at__isnull=True)
    if here.count() < LEAST_EXPERTS:
        raise refuse(
            "too_few", _("A panel has at least %(least)d experts."), least=LEAST_EXPERTS
        )
    here.update(leads=False)
    if not here.filter(user=leader).update(leads=True):
        raise refuse("leader", _("Choose one expert of the panel to lead it."))


def _share_heads(
    panel: Panel,
    seats: Sequence[PanelSeat],
    heads: Mapping[int, Sequence[Indicator]],
) -> None:
    for seat in seats:
        seat.heads.set(heads.get(seat.user_id, ()))
    if heads_without(panel):
        raise refuse("heads", _("Say for each part of the sheet who scores it."))


# --- what is complete ---------------------------------------------------------------------


def _refuse_gaps(row: Assessment, seat: PanelSeat) -> None:
    left = unscored_by(row, seat)
    if left:
        raise refuse(
            "unscored",
            _("%(count)d indicators are not scored yet: %(codes)s."),
            count=len(left),
            codes=_(", ").join(left[:10]),
        )


def unscored_by(row: Assessment, seat: PanelSeat) -> list[str]:
    """Codes of the leaves that this expert, or her group, has not scored yet."""
    sheet = score_sheet(row, seat.panel)
    alone = row.sheet.mode == ScoringMode.INDEPENDENT
    column = sheet.seats.get(seat.pk, {}) if alone else sheet.panel
    left = sheet.missing(column, by_survey(sheet.view))
    if row.sheet.mode != ScoringMode.BY_HEAD:
        return left
    own = tuple(f"{head.code}." for head in seat.heads.all())
    return [code for code in left if f"{code}.".startswith(own)]
