"""Texts of the generated part of the demo: names, projects, needs; all invented."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from stdnum.cn import uscc

from organisations.enums import CODE_PREFIX
from organisations.models import ServiceType, Territory

DATA = Path(__file__).parent / "data"
# GB 11714-1997: weights of the eight characters of an organisation code.
WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CASE_AGES = (12, 16)


@cache
def phrases() -> dict[str, Any]:
    return json.loads((DATA / "phrases.json").read_text(encoding="utf8"))


def person_name(dice: Random) -> str:
    return dice.choice(phrases()["surnames"]) + dice.choice(phrases()["given"])


def body_name(dice: Random, suffix: str) -> str:
    """示范区 and 演示 around the name: nobody takes it for a real body."""
    stem = dice.choice(phrases()["first"]) + dice.choice(phrases()["second"])
    return f"示范区{stem}{suffix}（演示）"


def credit_code(form: str, district: str, serial: int) -> str:
    """A code with both check digits right, in the block reserved for the demo."""
    prefix = CODE_PREFIX[form]
    if not prefix:
        return ""
    code = f"DEM0{serial:04d}"
    total = sum(w * ALPHABET.index(c) for w, c in zip(WEIGHTS, code, strict=True))
    check = {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))
    number = f"{prefix}{district}{code}{check}"
    return number + uscc.calc_check_digit(number)


def public_contact(code: str, street: Territory) -> dict[str, str]:
    """A line that no exchange has, and a house in the home street, of a body with a
    credit code of the demo; whoever has none publishes none."""
    if not code:
        return {}
    serial = code[12:16]
    house = int(serial) % 199 + 1
    return {
        "public_phone": f"020-0002-{serial}",
        "public_address": f"{street.name}示范路 {house} 号（演示）",
    }


def project_text(dice: Random, service: ServiceType, place: str) -> tuple[str, str]:
    """Title and report of a past project of this service, at times with a second
    service of its category; what failed is told like what went well."""
    words = phrases()
    told = words["projects"]
    own = told[service.code]
    facts = {
        "n": dice.randint(12, 180),
        "m": dice.randint(2, 11),
        "w": "周" + dice.choice(words["weekdays"]),
        "f": dice.randint(2, 6),
    }
    synonym = dice.choice(service.synonyms or [service.name])
    parts = [
        f"{own['done']}，做的是{service.name}（{synonym}）",
        own["came"],
        dice.choice(words["failed"]),
    ]
    if dice.random() < 0.4:
        beside = [c for c in told if c[0] == service.code[0] and c != service.code]
        parts.insert(1, f"同一年，{told[dice.choice(beside)]['done']}")
    text = "。".join(part.rstrip("。") for part in parts) + "。"
    return f"{own['title']}·{place}", text.format(**facts).replace("每周周", "每周")


def need_text(dice: Random, service: ServiceType) -> str:
    """What a neighbour would write: who, what is wrong, what would help."""
    words = phrases()
    who = dice.choice(words["who"][service.category_id])
    ask = dice.choice(words["ask"]).format(
        syn=dice.choice(service.synonyms or [service.name]),
        name=service.name,
        when=dice.choice(words["when"]),
    )
    return f"{who}，{words['core'][service.code]}。{ask}"


def wish_text(dice: Random) -> str:
    words = phrases()
    return dice.choice(words["wish_who"]).format(wish=dice.choice(words["wishes"]))


def case_text(dice: Random) -> str:
    return dice.choice(phrases()["case"]).format(age=dice.randint(*CASE_AGES))
