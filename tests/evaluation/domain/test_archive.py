"""A round goes out as a file and comes into a fresh database: the same, or not at all."""

import json
from io import StringIO

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from evaluation.domain.archive import load_round
from evaluation.models import Assessment, Ballot, Round, Score
from evaluation.queries.archive import PARTS, archive_of
from evaluation.snapshot.result import result_of
from organisations.models import User
from records.models import Chain, LedgerEntry, triggers
from tests.evaluation.court import Court

pytestmark = pytest.mark.django_db

# Nouns that are no part of a round, or that its file leaves out on purpose.
SHARED = {"RuleSet", "Sheet", "Committee", "Meeting", "LimitNotice"}
OF_PEOPLE = {"Report", "PollAnswer", "Tie"}
SUPERVISION = {
    *("AnnualReport", "CreditFile", "Listing", "Penalty", "SupervisionCase"),
    *("Inspection", "InspectionDraw", "InspectionSeat", "SelfCheck"),
}


@pytest.fixture
def court():
    """Two organisations with their grades, by nine of thirteen."""
    court = Court()
    cases = [court.case(lost=lost) for lost in (10, 60)]
    meeting = court.meeting(court.committee(), cases)
    for item in meeting.items.all():
        court.vote(item)
    return court


def empty_the_database():
    """As after `migrate`: rows and ledger gone, which only a test may do."""
    connection.check_constraints()
    with triggers.lifted(), connection.cursor() as cursor:
        for label in ("evaluation", "organisations", "records"):
            for model in apps.get_app_config(label).get_models(
                include_auto_created=True
            ):
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"DELETE FROM {table}")
        connection.check_constraints()


def sent(round):
    """The file as it is read again somewhere else."""
    return json.loads(json.dumps(archive_of(round), ensure_ascii=False))


def test_every_noun_of_the_floor_is_in_the_file_or_left_out_on_purpose():
    nouns = {model.__name__ for model in apps.get_app_config("evaluation").get_models()}
    parts = {model.__name__ for model, _way in PARTS}
    assert nouns - parts == SHARED | OF_PEOPLE | SUPERVISION


def test_grades_points_and_chain_head_are_the_same_in_a_fresh_database(court):
    data = sent(court.round)
    head = Chain.objects.get(key="440104").head
    totals = {c.public_id: result_of(c).total for c in Assessment.objects.all()}
    ballots = Ballot.objects.count()
    assert sorted(data["grades"].values()) == ["4A", "5A"]
    empty_the_database()
    round = load_round(data=data)
    assert dict(round.assessments.values_list("public_id", "grade")) == data["grades"]
    assert Chain.objects.get(key="440104").head == head
    again = {c.public_id: result_of(c).total for c in Assessment.objects.all()}
    assert (again, Ballot.objects.count()) == (totals, ballots)
    assert not User.objects.filter(is_active=True).exists()
    assert sent(round) == data
    with pytest.raises(ValidationError) as error:
        load_round(data=data)
    assert error.value.code == "not_fresh"


def tampered(data, change):
    copy = json.loads(json.dumps(data))
    change(copy)
    return copy


def other_fact(data):
    data["chain"]["entries"][2]["facts"] = {"grade": "5A"}


def entry_gone(data):
    del data["chain"]["entries"][-1]


def other_grade(data):
    row = next(r for r in data["rows"] if r["fields"].get("grade") == "4A")
    row["fields"]["grade"] = "5A"


def no_rows(data):
    del data["rows"]


def other_format(data):
    data["format"] = "something else"


def test_a_file_that_was_changed_is_refused_whole(court):
    data = sent(court.round)
    empty_the_database()
    for change, code in (
        (other_fact, "chain"),
        (entry_gone, "chain"),
        (other_grade, "grades"),
        (no_rows, "format"),
        (other_format, "format"),
    ):
        with pytest.raises(ValidationError) as error:
            load_round(data=tampered(data, change))
        assert error.value.code == code
        counts = [m.objects.count() for m in (Round, Score, User, LedgerEntry)]
        assert counts == [0, 0, 0, 0]


def test_the_command_says_what_it_loaded_and_names_a_fault(court, tmp_path):
    path, out = tmp_path / "round.json", StringIO()
    path.write_text(json.dumps(sent(court.round)), encoding="utf8")
    with pytest.raises(CommandError, match="正在使用"):
        call_command("load_round", str(path))
    empty_the_database()
    call_command("load_round", str(path), stdout=out)
    assert Chain.objects.get().head in out.getvalue()
    path.write_text("{")
    with pytest.raises(CommandError, match=r"round\.json"):
        call_command("load_round", str(path))
