"""The demo district: seeded, its jobs run, served until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from config.demo.story import Story
from config.demo.world import PASSWORD, World
from matching.enums import BlockingRule, NeedState
from matching.models import Need, NeedItem, PackGap, PackLine
from organisations.enums import Role
from records.domain import job

READY_SECONDS = 60


class Command(BaseCommand):
    """Refused outside DEBUG: its passwords are public."""

    help = "Seed the demo district and serve it; --no-serve prints a summary instead."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--scale", choices=["small"], default="small")
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
        with translation.override("zh-hans"):
            self.seed()
        if options["no_serve"]:
            self.summary(time.monotonic() - began)
        else:
            self.serve(options["port"])

    def seed(self) -> None:
        """Migrate and tell the story; a second run adds nothing."""
        self.stdout.write("Preparing the demo district ...")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        world = World()
        world.build()
        Story(world).tell()
        job.drain()

    # --- what came of it ----------------------------------------------------------------

    def summary(self, seconds: float) -> None:
        """Texts read and what became of them; the same on every run but for seconds."""
        states = Counter(Need.objects.values_list("state", flat=True))
        asked = states[NeedState.RETURNED]
        unsure = states[NeedState.DRAFT] + states[NeedState.RAISED]
        ended = sum(states[s] for s in ("merged", "refused", "withdrawn"))
        referred = Counter(
            Need.objects.filter(state=NeedState.REFERRED).values_list(
                "referred_to", flat=True
            )
        )
        taken = sum(states.values()) - asked - unsure - ended - sum(referred.values())
        self.stdout.write(f"texts read: {sum(states.values())}")
        self.stdout.write(f"taken as needs: {taken}")
        self.stdout.write(f"referred: {sum(referred.values())}")
        for body, count in sorted(referred.items()):
            self.stdout.write(f"  {body}: {count}")
        self.stdout.write(f"asked back: {asked}")
        self.stdout.write(f"unsure, waiting for a person: {unsure}")
        self.stdout.write(f"ended otherwise: {ended}")
        self.coverage()
        self.stdout.write(f"seconds: {seconds:.1f}")

    def coverage(self) -> None:
        served = PackLine.objects.values("item").distinct().count()
        self.stdout.write(f"items: {NeedItem.objects.count()}")
        self.stdout.write(f"covered by a proposed pack: {served}")
        gaps = PackGap.objects.exclude(item__in=PackLine.objects.values("item"))
        rules: Counter[str] = Counter()
        for gap in gaps:
            rules.update({each["rule"]: each["count"] for each in gap.rules})
        self.stdout.write(f"uncovered: {gaps.values('item').distinct().count()}")
        for rule, count in sorted(rules.items()):
            self.stdout.write(f"  {BlockingRule(rule).label}: {count}")

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
