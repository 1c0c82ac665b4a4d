"""Two worlds that differ in one hidden score look the same, byte for byte, to whoever
is recused and to an independent expert who has not submitted."""

import re
from decimal import Decimal
from random import Random

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from config import desk
from evaluation.domain.recusal import declare_tie
from evaluation.enums import Column, ScoringMode
from evaluation.enums.recusal import TieKind
from evaluation.models import Assessment, Panel, PanelSeat, Score
from tests.evaluation.court import Court
from tests.evidence import seeds, sized

pytestmark = pytest.mark.django_db
WORLDS = sized(1, 10)  # unlike the one before, from each seed on
# What changes from one request to the next by itself.
TOKENS = re.compile(
    r'name="(?:csrfmiddlewaretoken|draft)" value="[\w:-]+"|nonce-\w+|waiting for \d+ \w+|just now'
    r'|data-seconds="\d+"'
)
OUTSIDE = ("/search/?q=评估", "/evaluation/", "/evaluation/check/", "/desk/")


class Twins:
    """One world and a set of readers; `look` is everything they can fetch."""

    def __init__(self, dice):
        self.dice = dice
        self.court = Court(mode=ScoringMode.INDEPENDENT)
        self.case = self.court.case(lost=0)
        self.court.case(lost=0)
        self.court.committee()
        self.hidden = self._scored_alone()
        self.readers = self._readers()

    def change(self):
        """Another value in the hidden score, of those that the leaf may have: the next
        world differs from this one in it alone."""
        half_points = range(int(self.hidden.indicator.points) * 2)
        stands = Score.objects.get(pk=self.hidden.pk).points
        others = [n for n in half_points if n != stands * 2]
        points = Decimal(self.dice.choice(others)) / 2
        Score.objects.filter(pk=self.hidden.pk).update(points=points)

    def look(self):
        found = {}
        for name, user in self.readers.items():
            client = Client(headers={"accept-language": "en"})
            client.force_login(user)
            for path in self.paths():
                response = client.get(path)
                body = (
                    b"".join(response.streaming_content)
                    if response.streaming
                    else response.content
                )
                text = TOKENS.sub("", body.decode("utf8", errors="replace"))
                found[name, path] = (response.status_code, text)
            tasks = [(str(t.title), t.url, t.until) for t in desk.waiting(user)]
            found[name, "tasks"] = tasks
            seen = Assessment.objects.visible_to(user)
            found[name, "count"] = (seen.count(), sorted(seen.values_list("pk")))
        return found

    def paths(self):
        """Every page of the floor that opens on a list, the round, the case, an item."""
        ids = [self.court.round.public_id, self.case.public_id]
        found = [*OUTSIDE]
        for pattern in get_resolver("evaluation.urls").url_patterns:
            for public_id in ids:
                found += _paths(pattern, public_id, self.hidden.indicator.code)
        return sorted(set(found))

    def _scored_alone(self):
        """Two experts have submitted, the third has not; one score will differ."""
        panel = Panel.objects.get(assessment=self.case)
        Score.objects.filter(assessment=self.case).delete()
        Panel.objects.filter(pk=panel.pk).update(signed_at=None)
        first, second, _third = panel.seats.order_by("pk")
        rows = [
            Score.objects.create(
                assessment=self.case,
                indicator=leaf,
                column=Column.EXPERT,
                panel=panel,
                seat=seat,
                points=leaf.points,
                by=seat.user,
            )
            for seat in (first, second)
            for leaf in self.court.leaves()
        ]
        submitted = PanelSeat.objects.filter(pk__in=[first.pk, second.pk])
        submitted.update(submitted_at=panel.formed_at)
        Assessment.objects.filter(pk=self.case.pk).update(state="site_visited")
        return self.dice.choice(rows)

    def _readers(self):
        """One who stays away, in one of the roles, and the expert who has not
        submitted."""
        user = (
            self.court.office,
            self.court.bureau,
            self.court.experts[0],
            self.court.members[3],
        )[self.dice.randrange(4)]
        declare_tie(user=user, provider=self.case.provider, kind=TieKind.KIN, by=user)
        return {"recused": user, "not submitted": self.court.experts[2]}


def _body(response):
    """Byte for byte, but for the token of a form."""
    return TOKENS.sub("", response.getvalue().decode("latin-1"))


def _paths(pattern, public_id, code):
    """The address of a pattern for this id, if it takes no more than that."""
    for kwargs in (
        {},
        {"public_id": public_id},
        {"public_id": public_id, "code": code},
    ):
        try:
            yield reverse(f"evaluation:{pattern.name}", kwargs=kwargs)
        except NoReverseMatch:
            continue


@seeds(3, 20)
def test_a_hidden_score_leaves_no_trace(seed):
    """World after world, each unlike the one before it in one score."""
    world = Twins(Random(seed))
    before = world.look()
    assert len(before) > 60
    case = reverse("evaluation:case", args=[world.case.public_id])
    assert before["not submitted", case][0] == 200
    assert before["recused", case][0] == 404
    for _ in range(WORLDS):
        world.change()
        after = world.look()
        assert [where for where in before if before[where] != after[where]] == []


def test_the_difference_is_seen_by_who_may_see_it():
    """The test would notice: an office without a tie reads another page."""
    world = Twins(Random(99))
    open_eyed = world.court.person("evaluation_office", "open-eyed")
    world.readers = {"office": open_eyed}
    before = world.look()
    world.change()
    assert before != world.look()
