"""System checks: the ledger's triggers are there, the queue is set up as measured."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils import translation

from records import channels
from records.channels.sms import LONGEST_TEXT, framed, length_of
from records.models import triggers
from records.models.identifier import LENGTH
from records.models.kinds import BRIEFS, LONGEST


def _between(low: float, high: float) -> Callable[[Any], bool]:
    return lambda value: type(value) in (int, float) and low <= value <= high


def _exactly(wanted: object) -> Callable[[Any], bool]:
    return lambda value: type(value) is type(wanted) and value == wanted


# setting -> (what must hold, what goes wrong else); measured with django-q2 1.11.1
QUEUE_RULES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "orm": (_exactly("default"), "a job's bell must join its transaction"),
    "timeout": (_between(1, 3600), "a hung task would never end"),
    "max_attempts": (_between(1, 100), "0 repeats a failing task for ever"),
    "ack_failures": (_exactly(True), "failed bells would ring again"),
    "catch_up": (_exactly(False), "every missed minute would be run"),
    "bulk": (_exactly(1), "bells would wait behind each other past `retry`"),
    "queue_limit": (_between(1, 8), "waiting inside counts against `retry`"),
    "poll": (_between(0.05, 2), "how often the queue's table is read"),
}


@register(Tags.database)
def check_triggers(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """A ledger without its triggers is a table like any other."""
    return [
        Error(
            f"The trigger {name} is missing: the ledger could be changed.",
            hint="Run manage.py migrate --skip-checks, which makes it again.",
            id="records.E001",
        )
        for alias in databases or ()
        for name in triggers.missing(alias)
    ]


@register()
def check_queue(**kwargs: Any) -> list[CheckMessage]:
    """Settings under which django-q2 loses or repeats work are refused."""
    queue = getattr(settings, "Q_CLUSTER", {})
    faults = [
        Error(f"Q_CLUSTER[{name!r}] is {queue.get(name)!r}: {why}.", id="records.E002")
        for name, (holds, why) in QUEUE_RULES.items()
        if not holds(queue.get(name))
    ]
    if (queue.get("timeout") or 0) >= (queue.get("retry") or 0):
        faults.append(
            Error("Q_CLUSTER: timeout must be below retry.", id="records.E003")
        )
    return faults


@register()
def check_no_pool(**kwargs: Any) -> list[CheckMessage]:
    """A psycopg pool breaks the queue's forked workers (4 of 50 tasks were done)."""
    return [
        Error(
            f"DATABASES[{alias!r}] uses a connection pool, which breaks the queue.",
            id="records.E004",
        )
        for alias, database in settings.DATABASES.items()
        if database.get("OPTIONS", {}).get("pool")
    ]


# channel -> the setting that holds the address of its far end
FAR_ENDS = {"sms": "SMS_GATEWAY_URL", "wecom": "WECOM_WEBHOOK_URL"}


@register()
def check_channels(**kwargs: Any) -> list[CheckMessage]:
    """Every channel of this installation is known, and its far end too."""
    faults = []
    for name in settings.MESSAGE_CHANNELS:
        try:
            channels.get(name)
        except LookupError:
            faults.append(
                Error(f"MESSAGE_CHANNELS: no channel {name!r}.", id="records.E006")
            )
            continue
        wanted = FAR_ENDS.get(name)
        if wanted and not getattr(settings, wanted).startswith(("https://", "http://")):
            faults.append(
                Error(f"{wanted} must be an http(s) address.", id="records.E006")
            )
    return faults


@register()
def check_briefs(**kwargs: Any) -> list[CheckMessage]:
    """Every text message fits, with its longest values, its sign and its link, in
    every language; it names numbers only."""
    return [
        Error(f"The text message of {kind} {fault} ({code}).", id="records.E007")
        for code, _ in settings.LANGUAGES
        for kind, text in BRIEFS.items()
        for fault in _brief_fault(text, code)
    ]


def _brief_fault(text: object, code: str) -> list[str]:
    with translation.override(code):
        words = str(text)
    try:
        words %= LONGEST
    except KeyError as error:
        return [f"names {error}: a text message holds numbers only"]
    link = f"{settings.WAGTAILADMIN_BASE_URL}/i/{'0' * LENGTH}/"
    length = length_of(framed(words, link))
    return [f"has {length} characters"] if length > LONGEST_TEXT else []
