"""Read every chain of the ledger and name the first wrong row of each."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from records.chain import GENESIS, Fault, Seal, faults
from records.models import Chain
from records.queries import chain_faults

SENTENCES = {
    "edited": _("%(chain)s, row %(seq)s: edited after it was written"),
    "deleted": _("%(chain)s, row %(seq)s: deleted (rows %(seq)s to %(other)s missing)"),
    "inserted": _("%(chain)s, row %(seq)s: inserted"),
    "swapped": _("%(chain)s, row %(seq)s: swapped with row %(other)s"),
    "truncated": _("%(chain)s, row %(seq)s: cut off (rows up to %(other)s missing)"),
    "rewritten": _("%(chain)s, row %(seq)s: differs from the published head"),
    "head": _("%(chain)s, row %(seq)s: last row differs from the stored head"),
    "algorithm": _("%(chain)s, row %(seq)s: digest algorithm not available here"),
}


class Command(BaseCommand):
    help = "Verify the ledger's hash chains; exit status 1 on any fault."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchor", type=Path, help="heads written by `anchor`")

    def handle(self, *args: Any, anchor: Path | None = None, **options: Any) -> None:
        given = _read(anchor) if anchor else {}
        lines, rows = [], 0
        for chain in Chain.objects.order_by("key"):
            for fault in chain_faults(chain, given.pop(chain.key, [])):
                lines.append(_sentence(chain.key, fault))
            rows += chain.length
        for key, seals in given.items():  # the whole chain is gone
            for fault in faults([], anchors=seals):
                lines.append(_sentence(key, fault))
        for line in lines:
            self.stderr.write(line)
        if lines:
            sys.exit(1)
        self.stdout.write(gettext("The ledger is whole: %s rows.") % rows)


def _sentence(key: str, fault: Fault) -> str:
    values = {"chain": key, "seq": fault.seq, "other": fault.other}
    return gettext(SENTENCES[fault.kind]) % values


def _read(path: Path) -> dict[str, list[Seal]]:
    """Published heads by chain; an empty chain has nothing to compare."""
    try:
        heads = json.loads(path.read_text(encoding="utf-8"))["heads"]
        found: dict[str, list[Seal]] = {}
        for head in heads:
            seal = Seal(int(head["length"]), str(head["head"]))
            if seal.head != GENESIS:
                found.setdefault(str(head["chain"]), []).append(seal)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(
            gettext("%s is not a file written by `manage.py anchor`.") % path
        ) from error
    return found
