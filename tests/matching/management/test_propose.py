"""`manage.py propose`: what would be plated, in plain text."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from matching.models import Pack
from tests.matching.world import World


@pytest.fixture
def world(db):
    with translation.override("en"):
        yield World()


def said(*words):
    out = StringIO()
    call_command("propose", *words, stdout=out)
    return out.getvalue().replace("\xa0", " ")


def test_lines_gaps_and_reasons(world):
    need = world.opened((world.visit, 2), (world.meal, 900))
    unseen = world.offered(world.providers["unit"], world.visit)
    unseen.verifications.all().delete()
    short, full = said(need.number), said(need.public_id, "--explain")
    names = [str(world.providers[key]) for key in ("org", "team")]
    assert sum(name in short for name in names) == 1
    assert "2 visits" in short
    assert "candidates were looked at" in short or "candidate was looked at" in short
    assert "Has room" not in short
    assert "Needed" not in short
    assert "Needed: have this service verified." in full
    assert "could do it." in full
    assert "Has room" in full
    assert f"{world.providers['unit']}: not verified for this service" in full
    assert Pack.objects.count() == 0


def test_two_runs_say_the_same(world):
    need = world.opened()
    assert said(need.number) == said(need.number)


@pytest.mark.parametrize("explain", [(), ("--explain",)])
def test_unknown_need_is_one_line(world, explain):
    with pytest.raises(CommandError, match=r"^There is no need XQ-1999-00001\.$"):
        said("XQ-1999-00001", *explain)


def test_nothing_open_is_said(world):
    need = world.raised()
    with pytest.raises(CommandError, match="is open to be plated"):
        said(need.number)
