"""What the queue calls: the doorbell, the sweeper, the beat; and the delivery of
messages, in two halves.
"""

from datetime import timedelta
from typing import Any

from records import channels
from records.domain import beat as beats
from records.domain import job, ledger
from records.domain.message import compose, record_delivery
from records.enums import DeliveryState
from records.models import Delivery

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


def plan_delivery(payload: dict[str, Any]) -> str:
    """Carry the letter, outside any transaction: the far end may be slow."""
    found = Delivery.objects.select_related("message__recipient")
    delivery = found.filter(pk=payload["delivery"]).first()
    if delivery is None or delivery.state == DeliveryState.SENT:
        return DeliveryState.SENT
    letter = compose(delivery)
    if not letter.address:
        return DeliveryState.NO_ADDRESS
    channels.get(delivery.channel).send(letter)
    return DeliveryState.SENT


def commit_delivery(payload: dict[str, Any], state: str) -> None:
    record_delivery(delivery_id=payload["delivery"], state=state)


def delivery_failed(payload: dict[str, Any], error: str, dead: bool) -> None:
    state = DeliveryState.FAILED if dead else DeliveryState.WAITING
    record_delivery(delivery_id=payload["delivery"], state=state, error=error)
