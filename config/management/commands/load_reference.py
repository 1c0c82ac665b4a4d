"""Load what ships with the product: territories, catalogue, conditions, time limits,
evaluation rules, page texts."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.domain.site import build_site
from evaluation.domain.rule_file import SHIPPED, load_rules
from matching.domain.clock import load_stage_limits
from matching.domain.purchase_rule import load_purchase_rules
from matching.domain.response import load_response
from organisations.domain.catalogue import load_catalogue
from organisations.domain.condition import load_conditions
from organisations.domain.estate import load_committee_steps
from organisations.domain.role_group import install_role_groups
from organisations.domain.territory import load_territories

TERRITORIES = "organisations/data/territories.csv"
CATALOGUE = "organisations/data/service_types.json"
CONDITIONS = "organisations/data/incubation_conditions.json"
STEPS = "organisations/data/committee_steps.json"
PURCHASES = "matching/data/purchase_rules.json"
LIMITS = "matching/data/stage_limits.json"
RESPONSE = {
    "matters": "matching/data/matters.json",
    "bodies": "matching/data/referral_bodies.json",
    "dangers": "matching/data/danger_words.json",
    "levels": "matching/data/level_limits.json",
}


class Command(BaseCommand):
    """Idempotent: run it after each upgrade. Pages stay as their editors left them."""

    help = "Load territories, catalogue, limits, rules, pages; only what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        for name, path in (
            ("territories", TERRITORIES),
            ("catalogue", CATALOGUE),
            ("conditions", CONDITIONS),
            ("steps", STEPS),
            ("limits", LIMITS),
            ("purchases", PURCHASES),
            *RESPONSE.items(),
        ):
            parser.add_argument(
                f"--{name}", type=Path, default=settings.BASE_DIR / path
            )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for line in self.load(options):
                if options["verbosity"]:
                    self.stdout.write(line)
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"The file could not be read: {error}") from error
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error

    def load(self, options: dict[str, Any]) -> Iterable[str]:
        """One line for each thing that was loaded."""
        with options["territories"].open(encoding="utf-8-sig", newline="") as file:
            counts = load_territories(rows=csv.DictReader(file), by=None)
        yield _figures("territories", counts)
        counts = load_catalogue(data=_json(options["catalogue"]), by=None)
        yield _figures("catalogue", counts)
        counts = load_conditions(data=_json(options["conditions"]), by=None)
        yield _figures("conditions", counts)
        counts = load_committee_steps(data=_json(options["steps"]), by=None)
        yield _figures("committee steps", counts)
        limits = load_stage_limits(
            chain=settings.DISTRICT_CODE, data=_json(options["limits"]), by=None
        )
        yield f"time limits: {limits} in force"
        counts = load_response(
            chain=settings.DISTRICT_CODE,
            matters=_json(options["matters"]),
            bodies=_json(options["bodies"]),
            dangers=_json(options["dangers"]),
            limits=_json(options["levels"]),
            by=None,
        )
        yield _figures("response", counts)
        for name in SHIPPED:
            data = _json(settings.BASE_DIR / "evaluation" / "data" / name)
            counts = load_rules(data=data, chain=settings.DISTRICT_CODE)
            yield _figures(name.partition(".")[0].replace("_", " "), counts)
        rules = load_purchase_rules(
            chain=settings.DISTRICT_CODE, data=_json(options["purchases"]), by=None
        )
        yield f"rules of purchases: {rules} in force"
        install_role_groups()
        build_site()
        yield "pages: there"


def _json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def _figures(name: str, counts: dict[str, int]) -> str:
    figures = ", ".join(f"{key} {counts[key]}" for key in sorted(counts))
    return f"{name}: {figures}"
