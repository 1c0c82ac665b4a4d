"""Jobs that were given up: shown to a person, who may give one another life."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from records.domain.job import revive
from records.models import Job
from records.queries import dead_letters


class Command(BaseCommand):
    """Exit status 1 while one waits, so that a monitor can ask."""

    help = "List the jobs that were given up; --revive KEY gives one another life."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--revive", metavar="KEY")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["revive"]:
            self.revive(options["revive"])
            return
        waiting = list(dead_letters().order_by("pk"))
        for job in waiting:
            self.stdout.write(f"{job.key}\t{job.kind}\t{job.last_error}")
        if waiting:
            raise CommandError(f"{len(waiting)} jobs wait for a person.")
        self.stdout.write("No job waits for a person.")

    def revive(self, key: str) -> None:
        job = Job.objects.filter(key=key).first()
        if job is None:
            raise CommandError(f"There is no job {key}.")
        try:
            revive(job=job)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{key} runs again.")
