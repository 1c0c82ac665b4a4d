"""Two worlds that differ in one hidden score look the same, byte for byte, to whoever
is recused and to an independent expert who has not submitted."""

import re
from decimal import Decimal
from random import Random

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from config import desk
from evaluation.domain.recusal import declare_tie
from evaluation.enums import Column, ScoringMode
from evaluation.enums.recusal import TieKind
from evaluation.models import Assessment, Panel, PanelSeat, Score
from tests.evaluation.court import Court
from tests.evidence import seeds, sized

pytestmark = pytest.mark.django_db
# Unlike the one before, from each seed on; in the suite the later ones are read where
# points are shown, counted, averaged, searched or carried out of the house.
WORLDS, EVERYWHERE = sized(17, 10), sized(1, 10)
TELLING = ("case", "score_sheet", "decision", "rounds", "statistics", "equity")
TELLING += ("grades_file", "hanging_file", "round_file", "round_table")
# What changes from one request to the next by itself.
TOKENS = re.compile(
    r'name="(?:csrfmiddlewaretoken|draft)" value="[\w:-]+"|nonce-\w+|data-seconds="\d+"'
    r"|waiting for \d+ \w+|just now|<lastBuildDate>[^<]+"
)
OUTSIDE = (
    *("/desk/", "/desk/brief/", "/desk/messages/", "/search/?q=评估", "/figures/"),
    *("/evaluation/", "/evaluation/check/", "/feeds/public-notices/"),
)
OF_PROVIDER = (
    "/search/?q={0.name}",
    "/directory/{0.public_id}/",
    "/credit/{0.public_id}/",
)


class Twins:
    """One world and a set of readers; `look` is everything they can fetch."""

    def __init__(self, dice):
        self.dice = dice
        self.court = Court(mode=ScoringMode.INDEPENDENT)
        self.case = self.court.case(lost=0)
        self.court.case(lost=0)
        self.nouns = {
            "rounds": self.court.round,
            "rules": self.court.rule_set,
            "sheets": self.court.sheet,
            "committees": self.court.committee(),
            **dict.fromkeys(("supervision", "self-check"), self.case.provider),
        }
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

    def look(self, paths):
        found = {}
        for name, user in self.readers.items():
            client = Client(headers={"accept-language": "en"})
            client.force_login(user)
            for path in paths:
                response = client.get(path)
                found[name, path] = (response.status_code, _body(response))
            tasks = [(str(t.title), t.url, t.until) for t in desk.waiting(user)]
            found[name, "tasks"] = tasks
            seen = Assessment.objects.visible_to(user)
            found[name, "count"] = (seen.count(), sorted(seen.values_list("pk")))
        return found

    def paths(self):
        """Every page of the floor, and what the public reads of the organisation."""
        public = [each.format(self.case.provider) for each in OF_PROVIDER]
        return sorted({*OUTSIDE, *public, *self.pages().values()})

    def telling(self):
        pages = self.pages()
        return ["/desk/", OF_PROVIDER[0].format(self.case.provider)] + [
            pages[name] for name in TELLING
        ]

    def pages(self):
        """By its name, for the noun that its address begins with, else for the case."""
        found = {}
        given = {
            "code": self.hidden.indicator.code,
            "sheet": self.court.sheet.public_id,
            "kind": "form",
            "name": "list",
            "deed": "give",
            "pk": 1,
        }
        for each in get_resolver("evaluation.urls").url_patterns:
            noun = self.nouns.get(str(each.pattern).split("/")[0], self.case)
            values = given | {"public_id": noun.public_id}
            wanted = {name: values[name] for name in each.pattern.converters}
            found[each.name] = reverse(f"evaluation:{each.name}", kwargs=wanted)
        return found

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
    """Byte for byte, but for what changes by itself; of a book its bytes."""
    return TOKENS.sub("", response.getvalue().decode("latin-1"))


@seeds(3, 20)
def test_a_hidden_score_leaves_no_trace(seed):
    """World after world, each unlike the one before it in one score."""
    world = Twins(Random(seed))
    everywhere, telling = world.paths(), world.telling()
    before = world.look(everywhere)
    assert len(before) > 60
    case = reverse("evaluation:case", args=[world.case.public_id])
    assert before["not submitted", case][0] == 200
    assert before["recused", case][0] == 404
    for n in range(WORLDS):
        world.change()
        after = world.look(everywhere if n < EVERYWHERE else telling)
        assert [where for where in after if before[where] != after[where]] == []


def test_the_difference_is_seen_by_who_may_see_it():
    """The test would notice: an office without a tie reads another page."""
    world = Twins(Random(99))
    open_eyed = world.court.person("evaluation_office", "open-eyed")
    world.readers = {"office": open_eyed}
    case = reverse("evaluation:case", args=[world.case.public_id])
    before = world.look([case])
    world.change()
    assert before["office", case] != world.look([case])["office", case]
