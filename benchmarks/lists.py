"""Queries and time of each list page on a demo database, signed in per role.

`DATABASE_URL=sqlite:////path/district.sqlite3 python -m benchmarks.lists`, on a file that
`manage.py demo --no-serve --scale district` has made. Fails above 15 queries or above
300 ms for 95 of 100 requests.
"""

from __future__ import annotations

import os
import statistics
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

import config.wsgi  # noqa: E402, F401 - begun as gunicorn's workers are
from organisations.models import User  # noqa: E402

REQUESTS = 50
MOST_QUERIES = 15
MOST_SECONDS = 0.3
PAGES = {
    "social_worker": ("", "needs/", "messages/", "teams/", "providers/"),
    "station_manager": ("", "needs/", "station/", "own-agency/"),
    "community_secretary": ("", "needs/", "teams/"),
    "grid_leader": ("",),
    "party_member": ("", "needs/", "wishes/"),
    "street_officer": ("", "needs/", "street/", "topics/", "calls/", "calls/sheet/"),
    "duty_desk": ("", "needs/", "duty/", "calls/", "matters/"),
    "provider_admin": ("", "invitations/", "wishes/", "calls/"),
    "centre_operator": ("", "providers/", "topics/", "needs/"),
}


def measured(client: Client, address: str) -> tuple[int, int, float, float]:
    """Status, queries, median and 95th percentile of the seconds."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        status = client.get(address).status_code
        number = len(queries)
    taken = []
    for _n in range(REQUESTS):
        began = time.perf_counter()
        client.get(address)
        taken.append(time.perf_counter() - began)
    p95 = statistics.quantiles(taken, n=20)[18]
    return status, number, statistics.median(taken), p95


def main() -> int:
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["*"]
    failed = 0
    print("role | page | status | queries | median ms | p95 ms")
    for role, pages in PAGES.items():
        client = Client()
        client.force_login(
            User.objects.get(username=role),
        )
        for page in pages:
            status, queries, median, p95 = measured(client, f"/desk/{page}")
            good = status == 200 and queries <= MOST_QUERIES and p95 < MOST_SECONDS
            failed += not good
            print(
                f"{role} | /desk/{page} | {status} | {queries} | {median * 1000:.0f} | "
                f"{p95 * 1000:.0f}{'' if good else '  <-- above'}"
            )
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
