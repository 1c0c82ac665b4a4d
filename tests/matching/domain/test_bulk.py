"""Many needs at once come out as they would one by one, and once only."""

import pytest
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict

from matching import tasks
from matching.domain.bulk import import_needs, raise_needs
from matching.domain.need import ContactInput, raise_need
from matching.domain.number import case_counter
from matching.enums import Danger
from matching.models import MandatoryReport, Need
from matching.queries.need_file import NeedInput
from matching.sheets import import_key, read_needs
from organisations.enums import Role
from records.models import Job, LedgerEntry, Message
from tests.matching.tools import fresh, load_tables

pytestmark = pytest.mark.django_db

TEXTS = (
    "六楼的老人没人送饭。",
    "想请人陪诊。",
    "居民议事会说要修花园。",
    "热线转来：缺人辅导功课。",
)
BEATEN = "老公动手打人，她很怕。"
HURT = "六岁的孩子被继父打得满身是伤。"
# What is drawn anew for each need, or follows from the clock on the wall.
OWN = {"id", "number", "code", "person", "raised_at", "state_since"}
OWN |= {"due_at", "ring_at", "rise_at", "import_key", "ticket", "consent_at"}


@pytest.fixture
def world(clocked_world):
    return clocked_world


def inputs(world, texts=TEXTS, **more):
    """One row for each text: every second with a contact, each with its own origin."""
    origins = ("person", "neighbour", "minutes", "hotline")
    return [
        NeedInput(
            world.community,
            text,
            origin=origins[n % 4],
            origin_no=f"RX{n}" if n % 4 == 3 else "",
            urgency=("normal", "soon", "urgent")[n % 3],
            for_whom="六楼的老人",
            contact="陈小一" if n % 2 else "",
            phone="138 0000 1234" if n % 2 else "",
            **more,
        )
        for n, text in enumerate(texts)
    ]


def singly(row, by):
    """The same row by the single verb."""
    contact = ContactInput(row.contact, row.phone) if row.contact else None
    return raise_need(
        community=row.community,
        text=row.text,
        origin=row.origin,
        origin_no=row.origin_no,
        urgency=row.urgency,
        for_whom=row.for_whom,
        contact=contact,
        acknowledged=Danger.values,
        by=by,
    )


def shape(need):
    """A need without what is its own, with its clock as lengths of time."""
    need = fresh(need)
    values = {k: v for k, v in model_to_dict(need).items() if k not in OWN}
    ends = [getattr(need, name) for name in ("due_at", "ring_at", "rise_at")]
    since = need.raised_at
    values["clock"] = [end and round((end - since).total_seconds(), -2) for end in ends]
    values["runs"] = need.state_since == since
    person = need.person
    values["person"] = person and (person.name, person.phone, person.phone_digest)
    return values


def trail(after, until):
    """What the ledger says between two rows; the subjects differ."""
    rows = LedgerEntry.objects.filter(pk__gt=after, pk__lte=until)
    return sorted(
        (row.action, row.actor_id or 0, sorted(row.facts.items())) for row in rows
    )


def last():
    return LedgerEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@pytest.mark.parametrize("texts", [TEXTS, (BEATEN, HURT, *TEXTS)])
def test_many_are_as_one_by_one(world, texts):
    load_tables()
    start = last()
    alone = [singly(row, world.raiser) for row in inputs(world, texts)]
    middle, reports = last(), MandatoryReport.objects.count()

    raised = raise_needs(rows=inputs(world, texts), by=world.raiser)

    assert [shape(need) for need in raised.needs] == [shape(need) for need in alone]
    assert trail(middle, last()) == trail(start, middle)
    assert MandatoryReport.objects.count() == 2 * reports
    subjects = [need.subject for need in raised.needs]
    told = LedgerEntry.objects.filter(action="matching.raise_need", pk__gt=middle)
    assert list(told.order_by("seq").values_list("subject", flat=True)) == subjects


def test_the_numbers_are_one_block_of_the_one_counter(world):
    before = world.raised().number

    raised = raise_needs(rows=inputs(world), by=None)
    after = world.raised().number

    numbers = [before, *(need.number for need in raised.needs), after]
    tails = [int(number[-5:]) for number in numbers]
    assert tails == list(range(tails[0], tails[0] + 6))
    assert case_counter(raised.needs[0].raised_at.year).last == tails[-1]


def test_a_second_run_creates_nothing(world):
    rows = inputs(world)
    first = raise_needs(rows=rows, by=None)
    acts, letters = last(), Message.objects.count()

    second = raise_needs(rows=rows, by=None)

    assert (len(first.needs), first.there) == (4, [])
    assert (second.needs, second.there) == ([], rows)
    assert (last(), Message.objects.count()) == (acts, letters)
    assert Need.objects.count() == 4


