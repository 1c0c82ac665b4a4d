"""Inside the demo database of `benchmarks.large_menu`: fills it up, measures, prints JSON.

python -m benchmarks.large_menu_probe MORE
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from datetime import time as hour
from datetime import timedelta
from pathlib import Path
from typing import Any

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
django.setup()

from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from matching.enums import ItemState, NeedState  # noqa: E402
from matching.models import Need  # noqa: E402
from matching.snapshot.shelf import build_index  # noqa: E402
from matching.tasks import plan_pack  # noqa: E402
from organisations.domain.provider import suspend_provider  # noqa: E402
from organisations.enums import (  # noqa: E402
    ProviderForm,
    ProviderKind,
    ProviderState,
    VerificationLevel,
)
from organisations.models import (  # noqa: E402
    Capability,
    PastProject,
    Provider,
    ServiceType,
    Territory,
    Verification,
    Window,
)

NEEDS = 15
BATCH = 5_000
WORK = (
    "上门探访独居长者",
    "社区送餐",
    "陪同就医",
    "儿童课后照料",
    "楼道议事",
    "法律咨询",
)


def fill(more: int) -> None:
    """So many capabilities more: each new provider offers every service."""
    rng = np.random.default_rng(0)
    types = list(ServiceType.objects.order_by("pk"))
    streets = list(Territory.objects.streets().order_by("pk"))
    places = [
        *Territory.objects.filter(level="district").order_by("pk"),
        *streets,
        *Territory.objects.communities().order_by("pk"),
    ]
    providers = Provider.objects.bulk_create(
        [
            Provider(
                kind=ProviderKind.VOLUNTEER_TEAM,
                form=ProviderForm.VOLUNTEER_TEAM,
                name=f"测量用志愿队{n}（演示）",
                street=streets[int(rng.integers(len(streets)))],
                state=ProviderState.ACTIVE,
                summary=WORK[n % len(WORK)],
            )
            for n in range(-(-more // len(types)))
        ],
        batch_size=BATCH,
    )
    PastProject.objects.bulk_create(
        [
            PastProject(
                provider=provider, title=WORK[n % 6], text=WORK[(n + 1) % 6], year=2025
            )
            for n, provider in enumerate(providers)
        ],
        batch_size=BATCH,
    )
    offered = Capability.objects.bulk_create(
        [
            Capability(
                provider=provider,
                service_type=kind,
                weekly_capacity=int(rng.integers(1, 20)),
            )
            for provider in providers
            for kind in types
        ],
        batch_size=BATCH,
    )
    covers(rng, offered, places)
    checks(offered)


def covers(rng: Any, offered: list[Capability], places: list[Territory]) -> None:
    """One place each: the district, a street, or a community, and some hours."""
    through = Capability.territories.through
    through.objects.bulk_create(
        [
            through(capability=each, territory=places[int(rng.integers(len(places)))])
            for each in offered
        ],
        batch_size=BATCH,
    )
    Window.objects.bulk_create(
        [
            Window(capability=each, days="12345", start=hour(9), end=hour(17))
            for each in offered[::2]
        ],
        batch_size=BATCH,
    )


def checks(offered: list[Capability]) -> None:
    until = timezone.localdate() + timedelta(days=200)
    Verification.objects.bulk_create(
        [
            Verification(
                capability=each,
                level=VerificationLevel.DOCUMENT_CHECKED,
                expires_on=until,
            )
            for n, each in enumerate(offered)
            if n % 10
        ],
        batch_size=BATCH,
    )


def planned(needs: list[Need]) -> dict[str, Any]:
    taken = []
    for need in needs:
        began = time.perf_counter()
        plan_pack({"need": need.pk, "version": need.version})
        taken.append(time.perf_counter() - began)
    return {
        "needs": len(needs),
        "median": statistics.median(taken),
        "size": Capability.objects.on_menu().count(),
    }


def measured(more: int) -> dict[str, Any]:
    waiting = Need.objects.filter(
        state__in=(NeedState.OPEN, NeedState.PROPOSED), items__state=ItemState.OPEN
    )
    needs = list(waiting.distinct().order_by("pk")[:NEEDS])
    found: dict[str, Any] = {"district": planned(needs)}
    fill(more)
    found["whole"] = planned(needs)
    began = time.perf_counter()
    found["size"] = build_index().size
    found["build"] = time.perf_counter() - began
    found["short"] = planned(needs)
    suspend_provider(provider=Provider.objects.active().order_by("-pk")[0], by=None)
    found["after"] = planned(needs[:1])["median"]
    return found


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        settings.INDEX_FILE = Path(folder) / "capabilities.index"
        print(json.dumps(measured(int(sys.argv[1]))))
