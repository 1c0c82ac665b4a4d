"""Raise the needs of a file: all of it or nothing."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from matching.domain.bulk import import_needs
from matching.enums import NEED_FAULTS
from matching.sheets import need_template, read_needs
from organisations.models import Territory
from records.domain.sheet import refusal_lines, refusal_of, report_lines, told
from records.sheets import Unreadable


class Command(BaseCommand):
    """A second run changes nothing; exit status 1 on any fault, then nothing is written."""

    help = "Import needs from csv or xlsx."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument(
            "--community",
            default="",
            help="12-digit code for rows that name none; auto: look in the text",
        )
        parser.add_argument("--dry-run", action="store_true", help="write nothing")
        parser.add_argument(
            "--template", type=Path, help="write the empty template to this .xlsx"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["template"]:
                options["template"].write_bytes(need_template())
                return
            if not options["file"]:
                raise CommandError(gettext("Name a file, or --template OUT.xlsx."))
            community = _community(options["community"])
            sheet = read_needs(options["file"])
        except OSError as error:
            raise CommandError(
                gettext("The file cannot be opened: %(why)s") % {"why": error.strerror}
            ) from error
        except Unreadable as error:
            raise CommandError(told(refusal_of(error.fault, NEED_FAULTS))) from error
        report = import_needs(
            sheet=sheet,
            district=settings.DISTRICT_CODE,
            community=community,
            by=None,
            rehearsal=options["dry_run"],
        )
        for line in refusal_lines(report):
            self.stderr.write(line)
        for line in report_lines(report):
            self.stdout.write(line)
        if not report.ok:
            sys.exit(1)


def _community(code: str) -> Territory | None:
    """The community that was named; None: each row tells its own."""
    if code == "auto":
        return None
    if not code:
        raise CommandError(gettext("Say --community CODE, or --community auto."))
    community = Territory.objects.communities().filter(code=code).first()
    if community is None:
        raise CommandError(gettext("There is no community with this code."))
    return community
