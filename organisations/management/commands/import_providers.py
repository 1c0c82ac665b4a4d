"""Register the providers of a file: all of it or nothing."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext

from organisations.domain.bulk import import_providers
from organisations.enums import PROVIDER_FAULTS
from organisations.models import Territory
from organisations.queries.register_file import first_street
from organisations.sheets import provider_template, read_providers
from records.domain.sheet import refusal_lines, refusal_of, report_lines, told
from records.sheets import Unreadable


class Command(BaseCommand):
    """A second run changes nothing; exit status 1 on any fault, then nothing is written."""

    help = "Import providers and their past projects from csv or xlsx."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--street", default="", help="home where a row names none")
        parser.add_argument("--dry-run", action="store_true", help="write nothing")
        parser.add_argument(
            "--template", type=Path, help="write the empty template to this .xlsx"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["template"]:
                options["template"].write_bytes(provider_template())
                return
            if not options["file"]:
                raise CommandError(gettext("Name a file, or --template OUT.xlsx."))
            year = timezone.localdate().year
            sheet = read_providers(options["file"], year=year)
        except OSError as error:
            raise CommandError(
                gettext("The file cannot be opened: %(why)s") % {"why": error.strerror}
            ) from error
        except Unreadable as error:
            raise CommandError(
                told(refusal_of(error.fault, PROVIDER_FAULTS))
            ) from error
        report = import_providers(
            sheet=sheet,
            street=_street(options["street"]),
            by=None,
            rehearsal=options["dry_run"],
        )
        for line in refusal_lines(report):
            self.stderr.write(line)
        for line in report_lines(report):
            self.stdout.write(line)
        if not report.ok:
            sys.exit(1)


def _street(code: str) -> Territory:
    """The street that was named, or the first of this district."""
    if code:
        street = Territory.objects.streets().filter(code=code).first()
    else:
        street = first_street(settings.DISTRICT_CODE)
    if street is None:
        raise CommandError(gettext("There is no street with this code: load the data."))
    return street
