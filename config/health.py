"""Is the process alive, and is the service ready."""

from datetime import timedelta

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from records.queries import last_beat

BEAT_LIMIT = timedelta(seconds=180)


def alive(request: HttpRequest) -> JsonResponse:
    """200 as long as this process answers."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """200 when database, queue beat and migrations are well, else 503 with faults."""
    try:
        faults = [fault for check in (_migrations, _beat) if (fault := check())]
    except Error:
        faults = ["the database does not answer"]
    return JsonResponse(
        {"status": "unready" if faults else "ok", "faults": faults},
        status=503 if faults else 200,
    )


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return "migrations are missing"
    return ""


def _beat() -> str:
    beat = last_beat()
    if beat is None or timezone.now() - beat > BEAT_LIMIT:
        return "the queue has not answered for more than 180 seconds"
    return ""
