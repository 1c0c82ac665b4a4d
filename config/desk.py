"""The home of the workspace: what waits for this person, and the ways through the house."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

import cms.queries
import evaluation.queries
import matching.queries
import organisations.queries
from cms.queries import readable_pages
from cms.rules import SITE_KEEPERS
from config import news
from config.templatetags.house import home_url
from evaluation.models.sheet import SHEET_READERS
from evaluation.models.supervision import SUPERVISORS
from matching.domain.need_sheet import IMPORTING_ROLES
from matching.queries.figures import FIGURE_ROLES
from matching.queries.too_long import SEEING_ROLES
from matching.queries.wish import CLAIMING_ROLES
from matching.rules import RAISING_ROLES
from organisations.enums import (
    ADMIN_SITE_ROLES,
    EMPLOYED_ROLES,
    PROPOSING_ROLES,
    PROVIDER_OVERSEERS,
    PROVIDER_READERS,
    ProviderKind,
    Role,
)
from organisations.models import Appointment
from organisations.models.cobuilding import PLAN_READERS
from organisations.models.estate import ESTATE_KEEPERS

FLOORS = (cms.queries, evaluation.queries, matching.queries, organisations.queries)
LAST = datetime.max.replace(tzinfo=UTC)

EVERYBODY = frozenset(Role)
NEED_ROLES = frozenset(
    {
        Role.RESIDENT,
        Role.PARTY_MEMBER,
        Role.SOCIAL_WORKER,
        Role.STATION_MANAGER,
        Role.GRID_LEADER,
        Role.COMMUNITY_SECRETARY,
        Role.STREET_OFFICER,
        Role.DUTY_DESK,
    }
)
EVALUATING_ROLES = frozenset(
    {
        Role.EVALUATION_OFFICE,
        Role.EXPERT,
        Role.COMMITTEE_MEMBER,
        Role.BUREAU_REVIEWER,
    }
)
PROVIDER_ROLES = frozenset(
    {Role.PROVIDER_ADMIN} | PROVIDER_OVERSEERS | PROVIDER_READERS
)
GROWING_ROLES = PROPOSING_ROLES | {Role.PROVIDER_ADMIN, Role.VOLUNTEER}
CO_BUILDING_ROLES = frozenset({Role.PROVIDER_ADMIN, *PLAN_READERS})
# label, route, the roles that have a use for it; a route not built in is left out.
WORKSPACE = (
    (_("To do"), "desk", EVERYBODY),
    (_("Needs"), "matching:need_list", NEED_ROLES),
    (_("Invitations"), "matching:engagement_list", frozenset({Role.PROVIDER_ADMIN})),
    (_("My service"), "matching:volunteer", frozenset({Role.VOLUNTEER})),
    (_("Wishes"), "matching:wish_list", CLAIMING_ROLES),
    (_("Station"), "matching:station", frozenset({Role.STATION_MANAGER})),
    (
        _("Topics"),
        "matching:topics",
        frozenset({Role.CENTRE_OPERATOR, Role.STREET_OFFICER}),
    ),
    (_("Evaluation"), "evaluation:rounds", EVALUATING_ROLES),
    (_("Providers"), "organisations:providers", PROVIDER_ROLES),
    (_("Messages"), "inbox", EVERYBODY),
    (_("Website"), "wagtailadmin_home", frozenset(ADMIN_SITE_ROLES)),
)
# The boards: on the head of the task list and in the account menu, since the bar of a
# phone holds four or five ways.
BOARDS = (
    (_("Street board"), "matching:street_board", frozenset({Role.STREET_OFFICER})),
    (_("Duty desk"), "matching:duty_desk", frozenset({Role.DUTY_DESK})),
    (_("Waiting too long"), "matching:too_long", SEEING_ROLES),
    (_("Figures"), "matching:figures", FIGURE_ROLES),
    (_("Hours to check"), "matching:hours", frozenset({Role.CENTRE_OPERATOR})),
    (_("Self-check of the site"), "site:check", SITE_KEEPERS),
    (
        _("Letters to the centre"),
        "organisations:inquiries",
        frozenset({Role.CENTRE_OPERATOR}),
    ),
    (_("Calendar"), "matching:calendar", frozenset({Role.PROVIDER_ADMIN})),
    (_("Certificates"), "matching:certificates", frozenset({Role.PROVIDER_ADMIN})),
    (
        _("Purchases"),
        "matching:purchases",
        frozenset({Role.CENTRE_OPERATOR, Role.STREET_OFFICER, Role.PROVIDER_ADMIN}),
    ),
    (_("Calls"), "matching:calls", frozenset({Role.STREET_OFFICER, Role.DUTY_DESK})),
    (
        _("Evaluation committee"),
        "evaluation:committees",
        EVALUATING_ROLES - {Role.EXPERT},
    ),
    (
        _("Grades"),
        "evaluation:awards",
        frozenset({Role.EVALUATION_OFFICE, Role.BUREAU_REVIEWER, Role.PROVIDER_ADMIN}),
    ),
    (_("Relations and recusal"), "evaluation:ties", EVALUATING_ROLES),
    (
        _("Weekly brief"),
        "brief",
        frozenset({Role.CENTRE_OPERATOR, Role.STREET_OFFICER, Role.BUREAU_REVIEWER}),
    ),
)
# The account menu: what is needed now and then.
SIDE_WAYS = (
    (
        _("Volunteers"),
        "organisations:volunteers",
        frozenset(
            {
                Role.SOCIAL_WORKER,
                Role.STATION_MANAGER,
                Role.COMMUNITY_SECRETARY,
                Role.PROVIDER_ADMIN,
            }
        ),
    ),
    (_("Co-building"), "organisations:plans", CO_BUILDING_ROLES),
    (_("Owners' committees"), "organisations:estates", frozenset(ESTATE_KEEPERS)),
    (
        _("How an owners' committee comes about"),
        "organisations:estate_guide",
        frozenset({Role.RESIDENT, Role.PARTY_MEMBER}) | EMPLOYED_ROLES,
    ),
    (_("Incubation"), "organisations:incubations", GROWING_ROLES),
    (_("Trainings"), "organisations:trainings", EVERYBODY),
    (
        _("Import a file"),
        "organisations:sheets",
        frozenset({Role.CENTRE_OPERATOR}) | IMPORTING_ROLES,
    ),
    (_("Evaluation"), "evaluation:rounds", frozenset({Role.PROVIDER_ADMIN})),
    (_("3+N teams"), "matching:teams", matching.queries.CLOSING_ROLES),
    (_("Supervision"), "evaluation:supervision", SUPERVISORS),
    (_("Indicator sheets"), "evaluation:sheets", SHEET_READERS),
    (
        _("Yearly self-check"),
        "evaluation:self_checks",
        frozenset({Role.PROVIDER_ADMIN, Role.FEDERATION_OFFICER}),
    ),
    (_("My leave"), "matching:leave", frozenset({Role.SOCIAL_WORKER})),
    (
        _("Own agency in figures"),
        "matching:own_agency_figures",
        frozenset({Role.CENTRE_OPERATOR}),
    ),
)
ACCOUNT = (
    (_("Two-factor sign-in"), "mfa_index"),
    (_("Change password"), "account_change_password"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One way on: `count` is shown when it is not 0."""

    label: str
    url: str
    count: int = 0
    current: bool = False


