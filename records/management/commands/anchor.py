"""Keep and print today's head of every chain, to be published off this machine."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from records.domain.ledger import publish_heads


class Command(BaseCommand):
    help = "Keep today's heads of the ledger; print them or write them to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, help="write here instead of printing")

    def handle(self, *args: Any, out: Path | None = None, **options: Any) -> None:
        heads = [
            {
                "chain": anchor.chain.key,
                "day": anchor.day.isoformat(),
                "length": anchor.length,
                "head": anchor.head,
            }
            for anchor in publish_heads()
        ]
        text = json.dumps({"heads": heads}, indent=1)
        if out is None:
            self.stdout.write(text)
        else:
            out.write_text(text + "\n", encoding="utf-8")
