"""Two purchases of the demo: one under contract with a milestone reported, one planned."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from config.demo.world import World
from matching.domain.contract import Chosen, Signed, Step, record_contract
from matching.domain.milestone import report_milestone
from matching.domain.purchase import Line, Terms, begin_purchase
from matching.enums import TopicState
from matching.models import PurchaseProject, PurchaseTopic
from organisations.enums import Role
from organisations.models import Provider, User
from organisations.queries import admins_of, holders
from records.attachments import Looked

SUPPLIER = "52440104DEM000022R"
PAPER = Looked(b"%PDF-1.4\n% demo\n%%EOF\n", "演示合同.pdf", "application/pdf")


class Purchases:
    """Whom the procedure chose is written here, as an officer would write it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.today = timezone.localdate()

    @transaction.atomic
    def tell(self) -> None:
        if PurchaseProject.objects.exists():
            return
        open_topics = PurchaseTopic.objects.filter(state=TopicState.OPEN)
        topics = list(open_topics.select_related("street").order_by("pk")[:2])
        for number, topic in enumerate(topics):
            officers = holders(Role.STREET_OFFICER, topic.street.code)
            if officers:
                project = self._begin(topic, officers[0])
                if number == 0:
                    self._contract(project, officers[0])

    @staticmethod
    def _begin(topic: PurchaseTopic, officer: User) -> PurchaseProject:
        terms = Terms(
            funding="purchase_contract",
            buyer=f"{topic.street.name}办事处（演示）",
            buyer_form="state_organ",
            funding_note="示预〔2026〕12号",
        )
        lines = (Line("人员费用", 3_600_000), Line("物资与场地", 1_200_000))
        return begin_purchase(
            topic=topic, version=topic.version, terms=terms, budget=lines, by=officer
        )

    def _contract(self, project: PurchaseProject, officer: User) -> None:
        supplier = Provider.objects.get(credit_code=SUPPLIER)
        record_contract(
            project=project,
            version=project.version,
            chosen=Chosen(
                supplier=supplier,
                procedure="consultation",
                number="示采〔2026〕7号",
                decided_on=self.today - timedelta(days=40),
            ),
            signed=Signed(
                number="示购-2026-07",
                signed_on=self.today - timedelta(days=30),
                since=self.today - timedelta(days=28),
                until=self.today + timedelta(days=300),
                amount=4_500_000,
            ),
            steps=[
                Step("进场与摸底", 900_000, self.today - timedelta(days=2)),
                Step("上半期服务", 1_800_000, self.today + timedelta(days=120)),
                Step("下半期服务与总结", 1_800_000, self.today + timedelta(days=300)),
            ],
            file=PAPER,
            by=officer,
        )
        admins = admins_of(supplier)
        if admins:
            report_milestone(
                milestone=project.milestones.order_by("due_on")[0],
                report="两名社工已进场，摸底 212 户，名单已交社工站。",
                by=admins[0],
            )