@dataclass(frozen=True, slots=True)
class Navigation:
    entries: list[Entry] = field(default_factory=list)
    account: list[Entry] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    boards: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks under one heading."""

    title: str
    tasks: list[Any]


# --- the list of what waits -------------------------------------------------------------


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One list of what waits, since when, until when, over all floors."""
    held = held_by(request)
    tasks = waiting(request.user, held)
    request.tasks_waiting = len(tasks)
    since, changes = news.since_last_visit(request)
    step, rest = (tasks[0], tasks[1:]) if tasks else (None, [])
    context = {
        "step": step,
        "groups": grouped(rest),
        "total": len(tasks),
        "since": since,
        "changes": changes,
        "cases": news.on_own_cases(request, held, since, changes),
        "raises": any(each.role in RAISING_ROLES for each in held),
    }
    if not held and not tasks:  # who has just come in waits for the centre
        context["registration"] = organisations.queries.own_registration(request.user)
    response = render(request, "desk/home.html", context)
    news.remember_visit(request, response)
    return response


def waiting(user: Any, held: list[Appointment] | None = None) -> list[Any]:
    """What every floor says waits for this user, the most urgent first."""
    found = [task for floor in FLOORS for task in floor.waiting_for(user, held)]
    return sorted(found, key=_in_order)


