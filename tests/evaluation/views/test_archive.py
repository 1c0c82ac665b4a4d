"""A round goes out: who may take it, what it says, what it never shows."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from evaluation.domain.archive import FORMAT
from evaluation.enums import RoundState
from evaluation.models import Assessment, Round, Tie
from records.domain.job import drain
from records.models import Attachment, Job, LedgerEntry
from tests.evaluation.court import Court

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def taken_out(client, out):
    """By its job: asked for twice it is put together once."""
    jobs = {client.post(f"{out}file/").url for _twice in range(2)}
    [page] = jobs
    assert "goes on" in client.get(page).content.decode()
    drain()
    shown = client.get(page).content.decode()
    assert (" kB" in shown, f"{out}round.json" in shown) == (True, True)
    return json.loads(client.get(f"{out}round.json").getvalue())


def test_the_office_takes_out_a_table_paper_and_once_closed_the_file():
    court = Court()
    scored = court.case(lost=60)
    office, expert = signed_in(court.office), signed_in(court.experts[0])
    out = f"/desk/evaluation/rounds/{court.round.public_id}/out/"
    names = ("round.json", "round.xlsx", "paper/")
    assert [expert.get(out + name).status_code for name in names] == [403] * 3
    assert [office.get(out + name).status_code for name in names] == [404, 200, 200]
    asks = [user.post(f"{out}file/").status_code for user in (expert, office)]
    assert asks == [403, 409]
    book = load_workbook(BytesIO(office.get(f"{out}round.xlsx").content))
    lines = list(book.active.values)
    assert lines[1][0] == scored.provider.name
    assert lines[1][4:7] == ("940", "4A", None)
    assert "940" in office.get(f"{out}paper/").content.decode()
    Round.objects.update(state=RoundState.CLOSED)
    first = taken_out(office, out)
    assert (first["format"], list(first["grades"])) == (FORMAT, [scored.public_id])
    assert taken_out(office, out)["rows"] == first["rows"]
    assert Attachment.objects.count() == 1  # the next file takes the place
    written = LedgerEntry.objects.filter(action="evaluation.export_round")
    assert [each.actor_id for each in written] == [court.office.pk] * 2
    assert expert.get(f"{out}round.json").status_code == 403
    Tie.objects.create(
        user=court.office,
        provider=scored.provider,
        kind="kin",
        declared_by=court.bureau,
    )
    assert office.get(f"{out}round.json").status_code == 404
    hidden = load_workbook(BytesIO(office.get(f"{out}round.xlsx").content))
    assert len(list(hidden.active.values)) == 1
    assert scored.provider.name not in office.get(f"{out}paper/").content.decode()
    # Settled, the case is everybody's; withdrawn, who stays away never finds it.
    cases, page = Assessment.objects.filter(pk=scored.pk), out.removesuffix("out/")
    for state, there in (("expired", True), ("withdrawn", False)):
        cases.update(state=state)
        kept = office.get(f"{out}round.json")
        assert (kept.status_code == 200, b"".join(kept) != b"") == (there, True)
        assert (office.post(f"{out}file/").status_code == 302) == there
        assert (f"{out}file/" in office.get(page).content.decode()) == there


def test_the_file_of_a_round_is_forgotten_after_a_week():
    court = Court()
    court.case(lost=60)
    office = signed_in(court.office)
    out = f"/desk/evaluation/rounds/{court.round.public_id}/out/"
    Round.objects.update(state=RoundState.CLOSED)
    taken_out(office, out)
    later = Job.objects.filter(kind="evaluation.forget_file")
    week = timezone.now().date() + timedelta(days=7)
    assert {each.due_at.date() for each in later} == {week}
    later.update(due_at=timezone.now())
    drain()
    assert Attachment.objects.count() == 0
    assert office.get(f"{out}round.json").status_code == 404
