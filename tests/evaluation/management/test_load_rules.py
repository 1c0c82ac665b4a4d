"""The rules and sheets that ship with the product: what they say, and what is refused."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError

from evaluation.domain.rule_file import load_rules
from evaluation.models import RuleSet, Sheet
from evaluation.scoring import BandUnknown, Points, grade, total
from evaluation.scoring.eligibility import Standing, judge
from evaluation.scoring.leaves import Veto
from evaluation.scoring.rulebook import Gap, Status
from evaluation.scoring.sheet import sum_faults
from evaluation.snapshot import rulebook_of, view_of
from records.models import LedgerEntry

DATA = settings.BASE_DIR / "evaluation" / "data"
TODAY = date(2026, 6, 10)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """What ships, read once for the module."""
    return [
        json.loads((DATA / f"{name}.json").read_text(encoding="utf8"))
        for name in ("rule_sets", "demo_rule_set", "sheets")
    ]


@pytest.fixture
def shipped(loaded):
    return [load_rules(data=data, chain="440104") for data in loaded]


def book(key):
    return rulebook_of(RuleSet.objects.get(key=key))


def test_what_ships_says_what_its_sources_say(shipped):
    assert [dict(counts) for counts in shipped] == [
        {"rule_sets": 4},
        {"rule_sets": 1},
        {"sheets": 2},
    ]
    standing = Standing(registered_on=date(2020, 1, 1), under_investigation=True)
    r39, r26, demo = judge(standing, book("R39"), TODAY), book("R26"), book("DEMO-2026")
    assert [each.ground for each in r39.reasons] == ["under_investigation"]
    assert judge(standing, r26, TODAY).reasons == ()
    assert judge(standing, r26, TODAY).silent == ("bar_registered_too_short",)
    assert demo.says("reapply") == r26.says("reapply")
    assert [book(k).says("review_body") for k in ("R39", "R26", "DEMO-2026")] == [
        "review_committee",
        "committee",
        "committee",
    ]
    validities = [book(k).says("validity").of(TODAY) for k in ("R26", "R39", "GZ20")]
    assert [until for _since, until in validities] == [
        date(2031, 12, 31),
        date(2031, 6, 10),
        date(2031, 6, 10),
    ]


def test_a_gap_stays_a_gap_and_the_demonstration_fills_it_and_says_so(shipped):
    thousand = Points.of(1000)
    with pytest.raises(BandUnknown):
        grade(Points.of(960), book("R26").bands(thousand))
    with pytest.raises(BandUnknown):
        grade(Points.of("950.5"), book("GZ20").bands(thousand))
    with pytest.raises(Gap):
        book("R26").quorum(13)
    demo = book("DEMO-2026")
    graded = [
        grade(Points.of(p), demo.bands(thousand)) for p in ("950", "950.5", "951")
    ]
    assert graded == ["4A", "4A", "5A"]
    assert demo.bands(thousand).gaps(thousand) == ()
    assert (demo.quorum(13), demo.majority(13), demo.says("committee_seats")) == (
        *(9, 7, 13),
    )
    hundred = demo.bands(Points.of(100), "passed")
    assert [grade(Points.of(p), hundred) for p in ("59.5", "60")] == ["help", "passed"]
    facts = RuleSet.objects.get(key="DEMO-2026").facts
    assumed = [name for name, f in facts.items() if f["status"] == Status.ASSUMED]
    assert {"bands", "quorum", "clock_notice"} <= set(assumed)
    assert all(facts[name]["why"] and facts[name]["why_en"] for name in assumed)


def test_both_proposals_add_up_and_say_that_they_are_proposals(shipped):
    for key, points, leaves in (("PROP-SSI-1000", 1000, 63), ("PROP-CSO-100", 100, 13)):
        sheet = Sheet.objects.get(key=key)
        view = view_of(sheet)
        assert (sheet.proposal, sum_faults(view), len(view.leaves)) == (
            *(True, (), leaves),
        )
        best = {leaf.code: leaf.ladder[-1] for leaf in view.leaves}
        assert total(view, best) == Points.of(points)
    assert Sheet.objects.get(key="PROP-CSO-100").outcome == "passed"


def test_a_bonus_never_lifts_above_its_cap(shipped):
    view = view_of(Sheet.objects.get(key="PROP-SSI-1000"))
    scores = {
        leaf.code: leaf.ladder[0]
        if not isinstance(leaf.rule, Veto)
        else leaf.ladder[-1]
        for leaf in view.leaves
    }
    bonus = {leaf.code: leaf.ladder[-1] for leaf in view.leaves if leaf.code[0] == "6"}
    assert sum(points.tenths for points in bonus.values()) == 700
    assert total(view, {**scores, **bonus}) == Points.of(50)


def test_a_second_run_changes_nothing(shipped, loaded):
    rows = LedgerEntry.objects.count()
    again = [dict(load_rules(data=data, chain="440104")) for data in loaded]
    assert again == [{"known": 4}, {"known": 1}, {"known": 2}]
    assert LedgerEntry.objects.count() == rows


def changed(loaded, number, path, value):
    """One of the files with one value set anew."""
    copy = json.loads(json.dumps(loaded[number]))
    *way, last = path
    place = copy
    for step in way:
        place = place[step]
    place[last] = value
    return copy


SETS, FACTS = ("rule_sets", 0), ("rule_sets", 0, "facts")
TREE = ("sheets", 0, "indicators")


@pytest.mark.parametrize(
    ("number", "path", "value", "code"),
    [
        (0, (*FACTS, "majority", "value"), "2/3", "rule_set_changed"),
        (2, (*TREE, 0, "children", 0, "name"), "x", "sheet_changed"),
    ],
)
def test_other_content_under_the_same_version_is_refused(
    shipped, loaded, number, path, value, code
):
    with pytest.raises(ValidationError) as error:
        load_rules(data=changed(loaded, number, path, value), chain="440104")
    assert error.value.code == code


@pytest.mark.parametrize(
    ("number", "path", "value", "place"),
    [
        (0, (*SETS, "in_force_from"), "soon", "规则集1（R39 2011）“in_force_from”"),
        (0, (*SETS, "name"), "", "规则集1（R39 2011）“name”"),
        (0, (*SETS, "naem"), "x", "规则集1（R39 2011）“naem”"),
        (
            0,
            (*FACTS, "majority", "value"),
            0.5,
            "规则集1（R39 2011）规则“同意人数须超过全体委员的比例”（majority）",
        ),
        (0, (*SETS, "based_on"), [["R99", "1"]], "规则集1（R39 2011）第1个依据"),
        (2, (*TREE, 0, "points"), "100.25", "指标表1（PROP-SSI-1000 1）指标1“points”"),
        (2, (*TREE, 0, "points"), "101", "1 党建工作"),
        (2, (*TREE, 0, "children", 0, "points"), "11", "1 党建工作"),
        (2, ("sheets", 0, "form"), "club", "指标表1（PROP-SSI-1000 1）"),
        (2, ("sheets", 0, "bonus_cap"), "60", "指标表1（PROP-SSI-1000 1）"),
    ],
)
def test_a_fault_is_named_by_its_place_and_nothing_is_half_loaded(
    loaded, number, path, value, place
):
    with pytest.raises(ValidationError) as error:
        load_rules(data=changed(loaded, number, path, value), chain="440104")
    assert error.value.code == "misread"
    assert place in error.value.messages[0]
    assert (RuleSet.objects.count(), Sheet.objects.count()) == (0, 0)


def test_the_command_loads_what_ships_or_one_file_and_names_a_fault(tmp_path):
    out = StringIO()
    call_command("load_rules", stdout=out)
    assert out.getvalue().splitlines()[2].startswith("sheets.json")
    assert Sheet.objects.get(key="PROP-SSI-1000").total == Decimal(1000)
    path = tmp_path / "rules.json"
    for text, said in (("{", "rules.json"), ('{"rulesets": []}', "文件“rulesets”")):
        path.write_text(text)
        with pytest.raises(CommandError, match=said):
            call_command("load_rules", str(path))
    with pytest.raises(CommandError, match=r"none\.json"):
        call_command("load_rules", str(tmp_path / "none.json"))
