"""`manage.py load_round FILE`: a round that was exported, into a fresh database."""

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from evaluation.domain.archive import load_round
from records.models import Chain


class Command(BaseCommand):
    """All of it or nothing; exit status 1 on any fault."""

    help = "Load an exported round into a fresh database and compare grades and ledger."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            round = load_round(data=json.loads(file.read_text(encoding="utf-8")))
        except OSError as error:
            raise CommandError(f"{file.name}: {error.strerror}") from error
        except ValueError as error:
            raise CommandError(f"{file.name}: {error}") from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        chain = Chain.objects.get(key=round.chain)
        self.stdout.write(
            gettext("%(round)s: %(cases)s organisations, ledger head %(head)s")
            % {
                "round": round.name,
                "cases": round.assessments.count(),
                "head": chain.head,
            }
        )
