"""`manage.py load_rules [FILE ...]`: rule sets and indicator sheets come in as data."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from evaluation.domain.rule_file import SHIPPED, load_rules


class Command(BaseCommand):
    """A second run changes nothing; of a file with a fault nothing is loaded."""

    help = "Load rule sets and indicator sheets; without FILE, those that ship with it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="*")

    def handle(self, *args: Any, file: list[Path], **options: Any) -> None:
        folder = settings.BASE_DIR / "evaluation" / "data"
        for path in file or [folder / name for name in SHIPPED]:
            try:
                data = json.loads(path.read_text(encoding="utf-8-sig"))
                counts = load_rules(data=data, chain=settings.DISTRICT_CODE)
            except OSError as error:
                raise CommandError(f"{path.name}: {error.strerror}") from error
            except ValueError as error:
                raise CommandError(f"{path.name}: {error}") from error
            except ValidationError as error:
                text = " ".join(error.messages)
                raise CommandError(f"{path.name}: {text}") from error
            self.stdout.write(
                gettext(
                    "%(file)s: %(rule_sets)s rule sets and %(sheets)s sheets loaded, "
                    "%(known)s known before"
                )
                % {
                    "file": path.name,
                    "rule_sets": counts["rule_sets"],
                    "sheets": counts["sheets"],
                    "known": counts["known"],
                }
            )
