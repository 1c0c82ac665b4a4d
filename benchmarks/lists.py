"""The lists of the desk on a demo district: queries of each, and 50 people at once.

`DATABASE_URL=sqlite:////path/district.sqlite3 python -m benchmarks.lists`, on a database
(SQLite or PostgreSQL) that `manage.py demo --no-serve --scale district` has filled. Fails
above 15 queries a page, above 300 ms for 95 of 100 pages of a view, or with any error.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import sys
from collections import defaultdict
from random import Random

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import (  # noqa: E402
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
)
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

import config.wsgi  # noqa: E402, F401 - begun as gunicorn's workers are
from benchmarks.crowd import Person, Visit, crowd, served  # noqa: E402
from organisations.models import Appointment, User  # noqa: E402

MOST_QUERIES = 15
MOST_SECONDS = 0.3
PAGES = {
    "social_worker": (
        *("", "needs/", "needs/?group=ended", "needs/?q=上门", "needs/?page=2"),
        *("messages/", "teams/", "providers/", "leave/", "volunteers/"),
    ),
    "station_manager": (
        *("", "needs/", "station/", "own-agency/", "messages/", "volunteers/"),
    ),
    "community_secretary": (
        *("", "needs/", "teams/", "messages/", "volunteers/", "volunteers/?page=2"),
        "co-building/",
    ),
    "grid_leader": ("", "needs/", "messages/"),
    "party_member": ("", "needs/", "wishes/", "messages/"),
    "street_officer": (
        *("", "needs/", "street/", "topics/", "calls/", "calls/sheet/"),
        *("messages/", "purchases/", "estates/", "incubation/"),
    ),
    "duty_desk": (
        *("", "needs/", "needs/?page=9", "duty/", "waiting-too-long/"),
        *("calls/", "matters/"),
    ),
    "provider_admin": (
        *("", "invitations/", "invitations/?group=all", "calls/", "calendar/"),
        *("certificates/", "volunteers/", "purchases/"),
    ),
    "volunteer": ("", "volunteer/", "trainings/", "messages/"),
    "centre_operator": (
        *("", "providers/", "providers/?q=长者", "topics/", "waiting-too-long/"),
        *("hours/", "purchases/", "incubation/", "trainings/"),
    ),
    "evaluation_office": (
        *("", "evaluation/rounds/", "evaluation/grades/", "evaluation/supervision/"),
    ),
    "expert": ("", "evaluation/rounds/"),
    "committee_member": ("", "evaluation/committees/"),
    "bureau_reviewer": ("", "evaluation/rounds/", "evaluation/committees/"),
}
# How many of 50 hold each role: the street's workers and the communities most of all.
PEOPLE = {
    "social_worker": 14,
    "community_secretary": 9,
    "street_officer": 7,
    "party_member": 5,
    "provider_admin": 4,
    "volunteer": 2,
    "station_manager": 4,
    "grid_leader": 3,
    "duty_desk": 1,
    "centre_operator": 1,
}


# --- queries of a page ------------------------------------------------------------------


def queries_of(client: Client, address: str) -> tuple[int, int]:
    """Status and number of queries, once the process has read what it keeps."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        status = client.get(address).status_code
    return status, len(queries)


def count_queries() -> int:
    """Prints each page's queries; how many pages are above the bar."""
    failed = 0
    print("role | page | status | queries")
    for role, pages in PAGES.items():
        client = Client()
        client.force_login(User.objects.get(username=role))
        for page in pages:
            status, queries = queries_of(client, f"/desk/{page}")
            good = status == 200 and queries <= MOST_QUERIES
            failed += not good
            mark = "" if good else "  <-- above"
            print(f"{role} | /desk/{page} | {status} | {queries}{mark}")
    return failed


# --- fifty at once ----------------------------------------------------------------------


def people() -> list[Person]:
    """Fifty accounts of the district, each signed in, each with her role's pages."""
    found = []
    for role, number in PEOPLE.items():
        held = Appointment.objects.current().filter(role=role, user__is_active=True)
        users = User.objects.filter(appointments__in=held).distinct().order_by("pk")
        for user in users[:number]:
            dice = Random(f"lists:{user.pk}")
            found.append(Person(role, _signed_in(user), PAGES[role], dice))
    return found


def _signed_in(user: User) -> str:
    """The cookie of a session as the sign-in page would begin it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def p95(seconds: list[float]) -> float:
    """In seconds: at least 95 of 100 pages took no longer."""
    return sorted(seconds)[math.ceil(0.95 * len(seconds)) - 1]


def told(visits: list[Visit], seconds: float) -> int:
    """Prints each view's figures; how many views are above the bar or had an error."""
    views = defaultdict(list)
    for visit in visits:
        views[visit.page].append(visit)
    failed = 0
    print("\npage | pages | errors | median ms | p95 ms")
    for page, met in [*sorted(views.items()), ("all of them", visits)]:
        taken = [visit.seconds for visit in met]
        errors = sum(visit.status != 200 for visit in met)
        good = not errors and p95(taken) < MOST_SECONDS
        failed += not good
        print(
            f"{page or '(to do)'} | {len(met)} | {errors} | "
            f"{statistics.median(taken) * 1000:.0f} | "
            f"{p95(taken) * 1000:.0f}{'' if good else '  <-- above'}"
        )
    print(f"{len(visits) / seconds:.1f} pages a second")
    return failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=240)
    parser.add_argument(
        "--think",
        type=float,
        nargs=2,
        default=(5, 10),
        metavar="SECONDS",
        help="how long a person looks at a page: at least, at most",
    )
    given = parser.parse_args()
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["*"]
    failed = count_queries()
    with served(os.environ["DATABASE_URL"]) as port:
        visits = crowd(people(), port, given.seconds, tuple(given.think))
    return int(failed + told(visits, given.seconds) > 0)


if __name__ == "__main__":
    sys.exit(main())
