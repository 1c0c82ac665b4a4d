"""A file of needs: the good rows raised, the untouched ones taken back."""

import pytest

from matching.domain.course import withdraw_need
from matching.domain.need_sheet import places_for
from matching.models import Need
from organisations.models import Person
from records.models import LedgerEntry
from tests.factories.matching import NeedFactory
from tests.matching.tools import fresh, load_tables
from tests.organisations.sheet_files import imported, sent, undone

pytestmark = pytest.mark.django_db
HEAD = ("社区", "需求内容", "联系人", "联系电话")
ROWS = (
    HEAD,
    ("恒福社区", "六楼的老人没人送饭。", "陈一", "13800001234"),
    ("", "想请人陪诊。", "", ""),
    ("别处社区", "别的街道的事。", "", ""),
    ("恒福社区", "六楼的老人没人送饭。", "", ""),
    ("恒福社区", "没有名字的电话。", "", "13800001234"),
)


@pytest.fixture
def world(clocked_world):
    return clocked_world


@pytest.fixture
def upload(world):
    return sent("needs", world.community, world.worker, *ROWS)


def test_the_check_keeps_to_the_workers_street(upload):
    counts = upload.rows, upload.new, upload.changed, upload.there, upload.wrong

    assert (counts, upload.writable) == ((5, 2, 0, 1, 2), [2, 3])
    assert Need.objects.count() == 0


def test_the_good_rows_are_raised_by_who_sent_them(upload, world):
    imported(upload)

    needs = list(Need.objects.order_by("pk"))
    assert [need.text for need in needs] == ["六楼的老人没人送饭。", "想请人陪诊。"]
    assert {need.raised_by for need in needs} == {world.worker}
    assert {need.community for need in needs} == {world.community}


def test_the_same_file_writes_nothing_twice(upload, world):
    imported(upload)

    again = sent("needs", world.community, world.worker, *ROWS)

    assert (again.digest, again.there, again.writable) == (upload.digest, 3, [])


def test_untouched_needs_are_taken_back_with_their_persons(upload, world):
    upload = undone(imported(upload))

    assert (Need.objects.count(), upload.kept) == (0, [])
    assert Person.objects.latest("pk").name == ""
    taken = LedgerEntry.objects.filter(action="matching.take_back_need")
    assert taken.count() == 2
    again = sent("needs", world.community, world.worker, *ROWS)
    assert again.writable == [2, 3]


def test_what_somebody_worked_on_is_kept_and_named(upload, world):
    upload = imported(upload)
    need = Need.objects.latest("pk")
    withdraw_need(need=need, version=need.version, by=world.worker)

    upload = undone(upload)

    assert upload.kept == [need.number]
    assert list(Need.objects.all()) == [fresh(need)]


def test_words_of_danger_are_told_before_and_kept_after(world):
    load_tables()
    rows = HEAD, ("恒福社区", "六岁的孩子被继父打得满身是伤。", "", "")
    upload = sent("needs", world.community, world.worker, *rows)
    assert any("2" in note for note in upload.notes)

    upload = undone(imported(upload))

    assert upload.kept == [Need.objects.get().number]


def test_what_another_need_was_merged_into_is_kept(upload, world):
    upload = imported(upload)
    into = Need.objects.earliest("pk")
    NeedFactory(community=world.community, state="merged", merged_into=into)

    assert undone(upload).kept == [into.number]


def test_a_street_lets_each_row_tell_its_community(world):
    rows = ("需求内容",), ("邻里社区的花园要修。",), ("不知在哪。",)

    upload = sent("needs", world.street, world.officer, *rows)

    assert (upload.writable, upload.wrong) == ([2], 1)


def test_places_are_those_of_the_own_street(world):
    codes = places_for(world.worker).values_list("code", flat=True)

    assert list(codes) == ["440104021", "440104021008", "440104021009"]
    assert list(places_for(world.member)) == []
