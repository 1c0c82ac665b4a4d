"""The pages of calls: list, sheet, form, one call, export, the list of matters."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.enums import Track
from matching.models import Call, Matter, Need
from tests.matching.calls import ANSWER, WORDS, Calls
from tests.matching.tools import fresh

LIST, NEW = reverse("matching:calls"), reverse("matching:call_new")
SHEET, EXPORT = reverse("matching:call_sheet"), reverse("matching:call_export")
LIST_QUERIES, PAGE_QUERIES, SHEET_QUERIES = 7, 14, 5


@pytest.fixture
def calls(world):
    return Calls(world)


def page(call, act=""):
    return reverse(f"matching:call{act and '_'}{act}", args=[call.public_id])


def many(calls, number):
    row = fresh(calls.called())
    Call.objects.all().delete()
    Call.objects.bulk_create(
        Call(
            number=f"HJ-2030-{n:05d}",
            matter=row.matter,
            street=row.street,
            unit=row.unit,
            text=WORDS,
            called_by=row.called_by,
            due_at=row.due_at,
        )
        for n in range(number)
    )


# --- lists ---------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3, 1000])
def test_list_asks_the_same_whatever_its_length(
    calls, reader, django_assert_num_queries, number
):
    many(calls, number)
    client = reader(calls.officer)
    with django_assert_num_queries(LIST_QUERIES):
        response = client.get(LIST)
    assert len(response.context["page_obj"]) == min(number, 25)


@pytest.mark.parametrize("number", [1, 3])
def test_sheet_asks_the_same_whatever_its_length(
    calls, reader, django_assert_num_queries, number
):
    many(calls, number)
    client = reader(calls.officer)
    with django_assert_num_queries(SHEET_QUERIES):
        response = client.get(SHEET)
    assert len(response.context["calls"]) == number


def late(call, hours):
    Call.objects.filter(pk=call.pk).update(
        due_at=timezone.now() - timedelta(hours=hours)
    )
    return call


def test_list_puts_the_longest_overdue_first(calls, reader, clean):
    scored, waits = calls.scored(), calls.called()
    answered = calls.answered()
    overdue, more = late(calls.called(), 1), late(calls.called(), 9)
    response = reader(calls.officer).get(LIST)
    text = clean(response)

    assert [c.pk for c in response.context["page_obj"]] == [
        each.pk for each in (more, overdue, waits, answered, scored)
    ]
    assert "overdue by 9 hours" in text
    found = reader(calls.officer).get(LIST, {"group": "answered"})
    assert [c.pk for c in found.context["page_obj"]] == [answered.pk]


@pytest.mark.parametrize("asked", ["", "?order=score", "?sort=-score", "?o=score"])
def test_no_page_sorts_units_by_score_or_shows_a_mean(calls, reader, asked):
    """A national rule forbids rankings: scores stand on the page of their call only."""
    made = [calls.scored(score=score) for score in (1, 5, 3)]
    client = reader(calls.officer)
    listed = client.get(f"{LIST}{asked}")
    text = listed.content.decode() + client.get(f"{SHEET}{asked}").content.decode()

    newest_first = [each.pk for each in reversed(made)]
    assert [c.pk for c in listed.context["page_obj"]] == newest_first
    assert re.search(r"\d of 5|average|rank", text) is None
    rows = exported(client.get(f"{EXPORT}?unit={calls.unit.public_id}"))
    assert [row["Score"] for row in rows] == ["1", "5", "3"]


def test_sheet_holds_the_open_calls_of_the_street(calls, reader, clean, world):
    waits, answered = calls.called(), calls.answered()
    calls.scored()
    calls.withdrawn()
    calls.called(street=world.district, by=calls.desk)
    response = reader(calls.officer).get(SHEET)
    text = clean(response)

    assert [c.pk for c in response.context["calls"]] == [waits.pk, answered.pk]
    assert WORDS in text
    assert reader(calls.admin).get(SHEET).status_code == 403


def test_empty_lists_say_what_belongs_there(calls, reader, clean):
    assert "No calls at present" in clean(reader(calls.officer).get(LIST))
    assert "No open calls" in clean(reader(calls.officer).get(SHEET))


# --- calling --------------------------------------------------------------------------


def sent(calls, **more):
    return {
        "street": calls.world.street.pk,
        "matter": "ZH-09",
        "unit": calls.unit.pk,
        "text": WORDS,
        **more,
    }


def test_officer_calls_a_unit(calls, reader, clean):
    client = reader(calls.officer)
    text = clean(client.get(NEW))
    assert text.count("<optgroup") == 4
    assert text.count('<option value="Z') + text.count('<option value="Y') == 51
    response = client.post(NEW, sent(calls))
    call = Call.objects.get()
    assert response["Location"] == page(call)
    assert (call.matter_id, call.unit, call.called_by) == (
        "ZH-09",
        calls.unit,
        calls.officer,
    )


def test_only_units_of_the_district_are_offered(calls, reader):
    form = reader(calls.officer).get(NEW).context["form"]
    assert list(form.fields["unit"].queryset) == [calls.unit]


@pytest.mark.parametrize(
    "wrong", [{"text": ""}, {"matter": "XX"}, {"text": "水" * 301}, {"unit": 0}]
)
def test_wrong_input_is_422_and_keeps_what_was_written(calls, reader, wrong, clean):
    response = reader(calls.officer).post(NEW, sent(calls, **wrong))
    assert response.status_code == 422
    assert "error-summary" in clean(response)
    assert not Call.objects.exists()


def test_nobody_calls_for_another_street(calls, reader):
    elsewhere = sent(calls, street=calls.world.far_street.pk)
    assert reader(calls.officer).post(NEW, elsewhere).status_code == 422


def test_others_do_not_call(calls, reader, world):
    client = reader(world.worker)
    for response in (client.get(NEW), client.post(NEW, sent(calls))):
        assert response.status_code == 403
        assert "Only a street&#x27;s officer" in response.content.decode()


def test_a_call_begins_on_the_page_of_a_need(calls, reader, clean, world):
    need = world.opened(matter="ZH-09")
    client = reader(calls.officer)
    url = f"{NEW}?need={need.public_id}"
    assert url in clean(client.get(reverse("matching:need", args=[need.public_id])))
    form = client.get(url).context["form"]
    assert form["matter"].initial == "ZH-09"
    client.post(url, sent(calls))
    assert Call.objects.get().need == need
    worker = reader(world.worker).get(reverse("matching:need", args=[need.public_id]))
    assert url not in worker.content.decode()


def test_a_confidential_need_is_not_found_here(calls, reader, world):
    need = world.raised()
    Need.objects.filter(pk=need.pk).update(
        track=Track.CONFIDENTIAL, raised_by=calls.officer
    )
    url = f"{NEW}?need={need.public_id}"
    for user in (calls.officer, calls.desk):
        client = reader(user)
        assert client.get(url).status_code == 404
        assert client.post(url, sent(calls)).status_code == 404


def test_a_need_that_became_confidential_is_told_nowhere(calls, reader, world):
    need = world.raised()
    call = calls.called(need=need)
    assert need.number in reader(calls.officer).get(page(call)).content.decode()
    assert need.number not in reader(calls.admin).get(page(call)).content.decode()
    Need.objects.filter(pk=need.pk).update(track=Track.CONFIDENTIAL)
    for user in (calls.officer, calls.desk, calls.admin):
        assert need.number not in reader(user).get(page(call)).content.decode()


# --- one call --------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["called", "answered", "scored", "withdrawn"])
def test_page_in_every_state(
    calls, reader, clean, django_assert_max_num_queries, state
):
    call = getattr(calls, state)()
    for user in (calls.officer, calls.desk, calls.admin):
        client = reader(user)
        with django_assert_max_num_queries(PAGE_QUERIES):
            response = client.get(page(call))
        text = clean(response)
        assert WORDS in text
        assert "print-header" in text
    assert reader(calls.far_officer).get(page(call)).status_code == 404


def test_unit_answers_and_caller_scores(calls, reader, clean):
    call = calls.called()
    unit, street = reader(calls.admin), reader(calls.officer)
    unit.post(page(call, "answer"), {"version": 1, "answer": ANSWER})
    assert "Score this answer, once" in clean(street.get(page(call)))
    street.post(
        page(call, "score"), {"version": 2, "score": "5", "reason": "两小时到。"}
    )
    text = clean(unit.get(page(call)))

    assert (fresh(call).score, fresh(call).state) == (5, "scored")
    assert "两小时到。" in text
    assert "5 of 5" in text
    assert "in time" in text


def test_second_score_is_409(calls, reader):
    call = calls.scored(score=2)
    data = {"version": 3, "score": "5", "reason": "再想想"}
    response = reader(calls.officer).post(page(call, "score"), data)
    assert response.status_code == 409
    assert fresh(call).score == 2


def test_older_form_is_409_and_keeps_the_words(calls, reader, clean):
    call = calls.called()
    Call.objects.filter(pk=call.pk).update(version=3)
    data = {"version": 1, "answer": ANSWER}
    response = reader(calls.admin).post(page(call, "answer"), data)
    assert response.status_code == 409
    assert ANSWER in clean(response)


def test_others_neither_answer_nor_score(calls, reader):
    call = calls.called()
    data = {"version": 1, "answer": ANSWER}
    assert reader(calls.officer).post(page(call, "answer"), data).status_code == 403
    answered = calls.answered()
    data = {"version": 2, "score": "5", "reason": "好"}
    for user, status in (
        (calls.admin, 403),
        (calls.desk, 403),
        (calls.far_officer, 404),
    ):
        assert reader(user).post(page(answered, "score"), data).status_code == status


def test_empty_answer_and_score_are_422(calls, reader, clean):
    call = calls.called()
    response = reader(calls.admin).post(page(call, "answer"), {"version": 1})
    assert response.status_code == 422
    assert "error-summary" in clean(response)
    answered = calls.answered()
    data = {"version": 2, "score": "5", "reason": ""}
    response = reader(calls.officer).post(page(answered, "score"), data)
    assert response.status_code == 422
    assert "error-summary" in clean(response)


def test_caller_withdraws(calls, reader, clean):
    call = calls.called()
    client = reader(calls.officer)
    assert "Withdraw it" in clean(client.get(page(call, "withdraw")))
    client.post(page(call, "withdraw"), {"version": 1})
    assert fresh(call).state == "withdrawn"
    assert client.get(page(call, "withdraw")).status_code == 409


# --- the file -----------------------------------------------------------------------------


def exported(response):
    raw = response.content
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


def test_export_holds_calls_answers_and_scores(calls, reader, world):
    calls.scored(score=4)
    calls.called(street=world.district, by=calls.desk)
    url = f"{EXPORT}?unit={calls.unit.public_id}"
    response = reader(calls.admin).get(url)
    first, second = exported(response)

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert (first["What is asked"], first["Answer"], first["Score"]) == (
        WORDS,
        ANSWER,
        "4",
    )
    assert (first["In time"], second["Score"]) == ("yes", "")
    assert len(exported(reader(calls.officer).get(url))) == 1
    assert len(exported(reader(calls.desk).get(url))) == 2


@pytest.mark.parametrize("first", ["=", "+", "-", "@", " =", "\t="])
def test_export_lets_no_formula_through(calls, reader, first):
    calls.called(text=f"水{first}")
    Call.objects.update(text=f"{first}1+1")
    (row,) = exported(reader(calls.admin).get(f"{EXPORT}?unit={calls.unit.public_id}"))
    assert row["What is asked"] == f"'{first}1+1"


def test_export_of_others_is_404(calls, reader, world):
    calls.called()
    url = f"{EXPORT}?unit={calls.unit.public_id}"
    strangers = (
        calls.far_officer,
        world.worker,
        world.admins[world.providers["org"].pk],
    )
    assert [reader(user).get(url).status_code for user in strangers] == [404] * 3
    assert reader(calls.officer).get(EXPORT).status_code == 404
    assert reader(None).get(url).status_code == 302


# --- matters ------------------------------------------------------------------------------


def test_matters_stand_by_class_and_are_examples(
    calls, reader, clean, django_assert_num_queries
):
    client = reader(calls.officer)
    with django_assert_num_queries(6):
        response = client.get(reverse("matching:matters"))
    text = clean(response)
    classes = response.context["classes"]

    assert [len(matters) for _class, matters in classes] == [18, 13, 8, 12]
    assert "not the district&#x27;s official list" in text or "examples" in text
    assert Matter.objects.get(pk="YJ-10").name_en in text
    assert "confidential casework" in text
