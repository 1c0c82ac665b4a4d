"""Ways to walk a purchase from its topic to its end, by its verbs."""

import json
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone

import matching
from matching.domain.contract import Chosen, Signed, Step, record_contract
from matching.domain.milestone import report_milestone, settle_milestone
from matching.domain.purchase import Line, Terms, begin_purchase
from matching.domain.purchase_rule import load_purchase_rules
from matching.models import PurchaseTopic
from organisations.enums import ProviderForm, Role
from records.attachments import Looked
from tests.factories.organisations import ProviderFactory, credit_code
from tests.matching.domain.test_topic import unmet

RULES = Path(matching.__file__).parent / "data" / "purchase_rules.json"
FILE = Looked(b"%PDF-1.4\n%%EOF\n", "合同.pdf", "application/pdf")
BUDGET = (Line("人员费用", 2000000), Line("物资", 1000000))


def load_rules():
    data = json.loads(RULES.read_text(encoding="utf-8"))
    return load_purchase_rules(chain="440104", data=data, by=None)


def terms(**more):
    values = {
        "funding": "purchase_contract",
        "buyer": "示范街道办事处",
        "buyer_form": "state_organ",
    }
    return Terms(**{**values, **more})


def begun(world, topic=None, **more):
    """A purchase of the street's officer for one gathered topic."""
    if topic is None:
        unmet(world)
        topic = PurchaseTopic.objects.latest("pk")
    return begin_purchase(
        topic=topic,
        version=topic.version,
        terms=terms(**more),
        budget=BUDGET,
        by=world.officer,
    )


def supplier_of(world):
    """A registered agency that may supply, with its administrator."""
    form = ProviderForm.SOCIAL_SERVICE_AGENCY
    supplier = ProviderFactory(
        form=form, credit_code=credit_code(9100, "52"), street=world.street
    )
    world.admins[supplier.pk] = world.appointed(
        Role.PROVIDER_ADMIN, None, provider=supplier
    )
    return supplier


def choice(supplier, **more):
    values = {
        "supplier": supplier,
        "procedure": "consultation",
        "number": "示采〔2026〕7号",
        "decided_on": timezone.localdate() - timedelta(days=20),
    }
    return Chosen(**{**values, **more})


def signature(**more):
    day = timezone.localdate()
    values = {
        "number": "示购-2026-07",
        "signed_on": day - timedelta(days=9),
        "since": day,
        "until": day + timedelta(days=300),
        "amount": 2500000,
    }
    return Signed(**{**values, **more})


def steps(*amounts, due_on=None):
    day = due_on or timezone.localdate()
    found = amounts or (1500000, 1000000)
    return [
        Step(f"第{n}期", fen, day + timedelta(days=n)) for n, fen in enumerate(found)
    ]


def contracted(world, project=None, supplier=None, **more):
    """A purchase under contract: the first milestone is due today."""
    project = project or begun(world)
    values = {
        "chosen": choice(supplier or supplier_of(world)),
        "signed": signature(),
        "steps": steps(),
        "file": FILE,
        "by": world.officer,
    }
    record_contract(project=project, version=project.version, **{**values, **more})
    return project


def reported(world, milestone):
    admin = world.admins[milestone.project.contract.supplier_id]
    report_milestone(milestone=milestone, report="已送餐六百份", by=admin)
    return milestone


def completed(world, project=None):
    """Every milestone reported and accepted."""
    project = project or contracted(world)
    project.milestones.update(due_on=date(2026, 1, 1))
    for milestone in project.milestones.all():
        reported(world, milestone)
        settle_milestone(
            milestone=milestone, outcome="accepted", words="", by=world.officer
        )
    project.refresh_from_db()
    return project
