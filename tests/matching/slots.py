"""A session with places, and volunteers who fit: for the tests of volunteer service."""

from datetime import timedelta

from django.utils import timezone

from matching.domain import planning
from matching.domain.offer import answer_offer
from matching.domain.slot import add_slot, offer_slots
from matching.models import SlotOffer
from tests.factories.organisations import VolunteerFactory
from tests.matching.world import World


class Service:
    """A project visit in the home community, `ahead` of now, with one slot."""

    def __init__(self, world=None, *, ahead=timedelta(days=6), number=2, **more):
        self.world = world or World()
        engagement = self.world.accepted()[0]
        self.session = self.timed(engagement, ahead)
        self.admin = self.world.admin(engagement)
        self.slot = self.place(number=number, **more)

    @staticmethod
    def timed(engagement, ahead):
        """One unit of the engagement, for an hour."""
        start = timezone.now() + ahead
        return planning.schedule_session(
            engagement=engagement,
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            units=1,
            by=engagement.provider.appointments.get(role="provider_admin").user,
        )

    def place(self, **more):
        values = {"role": "陪伴", "number": 1}
        return add_slot(session=self.session, by=self.admin, **{**values, **more})

    def asked(self, *volunteers, slot=None):
        """Offers of the slot to these (or one new) volunteers."""
        people = volunteers or (VolunteerFactory(),)
        slot = slot or self.slot
        offer_slots(chosen={slot.pk: [each.pk for each in people]})
        found = {o.volunteer_id: o for o in SlotOffer.objects.filter(slot=slot)}
        return [found[each.pk] for each in people if each.pk in found]

    def coming(self, *volunteers, slot=None):
        """Asked, and all said yes."""
        offers = self.asked(*volunteers, slot=slot)
        return [answer_offer(offer=offer, yes=True) for offer in offers]


def states(slot):
    found = SlotOffer.objects.filter(slot=slot).order_by("pk")
    return list(found.values_list("state", flat=True))
