"""One factory per model of the bottom floor, a trait per state."""

from datetime import timedelta

import factory
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from factory.django import DjangoModelFactory

from records import models
from records.domain import ledger
from records.enums import CertificateState, DeliveryState, JobState, Rhythm

ACTION = "tests.act"


class ReaderFactory(DjangoModelFactory):
    """A user, as far as this floor knows one."""

    class Meta:
        model = settings.AUTH_USER_MODEL

    username = factory.Sequence(lambda n: f"reader{n}")
    email = factory.LazyAttribute(lambda o: f"{o.username}@example.org")
    language = "zh-hans"


class ChainFactory(DjangoModelFactory):
    class Meta:
        model = models.Chain
        django_get_or_create = ("key",)

    key = "440104"


class LedgerEntryFactory(factory.Factory):
    """Rows come into being by `append` alone; the action must be registered."""

    class Meta:
        model = models.LedgerEntry

    chain = "440104"
    action = ACTION
    actor = None
    subject = factory.Sequence(lambda n: f"need:{n}")
    facts = factory.Sequence(lambda n: {"n": n, "说明": "留痕"})

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        with transaction.atomic():
            return ledger.append(**kwargs)


class AnchorFactory(DjangoModelFactory):
    class Meta:
        model = models.Anchor

    chain = factory.SubFactory(ChainFactory)
    day = factory.LazyFunction(timezone.localdate)
    length = factory.LazyAttribute(lambda o: o.chain.length)
    head = factory.LazyAttribute(lambda o: o.chain.head)


class JobFactory(DjangoModelFactory):
    class Meta:
        model = models.Job

    class Params:
        running = factory.Trait(
            state=JobState.RUNNING,
            attempts=1,
            lease_until=factory.LazyFunction(
                lambda: timezone.now() + timedelta(minutes=2)
            ),
        )
        abandoned = factory.Trait(
            state=JobState.RUNNING,
            attempts=1,
            lease_until=factory.LazyFunction(
                lambda: timezone.now() - timedelta(seconds=1)
            ),
        )
        done = factory.Trait(
            state=JobState.DONE,
            attempts=1,
            done_at=factory.LazyFunction(timezone.now),
        )
        dead = factory.Trait(
            state=JobState.DEAD, attempts=5, last_error="ValueError: broken"
        )

    key = factory.Sequence(lambda n: f"tests.work:{n}")
    kind = "tests.work"
    payload = factory.Sequence(lambda n: {"n": n})


class BeatFactory(DjangoModelFactory):
    class Meta:
        model = models.Beat
        django_get_or_create = ("name",)

    name = "queue"
    at = factory.LazyFunction(timezone.now)


class AddressFactory(DjangoModelFactory):
    class Meta:
        model = models.Address

    class Params:
        fresh = factory.Trait(confirmed_at=None)

    user = factory.SubFactory(ReaderFactory)
    channel = "email"
    value = factory.Sequence(lambda n: f"reader{n}@example.org")
    confirmed_at = factory.LazyFunction(timezone.now)


class PreferenceFactory(DjangoModelFactory):
    class Meta:
        model = models.Preference

    user = factory.SubFactory(ReaderFactory)
    group = ""
    channel = "email"
    rhythm = Rhythm.DIGEST


class QuietHoursFactory(DjangoModelFactory):
    class Meta:
        model = models.QuietHours

    user = factory.SubFactory(ReaderFactory)


class DigestFactory(DjangoModelFactory):
    class Meta:
        model = models.Digest

    recipient = factory.SubFactory(ReaderFactory)
    channel = "email"
    day = factory.LazyFunction(timezone.localdate)


class MessageFactory(DjangoModelFactory):
    class Meta:
        model = models.Message

    class Params:
        read = factory.Trait(read_at=factory.LazyFunction(timezone.now))

    recipient = factory.SubFactory(ReaderFactory)
    kind = "tests.told"
    params = factory.Sequence(lambda n: {"case": f"XQ-2026-{n:05}"})
    url = "/desk/"


class DeliveryFactory(DjangoModelFactory):
    class Meta:
        model = models.Delivery

    class Params:
        sent = factory.Trait(state=DeliveryState.SENT)
        failed = factory.Trait(state=DeliveryState.FAILED, error="OSError: refused")

    message = factory.SubFactory(MessageFactory)
    channel = "file"


class AttachmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Attachment

    name = "minutes.txt"
    content_type = "text/plain; charset=utf-8"
    size = 4
    digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    file = factory.LazyFunction(lambda: ContentFile(b"test", name="minutes.txt"))
    uploaded_by = factory.SubFactory(ReaderFactory)
    subject = "need:1"


class LinkFactory(DjangoModelFactory):
    class Meta:
        model = models.Link

    class Params:
        used = factory.Trait(used_at=factory.LazyFunction(timezone.now))
        expired = factory.Trait(
            expires_at=factory.LazyFunction(
                lambda: timezone.now() - timedelta(seconds=1)
            )
        )

    digest = factory.Sequence(lambda n: f"{n:064x}")
    purpose = "tests.answer"
    subject = "engagement:1"
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=3))


class CertificateFactory(DjangoModelFactory):
    class Meta:
        model = models.Certificate

    class Params:
        revoked = factory.Trait(
            state=CertificateState.REVOKED,
            revoked_at=factory.LazyFunction(timezone.now),
            reason="The hours were recorded twice.",
        )

    serial = factory.Sequence(lambda n: f"ZS-2026-{n:05}")
    title = "志愿服务证明"
    holder = "张**"
    issuer = "恒福社区社会工作服务站（演示）"
    digest = "ab" * 32
    subject = "volunteer:1"


class WorkdayFactory(DjangoModelFactory):
    class Meta:
        model = models.Workday
        django_get_or_create = ("day",)

    day = factory.Sequence(lambda n: timezone.localdate() + timedelta(days=n))
    is_workday = True
