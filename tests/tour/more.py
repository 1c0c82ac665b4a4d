"""What the demo's story leaves out, made by the house's own verbs in a copy of it: a need
that waits to be received, a registration just begun, and personal links, which are shown once and never again."""

from __future__ import annotations

from collections.abc import Iterator

from cms.queries import readable_pages
from matching.domain.consent import issue_follow_link
from matching.domain.feedback import (
    issue_confirmation_link,
    issue_feedback_link,
    issue_key_link,
)
from matching.domain.need import raise_need
from matching.domain.offer import issue_offer_link
from matching.enums import Origin
from matching.models import Need, Pack, Session, SlotOffer
from organisations.domain.registration import start_registration
from organisations.enums import JoiningAs
from organisations.models import User

WORDS = "二楼的奶奶一个人住，想请人教她用手机视频。"


def raise_one() -> Need:
    """A need in the community of the party member whose account is named so."""
    member = User.objects.get(username="party_member")
    return raise_need(
        community=member.appointments.current().first().territory,
        text=WORDS,
        origin=Origin.PARTY_MEMBER,
        by=member,
    )


def begin_one() -> None:
    """A registration with every section there is, just begun."""
    start_registration(
        applicant=User.objects.get(username="department_reader"),
        joining=JoiningAs.SOCIAL_ORGANISATION,
    )


def site_pages() -> Iterator[str]:
    """The address of the first public page of each type, below the home page."""
    pages = readable_pages().filter(depth__gt=2)
    seen = set()
    for page in pages.order_by("path").specific():
        if type(page) not in seen:
            seen.add(type(page))
            yield page.get_url()


def personal_links() -> Iterator[str]:
    """Their addresses, one of each purpose."""
    need = Need.objects.filter(state="completed").first()
    yield f"/i/{issue_feedback_link(need=need, by=need.worker)}/"
    pack = Pack.objects.filter(state="proposed", need__person__isnull=False).first()
    yield f"/i/{issue_confirmation_link(pack=pack, kind='person', by=pack.need.worker)}/"
    yield f"/i/{issue_follow_link(need=pack.need, by=pack.need.worker)}/"
    session = Session.objects.filter(state="delivered").first()
    worker = session.engagement.need.worker
    yield f"/i/{issue_key_link(session=session, by=worker)}/"
    offer = SlotOffer.objects.filter(state="offered").first()
    yield f"/i/{issue_offer_link(offer=offer, by=worker)}/"
