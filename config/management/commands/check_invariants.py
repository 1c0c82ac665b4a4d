"""Whether what must always hold does hold, over all floors."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

import evaluation.queries.invariants
import matching.queries.invariants
import organisations.queries.invariants
import records.queries

FLOORS = (
    records.queries,
    organisations.queries.invariants,
    matching.queries.invariants,
    evaluation.queries.invariants,
)


class Command(BaseCommand):
    """Reads only. One line for each fault: what does not hold, and where."""

    help = "Check what must always hold; exit status 1 with one line per fault."

    def handle(self, *args: Any, **options: Any) -> None:
        checks = [check for floor in FLOORS for check in floor.INVARIANTS]
        faults = 0
        for check in checks:
            for where in check():
                faults += 1
                self.stderr.write(f"{check.__name__}: {where}")
        if faults:
            sys.exit(1)
        self.stdout.write(f"{len(checks)} invariants hold.")