def _in_order(task: Any) -> tuple[bool, datetime, datetime]:
    return not task.pressing, task.until or LAST, task.since or LAST


def grouped(tasks: Iterable[Any]) -> list[Group]:
    """The late ones first, then the headings in the order of their first limit."""
    now = timezone.now()
    groups: dict[str, list[Any]] = {}
    for task in tasks:
        late = task.until is not None and task.until <= now
        title = gettext("Overdue") if late else str(task.group or gettext("Other"))
        groups.setdefault(title, []).append(task)
    return [Group(title, members) for title, members in groups.items()]


# --- navigation --------------------------------------------------------------------------


def navigation(request: HttpRequest) -> Navigation:
    """The ways through the workspace that this user has a use for."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Navigation()
    appointments = held_by(request)
    roles = {appointment.role for appointment in appointments}
    entries = [
        _entry(request, label, url, _count(request, route))
        for label, route, used_by in WORKSPACE
        if (used_by is EVERYBODY or roles & used_by) and (url := _url(route))
    ]
    side = [(label, route) for label, route, used_by in SIDE_WAYS if roles & used_by]
    ways = [*side, *ACCOUNT]
    boards = [_entry(request, *way) for way in _boards(appointments)]
    account = [_entry(request, label, _url(route)) for label, route in ways]
    acting = [acting_as(one) for one in appointments]
    return Navigation(entries, [*boards, *account], acting, boards)


def held_by(request: HttpRequest) -> list[Appointment]:
    """Today's appointments of the reader, read once a request."""
    request.user.keep_reads()
    held: list[Appointment] = request.user.held_today()
    return held


def _boards(appointments: Iterable[Appointment]) -> list[tuple[Any, str]]:
    """The boards of these roles; a unit that can be called has its calls."""
    held = list(appointments)
    roles = {each.role for each in held}
    unit = any(
        each.provider and each.provider.kind == ProviderKind.PUBLIC_SECTOR_UNIT
        for each in held
    )
    return [
        (label, _url(route))
        for label, route, used_by in BOARDS
        if roles & used_by or (unit and route == "matching:calls")
    ]


def acting_as(appointment: Appointment) -> str:
    """`Social worker, 登峰街道`."""
    scope = appointment.scope_name
    role = appointment.get_role_display()
    if not scope:
        return role
    return gettext("%(role)s, %(scope)s") % {"role": role, "scope": scope}


def public_entries(request: HttpRequest) -> list[Entry]:
    """Home, the menu of services, the pages that the editors put into the menu,
    search; a desk alone serves none of them."""
    if settings.SITE_ROLE == "desk":
        return []
    pages = readable_pages().in_menu().filter(depth=3)
    entries = [_entry(request, gettext("Home"), home_url())]
    if services := _url("cms:services"):
        entries.append(_entry(request, pgettext("menu", "Services"), services))
    entries += [_entry(request, page.title, page.get_url(request)) for page in pages]
    if search := _url("cms:search"):
        entries.append(_entry(request, gettext("Search"), search))
    return entries


def _entry(request: HttpRequest, label: Any, url: str, count: int = 0) -> Entry:
    root = url in (home_url(), reverse("desk"))
    here = request.path == url if root else request.path.startswith(url)
    return Entry(str(label), url, count, here)


def _count(request: HttpRequest, route: str) -> int:
    if route == "inbox":
        return news.unread_count(request)
    # Only the list itself knows its length: counting on every page would cost
    # every floor's queries there.
    return getattr(request, "tasks_waiting", 0) if route == "desk" else 0


def _url(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""