def test_the_same_words_are_one_need_in_one_community(world):
    same = "　想请人陪诊。 "
    rows = [
        NeedInput(world.community, "想请人陪诊。", "person"),
        NeedInput(world.community, same, "neighbour"),
        NeedInput(world.neighbour, same, "person"),
    ]

    raised = raise_needs(rows=rows, by=None)

    assert raised.there == [rows[1]]
    assert {need.import_key for need in raised.needs} == {
        import_key(world.community.code, same),
        import_key(world.neighbour.code, same),
    }


def test_each_worker_hears_once_with_the_number(world):
    colleague = world.appointed(Role.SOCIAL_WORKER, employer=world.agency)
    elsewhere = world.appointed(Role.SOCIAL_WORKER, world.far_street)
    far = NeedInput(world.far, "想请人陪诊。", "person")

    raise_needs(rows=[*inputs(world), far], by=world.worker)

    told = Message.objects.filter(kind="matching.imported")
    heard = {each.recipient_id: each.params["count"] for each in told}
    assert heard == {colleague.pk: 4, elsewhere.pk: 1}
    assert told.count() == 2
    assert "4" in str(told.get(recipient=colleague))
    assert not Message.objects.filter(kind="matching.need_raised").exists()


def test_a_row_of_danger_is_acknowledged_told_and_reported(world):
    load_tables()
    raised = raise_needs(rows=inputs(world, (HURT, "想请人陪诊。")), by=None)

    need = raised.needs[0]
    assert (need.danger, need.urgency, need.track) == (
        "minor",
        "urgent",
        "confidential",
    )
    report = MandatoryReport.objects.get()
    assert (report.need, report.reported_at) == (need, None)
    alarm = Message.objects.filter(kind="matching.danger")
    assert {each.recipient for each in alarm} == {world.worker, world.manager}
    # The ordinary one alone is counted in the worker's one message.
    assert Message.objects.get(kind="matching.imported").params == {"count": 1}


def test_after_violence_no_number_is_safe(world):
    load_tables()
    (need,) = raise_needs(rows=inputs(world, (BEATEN,)), by=None).needs

    assert (need.danger, need.safe_contact) == ("violence", False)


@pytest.mark.parametrize(
    ("wrong", "cell"),
    [
        ({"text": "  "}, "C3"),
        ({"text": "长" * 2001}, "C3"),
        ({"origin": "nobody"}, "G3"),
        ({"phone": "abc"}, "E3"),
        ({"for_whom": "谁" * 61}, "F3"),
        ({"origin_no": "9" * 61}, "I3"),
    ],
)
def test_one_bad_row_and_nothing_is_written(world, wrong, cell):
    values = {"community": world.community, "text": "想学手机。", "origin": "person"}
    keys = ("community", "title", "text", "contact", "phone", "for_whom", "origin")
    cells = dict(zip((*keys, "urgency", "hotline"), "ABCDEFGHI", strict=True))
    cells = {key: f"{letter}3" for key, letter in cells.items()}
    bad = NeedInput(**{**values, "contact": "陈小一", "cells": cells, **wrong})
    before = last()

    with pytest.raises(ValidationError) as caught:
        raise_needs(rows=[*inputs(world), bad], by=None)

    (sentence,) = caught.value.messages
    assert sentence.startswith(cell)
    assert (Need.objects.count(), Message.objects.count(), last()) == (0, 0, before)


def test_a_place_that_is_no_community_is_refused(world):
    with pytest.raises(ValidationError):
        raise_needs(rows=[NeedInput(world.street, "想请人陪诊。", "person")], by=None)

    assert Need.objects.count() == 0


def test_what_the_texts_ask_for_is_computed_later(world):
    load_tables()
    raised = raise_needs(rows=inputs(world), by=None)

    assert Job.objects.filter(kind="matching.suggest").count() == 1
    assert all(need.suggested == {} for need in raised.needs)
    payload = Job.objects.get(kind="matching.suggest").payload
    tasks.commit_suggestions(payload, tasks.plan_suggestions(payload))
    assert all(fresh(need).suggested["track"] for need in raised.needs)


def test_a_file_that_was_rehearsed_is_raised_once(world):
    data = "社区,需求内容\n恒福社区,想请人陪诊。\n".encode()
    sheet = read_needs(data)
    values = {"sheet": sheet, "district": "440104"}

    rehearsed = import_needs(**values, rehearsal=True)
    first, second = import_needs(**values), import_needs(**values)

    assert (rehearsed.created, first.created, second.created) == (1, 1, 0)
    assert second.there == [2]
    assert Need.objects.count() == 1
