"""What the queue calls: the doorbell, the sweeper, the beat; and the delivery of
messages, in two halves.
"""

from datetime import datetime, timedelta
from typing import Any

from records import channels
from records.channels import Letter, Refused
from records.domain import beat as beats
from records.domain import job, ledger
from records.domain.delivery import (
    DELIVER,
    compose,
    record_delivery,
    record_receipt,
)
from records.domain.digest import (
    begin_digest,
    compose_digest,
    readers_waiting,
    record_digest,
    unread_of,
)
from records.domain.reach import compose_code
from records.enums import GONE_OUT, DeliveryState
from records.models import Address, Delivery, Digest

SWEEP_PAUSE = timedelta(seconds=45)


def run(job_id: int) -> bool:
    """The doorbell: it may ring twice, late, or for a job that is long done."""
    return job.run_job(job_id)


def sweep() -> int:
    """Each minute: ring again for what is due; never two sweeps at once."""
    if not beats.claim(name="sweep", pause=SWEEP_PAUSE):
        return 0
    return job.sweep()


def beat() -> None:
    """Each minute, through the whole queue: without it `/readyz` fails at 180 s. Rings
    for what the apps do each minute."""
    beats.record_beat()
    beats.ring_minutely()


def publish() -> None:
    """Each hour: keep the day's heads, once; the public page reads them."""
    ledger.publish_heads()


def plan_delivery(payload: dict[str, Any]) -> tuple[str, str]:
    """Carry the letter, outside any transaction: the far end may be slow."""
    found = Delivery.objects.select_related("message__recipient")
    delivery = found.filter(pk=payload["delivery"]).first()
    if delivery is None or delivery.state in GONE_OUT:
        return DeliveryState.SENT, ""
    return _carry(delivery.channel, compose(delivery))


def commit_delivery(payload: dict[str, Any], result: tuple[str, str]) -> None:
    state, error = result
    record_delivery(delivery_id=payload["delivery"], state=state, error=error)


def delivery_failed(payload: dict[str, Any], error: str, dead: bool) -> None:
    state = DeliveryState.FAILED if dead else DeliveryState.WAITING
    record_delivery(delivery_id=payload["delivery"], state=state, error=error)


def plan_receipt(payload: dict[str, Any]) -> str:
    """Whether it arrived, as far as the gateway knows."""
    delivery = Delivery.objects.filter(pk=payload["delivery"]).first()
    if delivery is None:
        return ""
    return channels.get(delivery.channel).outcome(f"{DELIVER}:{delivery.pk}")


def commit_receipt(payload: dict[str, Any], outcome: str) -> None:
    record_receipt(
        delivery_id=payload["delivery"], outcome=outcome, number=payload["number"]
    )


def plan_code(payload: dict[str, Any]) -> None:
    """Send the code, unless another address was given since."""
    address = Address.objects.select_related("user").filter(pk=payload["address"])
    found = address.filter(asked_at=payload["asked_at"]).first()
    if found is not None:
        _carry(found.channel, compose_code(found))


def commit_code(payload: dict[str, Any], result: None) -> None:
    """Nothing is kept: whoever holds the code enters it."""


def plan_digests(payload: dict[str, Any]) -> list[tuple[int, str]]:
    return readers_waiting(datetime.fromisoformat(payload["at"]))


def commit_digests(payload: dict[str, Any], result: list[tuple[int, str]]) -> None:
    at = datetime.fromisoformat(payload["at"])
    for user_id, channel in result:
        begin_digest(user_id=user_id, channel=channel, at=at)


def plan_digest(payload: dict[str, Any]) -> tuple[str, str]:
    """Carry the letter of the day, if anything in it is still unread."""
    digests = Digest.objects.select_related("recipient")
    digest = digests.filter(pk=payload["digest"]).first()
    told = unread_of(digest) if digest else []
    if digest is None or not told:
        return DeliveryState.COLLECTED, ""
    return _carry(digest.channel, compose_digest(digest, told))


def commit_digest(payload: dict[str, Any], result: tuple[str, str]) -> None:
    state, error = result
    record_digest(digest_id=payload["digest"], state=state, error=error)


def digest_failed(payload: dict[str, Any], error: str, dead: bool) -> None:
    if dead:
        state = DeliveryState.FAILED
        record_digest(digest_id=payload["digest"], state=state, error=error)


def _carry(channel: str, letter: Letter) -> tuple[str, str]:
    """The state after sending, and why; what may pass is raised and tried again."""
    if not letter.address:
        return DeliveryState.NO_ADDRESS, ""
    try:
        channels.get(channel).send(letter)
    except Refused as error:
        return DeliveryState.FAILED, f"Refused: {error}"
    return DeliveryState.SENT, ""
