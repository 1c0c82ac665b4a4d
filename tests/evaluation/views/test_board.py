"""How many queries the lists of a round take, with 1, 3 and 40 cases."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluation.domain.recusal import declare_tie
from evaluation.enums import AssessmentState
from evaluation.enums.recusal import TieKind
from tests.evaluation.court import Court

pytestmark = pytest.mark.django_db
BASE = "/desk/evaluation"
# Who has declared a tie: its paths take two queries more.
MOST_QUERIES, MOST_OF_THE_DESK = 15, 17
SIZES = (1, 3, 40)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def asked(client: Client, address: str) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_lists_take_as_many_queries_for_forty_cases_as_for_one() -> None:
    court = Court()
    readers = [court.office, court.bureau, court.experts[0]]
    elsewhere = court.case(state=AssessmentState.WITHDRAWN).provider
    for user in readers:
        declare_tie(user=user, provider=elsewhere, kind=TieKind.KIN, by=user)
    clients = [signed_in(user) for user in readers]
    board = f"{BASE}/rounds/{court.round.public_id}/"
    counts, made = [], 0
    for size in SIZES:
        while made < size:
            court.case(state=AssessmentState.SITE_VISITED)
            made += 1
        addresses = (board, f"{BASE}/rounds/")
        pages = [asked(client, url) for client in clients for url in addresses]
        counts.append((pages, [asked(client, "/desk/") for client in clients]))

    assert counts[1:] == counts[:1] * 2
    pages, desks = counts[0]
    assert max(pages) <= MOST_QUERIES
    assert max(desks) <= MOST_OF_THE_DESK
