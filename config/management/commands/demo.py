"""The demo district: seeded, its jobs run, served until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils import translation

from config.demo.caseload import Caseload
from config.demo.decision import Decision
from config.demo.evaluation import Evaluation
from config.demo.events import Events
from config.demo.growth import Growth
from config.demo.hush import quiet_seeding
from config.demo.messages import Messages
from config.demo.offices import Offices
from config.demo.openings import Openings
from config.demo.purchases import Purchases
from config.demo.register import Register
from config.demo.registrations import Registrations
from config.demo.report import peak_megabytes, report, size
from config.demo.scale import SCALES, Scale, load_city
from config.demo.story import Story
from config.demo.volunteers import Volunteers
from config.demo.world import PASSWORD, World
from matching.models import Need
from organisations.enums import Role
from records.domain import job

READY_SECONDS = 60


class Command(BaseCommand):
    """Refused outside DEBUG: its passwords are public."""

    help = "Seed the demo district and serve it; --no-serve prints a summary instead."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--scale", choices=sorted(SCALES), default="small")
        parser.add_argument(
            "--needs",
            type=Path,
            metavar="FILE",
            help="residents' messages (csv, xlsx: title, body); the report is of them",
        )
        parser.add_argument("--no-serve", action="store_true")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEBUG and settings.DEMO):
            raise CommandError(
                "The demo has public passwords: it needs DEBUG and DEMO."
            )
        if not options["no_serve"] and _answers(options["port"]):
            raise CommandError(
                f"Port {options['port']} is taken: stop what runs there, or choose "
                "another with --port."
            )
        began = time.monotonic()
        with translation.override("zh-hans"), quiet_seeding():
            needs = self.seed(SCALES[options["scale"]], options["needs"])
        if options["no_serve"]:
            self.summary(needs, SCALES[options["scale"]], time.monotonic() - began)
        else:
            self.serve(options["port"])

    def seed(self, scale: Scale, file: Path | None) -> QuerySet[Need]:
        """Migrate and tell the story; a second run adds nothing. Returns the needs that
        the report is about: those of the file, else all."""
        self.stdout.write("Preparing the demo district ...")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        world = World()
        world.build()
        told = Need.objects.exists()
        if scale.name == "city":
            load_city()
            world = World()
        if not told:
            Offices(world, scale).fill()
            Story(world).tell()
            if scale.generated:
                Register(world, scale).fill()
                Caseload(world, scale).fill()
            Events(world).tell(everywhere=scale.every_community)
            Registrations(world).tell()
            Volunteers(world, scale).fill()
            Purchases(world).tell()
            Evaluation(world).tell()
            Decision(world).tell()
            Growth(world, scale).fill()
            Openings(world).tell()
        job.drain()
        return Messages(world).read(file) if file else Need.objects.all()

    def summary(self, needs: QuerySet[Need], scale: Scale, seconds: float) -> None:
        with translation.override("zh-hans"):
            for line in report(needs):
                self.stdout.write(line)
            for line in size() if scale.generated else ():
                self.stdout.write(line)
        self.stdout.write(f"seconds: {seconds:.1f}")
        self.stderr.write(f"peak memory: {peak_megabytes()} MB")

    # --- web and queue ------------------------------------------------------------------

    def serve(self, port: int) -> None:
        """Web and queue side by side; Ctrl-C (or the end of one) stops both."""
        web = [
            *(sys.executable, "-m", "gunicorn", "config.wsgi"),
            *("--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"),
            *("--log-level", "warning"),
        ]
        queue = [sys.executable, "manage.py", "qcluster"]
        running = [
            subprocess.Popen(
                command,
                env={**os.environ, "DEBUG": "0"},
                cwd=settings.BASE_DIR,
                start_new_session=True,
            )
            for command in (web, queue)
        ]
        for ending in (signal.SIGINT, signal.SIGTERM):
            signal.signal(ending, _interrupt)
        try:
            self.announce(port)
            while all(process.poll() is None for process in running):
                time.sleep(0.5)
        except KeyboardInterrupt:
            self.stdout.write("\nStopping ...")
        finally:
            _stop(running)

    def announce(self, port: int) -> None:
        _wait_for(port)
        self.stdout.write(f"\nThe demo is at http://127.0.0.1:{port}/  (English: /en/)")
        self.stdout.write(f"Workspace: http://127.0.0.1:{port}/desk/")
        self.stdout.write(f"\nOne account per role, password of all: {PASSWORD}")
        for role in Role:
            self.stdout.write(f"  {role.value}")
        self.stdout.write(
            "Every other demo person has an account too, with the same password: "
            "see config/demo/data/people.json.\nCtrl-C stops web and queue."
        )
        self.stdout.flush()


def _interrupt(*_args: Any) -> None:
    raise KeyboardInterrupt


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait_for(port: int) -> None:
    for _attempt in range(READY_SECONDS * 4):
        if _answers(port):
            return
        time.sleep(0.25)
    raise CommandError(f"The web server did not start on port {port}.")


def _stop(running: list[subprocess.Popen[bytes]]) -> None:
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
    for process in running:
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
