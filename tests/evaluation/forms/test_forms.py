"""What people type becomes clean values, what they may choose from is theirs, and what
does not fit is said at its field."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from evaluation.enums import LeafKind
from evaluation.forms.case import HeadsForm, StandingForm
from evaluation.forms.decision import ReportRulingForm, RulingForm
from evaluation.forms.leaf import ScoreForm, SelfForm, levels_of
from evaluation.forms.poll import PollForm
from evaluation.forms.round import RoundForm
from evaluation.forms.supervision import (
    CheckForm,
    DelistForm,
    ExecuteForm,
    InspectorsForm,
)
from evaluation.models import Indicator, Listing, Penalty, Score
from evaluation.scoring.eligibility import Standing
from evaluation.scoring.types import Points
from matching.domain.faults import refuse
from organisations.enums import Role
from tests.evaluation.district import District
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    TerritoryFactory,
    UserFactory,
)

LEVELS = {"levels": [{"points": "10", "name": "优秀"}, {"points": "6"}]}


def leaf(kind: str, **settings) -> Indicator:
    return Indicator(code="1.1", name="指标", kind=kind, points=20, settings=settings)


# --- a leaf ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "typed", "answer"),
    [
        (LeafKind.PASS_FAIL, "yes", {"passed": True}),
        (LeafKind.PASS_FAIL, "no", {"passed": False}),
        (LeafKind.VETO, "no", {"strikes": False}),
        (LeafKind.RATIO_BANDS, "2.5", {"ratio": "2.5"}),
        (LeafKind.COUNT_CAP, "18", {"count": 18}),
        (LeafKind.DEDUCTION, "1.5", {"taken": "1.5"}),
        (LeafKind.JUDGED, "19.5", {"points": "19.5"}),
    ],
)
def test_an_answer_is_read_by_the_kind_of_its_leaf_and_shown_again(kind, typed, answer):
    form = SelfForm({"answer": typed}, leaf=leaf(kind))
    assert form.is_valid(), form.errors
    assert form.answer == answer
    score = Score(answer=answer, no_evidence=True, reason="街道有记录")
    again = SelfForm(leaf=leaf(kind), score=score)
    assert str(again["answer"].value()) == typed
    assert (again["no_evidence"].value(), again["reason"].value()) == (
        True,
        "街道有记录",
    )


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (LeafKind.PASS_FAIL, "perhaps"),
        (LeafKind.COUNT_CAP, "-1"),
        (LeafKind.COUNT_CAP, "1.5"),
        (LeafKind.JUDGED, "20.5"),
        (LeafKind.JUDGED, "1.25"),
        (LeafKind.DEDUCTION, "-1"),
    ],
)
def test_an_answer_that_its_leaf_cannot_have(kind, typed):
    assert "answer" in SelfForm({"answer": typed}, leaf=leaf(kind)).errors


def test_none_of_the_levels_is_a_level_once():
    found = levels_of(leaf(LeafKind.LEVELS, **LEVELS))
    assert [points for points, _words in found] == ["10", "6", "0"]
    assert "优秀" in found[0][1]
    more = {"levels": [*LEVELS["levels"], {"points": "0", "name": "无"}]}
    assert len(levels_of(leaf(LeafKind.LEVELS, **more))) == 3


def test_points_of_an_expert_are_read_and_few_steps_are_buttons():
    steps = tuple(Points.of(n) for n in (0, 5, 10))
    form = ScoreForm({"points": "5"}, ladder=steps)
    assert form.is_valid()
    assert form.cleaned_data["points"] == Points.of(5)
    buttons = [value for value, _label in form.fields["points"].choices]
    assert buttons == ["10", "5", "0"]
    many = tuple(Points.of(n) for n in range(21))
    for typed, right in ((" 7.5 ", True), ("seven", False), ("7.55", False)):
        form = ScoreForm({"points": typed}, ladder=many)
        assert form.is_valid() == right
        assert right or form.errors.as_data()["points"][0].code == "points"
    assert "20" in form.fields["points"].help_text


def test_what_a_verb_refuses_stands_at_its_field_else_above_the_form():
    form = ScoreForm({"points": "5"}, ladder=(Points.of(5),))
    form.add_refusal(refuse("above", "too much", field="points"))
    form.add_refusal(refuse("late", "too late"))
    form.add_refusal(ValidationError({"points": ["twice"], "sheet": ["gone"]}))
    assert form.errors["points"] == ["too much", "twice"]
    assert form.non_field_errors() == ["too late", "gone"]


# --- a round and its cases ---------------------------------------------------------------


@pytest.mark.django_db
def test_a_round_is_typed_in_with_who_is_asked_and_what_it_weighs():
    district = District(announce=False)
    today = district.today
    typed = {
        "name": "第二批",
        "district": district.place.code,
        "rule_set": district.rules.pk,
        "sheets": [district.sheet.pk],
        "apply_from": today.isoformat(),
        "apply_until": (today + timedelta(days=9)).isoformat(),
        "publicity": "grade",
        "asked_member": "4",
        "weight_member": "1",
        "asked_beneficiary": "6",
        "weight_beneficiary": "3",
        "asked_donor": "0",
    }
    form = RoundForm(typed, user=district.office)
    assert form.is_valid(), form.errors
    settings = form.values.pop("settings")
    assert settings["asked"] == {"member": 4, "beneficiary": 6}
    assert settings["weights"] == {"member": 1, "beneficiary": 3}
    assert 0 <= settings["order_seed"] < 2**31
    kept = form.values
    assert (kept["rule_set"], kept["agency"]) == (district.rules, None)
    assert [kept["apply_from"], kept["apply_until"]] == [
        today,
        today + timedelta(days=9),
    ]
    early = typed | {"apply_until": (today - timedelta(days=1)).isoformat()}
    assert list(RoundForm(early, user=district.office).errors) == ["apply_until"]
    assert "district" in RoundForm(typed, user=district.bureau).errors


def test_groups_without_a_list_are_not_asked():
    day = {"closes_on": "2026-12-01"}
    form = PollForm(
        day | {"member": "0", "donor": "7"}, asked={"member": 4, "donor": 2}
    )
    assert form.is_valid()
    assert form.counts == {"donor": 7}
    assert "member" in PollForm(day | {"member": "-1"}, asked={"member": 4}).errors


def test_facts_on_record_are_what_the_rules_judge():
    typed = {
        "version": "3",
        "registered_on": "2015-05-01",
        "last_penalty_on": "2026-01-02",
        "penalty_unexecuted": "on",
    }
    form = StandingForm(typed)
    assert form.is_valid()
    assert form.standing == Standing(
        registered_on=date(2015, 5, 1),
        last_penalty_on=date(2026, 1, 2),
        penalty_unexecuted=True,
    )
    assert "registered_on" in StandingForm({"version": "3"}).errors


@pytest.mark.django_db
def test_a_panel_is_chosen_from_those_who_need_not_stay_away():
    district = District()
    one, two, tied = district.experts[:3]
    heads = list(district.sheet.indicators.filter(parent=None))
    shares = {f"head_{heads[0].pk}": one.pk, f"head_{heads[1].pk}": one.pk}
    given = {"experts": [one.pk, two.pk], "leader": two.pk, **shares}
    form = HeadsForm(given, free=[one, two], heads=heads)
    assert form.is_valid(), form.errors
    assert (form.chosen_experts, form.chosen_leader) == ([one, two], two)
    assert form.shared == {one.pk: heads}
    for name, value in (("experts", [tied.pk]), ("leader", tied.pk)):
        wrong = HeadsForm({**given, name: value}, free=[one, two], heads=heads)
        assert list(wrong.errors) == [name]


@pytest.mark.parametrize(("said", "meant"), [("yes", True), ("no", False)])
@pytest.mark.django_db
def test_no_is_no(said, meant):
    form = RulingForm({"upheld": said, "ruling": "已核对"})
    assert form.is_valid()
    assert form.cleaned_data["upheld"] is meant
    form = ReportRulingForm(
        {"proven": said, "ruling": "已核实"}, leaves=Indicator.objects.none()
    )
    assert form.is_valid()
    assert form.cleaned_data["proven"] is meant


# --- supervision -------------------------------------------------------------------------


@pytest.mark.django_db
def test_only_what_is_open_of_this_organisation_can_be_ended():
    own, other = ProviderFactory.create_batch(2)
    today = timezone.localdate()
    about = {"what": "警告", "decided_on": today}
    mine = Penalty.objects.create(provider=own, document_no="1", **about)
    Penalty.objects.create(provider=other, document_no="1", **about)
    Penalty.objects.create(provider=own, document_no="2", executed_on=today, **about)
    since = {"ground": "unreachable", "since": today, "clock_from": today}
    on = Listing.objects.create(provider=own, kind="abnormal", **since)
    Listing.objects.create(
        provider=own, kind="abnormal", until=today, removal="已整改", **since
    )
    Listing.objects.create(provider=other, kind="abnormal", **since)
    left = ExecuteForm(provider=own).fields["penalty"].queryset
    listed = DelistForm(provider=own).fields["listing"].queryset
    assert (list(left), list(listed)) == ([mine], [on])


@pytest.mark.django_db
def test_inspectors_are_of_the_district_each_with_papers():
    district = TerritoryFactory(district=True)
    here = []
    for role in (Role.EVALUATION_OFFICE, Role.EXPERT, Role.PARTY_MEMBER):
        here.append(UserFactory())
        AppointmentFactory(user=here[-1], role=role, territory=district)
    far = UserFactory()
    place = TerritoryFactory(district=True, code="440105")
    AppointmentFactory(user=far, role=Role.EXPERT, territory=place)
    given = {"inspector_1": here[0].pk, "inspector_2": here[1].pk}
    given |= {"paper_1": "A1", "paper_2": "B2"}
    form = InspectorsForm(given, district="440104")
    assert form.is_valid(), form.errors
    assert form.papers() == {here[0]: "A1", here[1]: "B2"}
    for user in (far, here[2]):
        wrong = InspectorsForm(given | {"inspector_2": user.pk}, district="440104")
        assert list(wrong.errors) == ["inspector_2"]
    no_papers = InspectorsForm(given | {"paper_1": ""}, district="440104")
    assert list(no_papers.errors) == ["paper_1"]


def test_a_self_check_has_an_answer_for_each_point():
    points = [name for name in CheckForm().fields if name != "note"]
    form = CheckForm(dict.fromkeys(points, "yes"))
    assert form.is_valid(), form.errors
    assert form.answers() == dict.fromkeys(points, "yes")
    assert points[0] in CheckForm(dict.fromkeys(points[1:], "yes")).errors
