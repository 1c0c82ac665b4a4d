"""A round goes out: who may take it, what it says, what it never shows."""

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from evaluation.domain.archive import FORMAT
from evaluation.enums import RoundState
from evaluation.models import Round, Tie
from tests.evaluation.court import Court

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def test_the_office_takes_out_a_table_paper_and_once_closed_the_file():
    court = Court()
    scored = court.case(lost=60)
    office, expert = signed_in(court.office), signed_in(court.experts[0])
    out = f"/desk/evaluation/rounds/{court.round.public_id}/out/"
    names = ("round.json", "round.xlsx", "paper/")
    assert [expert.get(out + name).status_code for name in names] == [403] * 3
    assert [office.get(out + name).status_code for name in names] == [409, 200, 200]
    book = load_workbook(BytesIO(office.get(f"{out}round.xlsx").content))
    lines = list(book.active.values)
    assert lines[1][0] == scored.provider.name
    assert lines[1][4:7] == ("940", "4A", None)
    assert "940" in office.get(f"{out}paper/").content.decode()
    Round.objects.update(state=RoundState.CLOSED)
    file = office.get(f"{out}round.json").json()
    assert (file["format"], list(file["grades"])) == (FORMAT, [scored.public_id])
    Tie.objects.create(
        user=court.office,
        provider=scored.provider,
        kind="kin",
        declared_by=court.bureau,
    )
    hidden = load_workbook(BytesIO(office.get(f"{out}round.xlsx").content))
    assert len(list(hidden.active.values)) == 1
    assert scored.provider.name not in office.get(f"{out}paper/").content.decode()
