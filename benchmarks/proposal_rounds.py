"""The rounds of `benchmarks.proposal`, on the seeded database of DATABASE_URL."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time

import django

django.setup()

from matching.domain.need import ItemInput, assess_need, raise_need  # noqa: E402
from matching.models import Need, Pack, PackLine  # noqa: E402
from organisations.enums import Role  # noqa: E402
from organisations.models import (  # noqa: E402
    Appointment,
    Capability,
    ServiceType,
    Territory,
    User,
)

SEED = 20261126
PATIENCE = 300.0
"""Seconds. Before the first need the queue answers what the demo has rung for."""
PAUSE = 0.1


def main(wanted: int) -> dict[str, object]:
    queue = subprocess.Popen(
        [sys.executable, "manage.py", "qcluster"],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        return _measured(wanted)
    finally:
        queue.send_signal(signal.SIGTERM)
        try:
            queue.wait(timeout=30)
        finally:
            if queue.poll() is None:
                os.killpg(queue.pid, signal.SIGKILL)


def _measured(wanted: int) -> dict[str, object]:
    choice = random.Random(SEED)
    workers = _workers()
    streets = tuple(workers)
    places = [
        each
        for each in Territory.objects.filter(level="community").order_by("code")
        if each.code.startswith(streets)
    ]
    types = list(
        ServiceType.objects.filter(for_organisations=False, gates=[]).order_by("code")
    )
    # The first need waits for the queue to start and fits its texts: told apart.
    first = _one(choice, places, workers, types)
    seconds = [_one(choice, places, workers, types) for _n in range(wanted)]
    packs = Pack.objects.order_by("-pk")[: wanted + 1]
    return {
        "first": first,
        "seconds": seconds,
        "packs": len(packs),
        "lines": PackLine.objects.filter(pack__in=[pack.pk for pack in packs]).count(),
        "capabilities": Capability.objects.on_menu().count(),
    }


def _workers() -> dict[str, User]:
    """By street code, one social worker."""
    posts = Appointment.objects.filter(role=Role.SOCIAL_WORKER).order_by("-pk")
    return {
        post.territory.code: post.user
        for post in posts.select_related("territory", "user")
        if post.territory is not None
    }


def _one(
    choice: random.Random,
    places: list[Territory],
    workers: dict[str, User],
    types: list[ServiceType],
) -> float:
    """Seconds from assessed to the pack; the need is a new one of two items."""
    place = choice.choice(places)
    worker = workers[place.street_code]
    kinds = choice.sample(types, 2)
    need = raise_need(
        community=place,
        text="，".join(kind.description for kind in kinds),
        origin="person",
        by=worker,
    )
    assess_need(
        need=need,
        version=need.version,
        by=worker,
        track="individual",
        urgency="normal",
        title="两项服务",
        consent="phone",
        items=[ItemInput(kind, choice.randint(1, 3)) for kind in kinds],
    )
    began = time.perf_counter()
    while not Need.objects.filter(pk=need.pk, packs__isnull=False).exists():
        if time.perf_counter() - began > PATIENCE:
            raise TimeoutError(f"{need} had no proposal within {PATIENCE:g} s.")
        time.sleep(0.02)
    taken = time.perf_counter() - began
    time.sleep(PAUSE)
    return taken


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
