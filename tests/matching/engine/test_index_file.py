"""The file of an index: read as it was written, refused when anything is wrong."""

import numpy as np
import pytest

from matching.engine import index_file
from matching.engine.index import CapabilityIndex, IndexUnreadable
from tests.evidence import sized

from . import worlds
from .builders import TODAY, make_candidate, make_item


@pytest.fixture(scope="module")
def index():
    rng = np.random.default_rng(11)
    return CapabilityIndex.build(
        [worlds.capability(rng, id) for id in range(1, 60)], note={"day": "2026-03-16"}
    )


@pytest.fixture
def path(index, tmp_path):
    index.save(tmp_path / "folder" / "menu.index")
    return tmp_path / "folder" / "menu.index"


def test_it_answers_as_before(index, path):
    again = CapabilityIndex.load(path)
    rng = np.random.default_rng(12)
    wanted = worlds.item(rng, "A1")
    asking = worlds.need(rng, wanted)
    changed = [worlds.capability(rng, 7), worlds.capability(rng, 70)]

    assert len(again) == len(index)
    assert again.note == {"day": "2026-03-16"}
    for one, other in (
        (again, index),
        (again.updated(changed, [3]), index.updated(changed, [3])),
    ):
        assert worlds.answer(one, wanted, 9, need=asking) == worlds.answer(
            other, wanted, 9, need=asking
        )


def test_the_digest_is_that_of_the_content(index, tmp_path):
    first = index.save(tmp_path / "a")
    other = CapabilityIndex.build([make_candidate()])

    assert index.save(tmp_path / "b") == first
    assert other.save(tmp_path / "c") != first


def test_nothing_else_is_left_in_the_folder(path):
    assert [each.name for each in path.parent.iterdir()] == ["menu.index"]


def test_a_save_that_fails_leaves_the_old_file(path, monkeypatch):
    before = path.read_bytes()

    def full(_handle):
        raise OSError("no space left")

    monkeypatch.setattr(index_file.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        CapabilityIndex.build([make_candidate()]).save(path)

    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["menu.index"]


def test_an_old_reader_keeps_what_it_has(index, path):
    again = CapabilityIndex.load(path)
    CapabilityIndex.build([]).save(path)

    item = make_item()
    assert worlds.answer(again, item, 9) == worlds.answer(index, item, 9)


def test_changes_are_not_saved(index, path):
    with pytest.raises(ValueError, match="as it was built"):
        index.updated([make_candidate(3)]).save(path)


def test_an_empty_index_is_a_file_too(tmp_path):
    CapabilityIndex.build([]).save(tmp_path / "none")

    assert len(CapabilityIndex.load(tmp_path / "none")) == 0


def test_a_missing_file(tmp_path):
    with pytest.raises(IndexUnreadable, match="No such file"):
        CapabilityIndex.load(tmp_path / "menu.index")


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("content", [b"", b"{}", b"3+N idx1", b"\0" * 999])
def test_another_kind_of_file(tmp_path, content, whole):
    path = tmp_path / "menu.index"
    path.write_bytes(content)

    with pytest.raises(IndexUnreadable):
        CapabilityIndex.load(path, whole=whole)


@pytest.mark.evidence
@pytest.mark.parametrize("whole", [True, False])
def test_a_file_cut_off_anywhere(path, whole):
    content = path.read_bytes()
    for size in range(1, len(content), len(content) // sized(8, 300)):
        path.write_bytes(content[:size])

        with pytest.raises(IndexUnreadable):
            CapabilityIndex.load(path, whole=whole)


@pytest.mark.evidence
def test_a_byte_that_is_wrong_anywhere(path):
    content = bytearray(path.read_bytes())
    for at in range(0, len(content), len(content) // sized(8, 400)):
        content[at] ^= 1
        path.write_bytes(content)
        content[at] ^= 1

        with pytest.raises(IndexUnreadable):
            CapabilityIndex.load(path)


def test_the_day_is_asked_of_a_loaded_index_too(path):
    ids, _scores = CapabilityIndex.load(path).query(make_item(), 99, today=TODAY)

    assert len(ids) > 0
