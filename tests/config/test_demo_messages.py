"""`demo --needs FILE`: what messages become; the real ones stay in ../shared/."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from config.demo.messages import Messages
from config.demo.offices import Offices
from config.demo.report import report
from config.demo.scale import SCALES
from config.demo.world import World
from matching.enums import NeedState
from matching.models import Need, NeedItem
from tests.demo_world import demo_world
from tests.evidence import sized

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
REAL = settings.BASE_DIR.parent / "shared/data/messages_with_replies.csv"
ROWS = """title,body,remark
路面,门口马路烂咗个大坑，路灯又坏咗半个月，投诉冇人理。,a
房产证,房产证办了两年还没下来，产权一直过不了户。,b
求助,我妈独居，中风后手脚冇力，想有人上门教屋企人点样做康复训练。,c
,你好,d
煤气,楼下闻到好大煤气味！！,e
"""


@pytest.fixture
def world() -> Iterator[World]:
    with translation.override("zh-hans"):
        world = demo_world()
        Offices(world, SCALES["small"]).fill()
        yield world


def test_each_message_goes_where_a_careful_worker_would_send_it(
    world: World, tmp_path: Path
) -> None:
    file = tmp_path / "messages.csv"
    file.write_text(ROWS, encoding="utf-8-sig")

    needs = Messages(world).read(file)

    road, deed, care, hello, gas = needs.order_by("pk")
    assert (road.state, deed.state) == (NeedState.REFERRED, NeedState.REFERRED)
    assert (road.referred_to, road.referred_no) != ("", "")
    assert care.state == NeedState.PROPOSED
    assert [item.service_type.code for item in care.items.all()][:1] == ["B1"]
    assert hello.state in (NeedState.RETURNED, NeedState.RAISED)
    assert (gas.state, gas.danger) == (NeedState.RAISED, "life")
    assert len({need.community_id for need in needs}) == 5

    lines = list(report(needs))
    again = Messages(world).read(file)
    assert list(report(again)) == lines
    assert lines[:3] == ["texts read: 5", "taken as needs: 1", "referred: 2"]


@pytest.mark.evidence
@pytest.mark.skipif(not REAL.exists(), reason="../shared/data is not here")
def test_almost_none_of_the_real_messages_is_taken(
    world: World, tmp_path: Path
) -> None:
    """1,402 messages to a city government, in the suite every fifth: roads, deeds,
    schools. None of those that are referred or asked back has an item, few are taken."""
    with REAL.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert len(rows) == 1402
    some = rows[:: sized(5, 1)]
    chosen = tmp_path / "messages.csv"
    with chosen.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head, *some])

    needs = Messages(world).read(chosen)

    taken = NeedItem.objects.values("need").distinct().count()
    assert needs.count() == len(some)
    assert 0 < taken <= len(some) * 0.03
    referred = needs.filter(state=NeedState.REFERRED)
    assert referred.count() >= len(some) * 0.42
    lost = Need.objects.filter(state=NeedState.REFERRED, items__isnull=False)
    assert not lost.exists()
