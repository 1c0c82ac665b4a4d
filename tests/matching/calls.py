"""What the tests of calls and boards share: matters with limits, a call in any state."""

import json
from pathlib import Path

import matching
from matching.domain.call import answer_call, call_unit, score_call, withdraw_call
from matching.domain.response import load_response
from matching.models import Matter
from organisations.enums import Role

DATA = Path(matching.__file__).parent / "data"
WORDS = "西闸三号楼停水，请派水车。"
ANSWER = "水车今天十六点到。"


def load_matters():
    """Matters, bodies and limits as `load_reference` loads them; no words of danger."""
    names = {
        "matters": "matters",
        "bodies": "referral_bodies",
        "dangers": "danger_words",
        "limits": "level_limits",
    }
    data = {
        key: json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
        for key, name in names.items()
    }
    data["dangers"]["families"] = []
    return load_response(chain="440104", by=None, **data)


class Calls:
    """Calls of the street of a World to its public-sector unit."""

    def __init__(self, world):
        load_matters()
        self.world = world
        self.unit = world.providers["unit"]
        self.admin = world.admins[self.unit.pk]
        self.officer = world.officer
        self.desk = world.appointed(Role.DUTY_DESK, world.district)
        self.far_officer = world.appointed(Role.STREET_OFFICER, world.far_street)

    def called(self, code="ZH-09", **more):
        values = {
            "matter": Matter.objects.get(pk=code),
            "unit": self.unit,
            "street": self.world.street,
            "text": WORDS,
            "by": self.officer,
        }
        return call_unit(**{**values, **more})

    def answered(self, **more):
        call = self.called(**more)
        answer_call(call=call, version=1, answer=ANSWER, by=self.admin)
        return call

    def scored(self, score=4, **more):
        call = self.answered(**more)
        score_call(
            call=call, version=2, score=score, reason="按时到达。", by=self.officer
        )
        return call

    def withdrawn(self, **more):
        call = self.called(**more)
        withdraw_call(call=call, version=1, by=self.officer)
        return call
