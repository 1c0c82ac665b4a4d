"""Load territories and the service catalogue that ship with the product."""

import csv
import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from organisations.domain.catalogue import load_catalogue
from organisations.domain.role_group import install_role_groups
from organisations.domain.territory import load_territories

DATA = Path(__file__).resolve().parent.parent.parent / "data"


class Command(BaseCommand):
    """Idempotent: run it again after an upgrade."""

    help = "Load territories and service types from files; changes only what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--territories", type=Path, default=DATA / "territories.csv"
        )
        parser.add_argument(
            "--catalogue", type=Path, default=DATA / "service_types.json"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["territories"].open(encoding="utf-8-sig", newline="") as file:
                places = load_territories(rows=csv.DictReader(file), by=None)
            text = options["catalogue"].read_text(encoding="utf-8")
            types = load_catalogue(data=json.loads(text), by=None)
            install_role_groups()
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"The file could not be read: {error}") from error
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        for name, counts in (("territories", places), ("catalogue", types)):
            figures = ", ".join(f"{key} {counts[key]}" for key in sorted(counts))
            self.stdout.write(f"{name}: {figures}")
