"""The generated providers of a large demo: bodies, past work, menu, administrators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from config.demo.bodies import Body, Dish, write_down
from config.demo.scale import Scale
from config.demo.words import (
    body_name,
    credit_code,
    person_name,
    phrases,
    project_text,
    public_contact,
)
from config.demo.world import World
from organisations.domain.capability import Hours
from organisations.enums import (
    FORMS_OF_KIND,
    GRADED_FORMS,
    NEVER_PRICED,
    PROVIDER_GATES,
    Funding,
    Gate,
    ProviderForm,
    ProviderKind,
)
from organisations.models import (
    Capability,
    Provider,
    ServiceType,
    Territory,
)
from organisations.queries.register_file import ProviderInput
from organisations.sheets import PastWork

# Of a hundred generated bodies, how many have each form.
FORMS = {
    ProviderForm.SOCIAL_SERVICE_AGENCY: 27,
    ProviderForm.COMMUNITY_ORGANISATION: 14,
    ProviderForm.VOLUNTEER_TEAM: 21,
    ProviderForm.ASSOCIATION: 7,
    ProviderForm.GRASSROOTS_GROUP: 5,
    ProviderForm.COMPANY: 9,
    ProviderForm.LAW_FIRM: 3,
    ProviderForm.PUBLIC_INSTITUTION_ONE: 7,
    ProviderForm.PUBLIC_INSTITUTION_TWO: 3,
    ProviderForm.FOUNDATION: 2,
    ProviderForm.STATE_ORGAN: 2,
}
CASEWORKERS = {
    ProviderForm.SOCIAL_SERVICE_AGENCY,
    ProviderForm.PUBLIC_INSTITUTION_TWO,
}
HOURS = (
    (Hours("12345", time(9), time(17, 30)),),
    (Hours("12345", time(8, 30), time(18)), Hours("6", time(9), time(12))),
    (Hours("1234567", time(8), time(20)),),
    (Hours("67", time(9), time(17)),),
    (Hours("135", time(18, 30), time(21, 30)), Hours("67", time(14), time(21))),
    (),
)
UNPAID = {ProviderForm.COMMUNITY_ORGANISATION, ProviderForm.GRASSROOTS_GROUP}
VALID = timedelta(days=540)
FIRST_SERIAL = 1001
CHUNK = 100


@dataclass(frozen=True, slots=True)
class Sort:
    """What a generated body is: form, theme of its work, ending of its name."""

    form: ProviderForm
    theme: str
    suffix: str


class Register:
    """Fills the register up to a scale's totals: a chunk of bodies is drawn, then
    written in one transaction."""

    def __init__(self, world: World, scale: Scale) -> None:
        self.world = world
        self.scale = scale
        self.dice = Random("demo:register")  # noqa: S311 - the same demo each time
        self.streets = [t for t in world.territories.values() if t.level == "street"]
        self.types: dict[str, list[ServiceType]] = {}
        for kind in sorted(world.services.values(), key=lambda s: s.code):
            self.types.setdefault(kind.category_id, []).append(kind)
        self.names = set(Provider.objects.values_list("name", flat=True))

    def fill(self) -> None:
        missing = self.scale.providers - Provider.objects.count()
        dishes = self.scale.capabilities - Capability.objects.count()
        for first in range(0, missing, CHUNK):
            bodies = []
            for n in range(first, min(first + CHUNK, missing)):
                count = self._share(dishes, missing - n)
                bodies.append(self._drawn(n, count))
                dishes -= count
            write_down(bodies)

    def _share(self, dishes: int, left: int) -> int:
        """Two to five dishes each, and exactly the total at the end."""
        mean = dishes / left
        count = round(mean + self.dice.choice((-1, 0, 0, 1))) if left > 1 else dishes
        return max(min(count, dishes - (left - 1)), 1)

    def _drawn(self, n: int, count: int) -> Body:
        sort, street = self._sort(), self.dice.choice(self.streets)
        types = self._menu(sort, count)
        body = self._body(n, sort, street, types)
        body.dishes = [self._dish(sort.form, street, kind) for kind in types]
        if sort.form in GRADED_FORMS and self.dice.random() < 0.45:
            body.grade = self._grade()
        return body

    def _sort(self) -> Sort:
        form = self.dice.choices(list(FORMS), list(FORMS.values()))[0]
        theme, suffix = self.dice.choice(phrases()["bodies"][form])
        return Sort(form, theme, suffix)

    def _body(
        self, n: int, sort: Sort, street: Territory, types: list[ServiceType]
    ) -> Body:
        name = body_name(self.dice, sort.suffix)
        while name in self.names:
            name = body_name(self.dice, sort.suffix)
        self.names.add(name)
        filed = sort.form == ProviderForm.COMMUNITY_ORGANISATION
        code = credit_code(sort.form, street.district_code, FIRST_SERIAL + n)
        row = ProviderInput(
            kind=_kind_of(sort.form),
            form=sort.form,
            name=name,
            street=street,
            credit_code=code,
            filing_no=f"演示备-{n:04d}" if filed else "",
            summary=f"主要做{'、'.join(each.name for each in types[:3])}。",
            languages=tuple(self._languages()),
            contact_role="负责人",
            **public_contact(code, street),
        )
        projects = list(self._projects(street, types))
        return Body(n, row, projects, person_name(self.dice))

    def _languages(self) -> list[str]:
        more = [word for word in ("en", "sign") if self.dice.random() < 0.06]
        return [*(["yue", "zh"] if self.dice.random() < 0.7 else ["zh"]), *more]

    def _projects(
        self, street: Territory, types: list[ServiceType]
    ) -> Iterator[tuple[PastWork, ServiceType]]:
        place = street.name.removesuffix("街道")
        for n in range(self.dice.choice((1, 1, 2, 2, 3))):
            kind = types[n % len(types)]
            title, text = project_text(self.dice, kind, place)
            year = timezone.localdate().year - self.dice.choice((0, 1, 1, 2, 3))
            yield PastWork("", title, text, year), kind

    def _grade(self) -> dict[str, Any]:
        since = date(timezone.localdate().year - self.dice.randint(0, 3), 3, 1)
        return {
            "level": self.dice.choices((1, 2, 3, 4, 5), (2, 4, 6, 3, 1))[0],
            "since": since,
            "until": since.replace(year=since.year + 5) - timedelta(days=1),
        }

    # --- the menu -------------------------------------------------------------------

    def _menu(self, sort: Sort, count: int) -> list[ServiceType]:
        """Its own theme first, then what lies beside it; casework for who may."""
        own = list(self._allowed(sort, self.types[sort.theme]))
        beside = [self.world.services[c] for c in phrases()["aside"][sort.theme]]
        chosen = self.dice.sample(own, min(count, len(own)))
        for kind in self._allowed(sort, beside):
            if len(chosen) < count and kind not in chosen:
                chosen.append(kind)
        others = [kind for kinds in self.types.values() for kind in kinds]
        while len(chosen) < count:
            kind = self.dice.choice(others)
            if kind not in chosen and list(self._allowed(sort, [kind])):
                chosen.append(kind)
        return chosen

    @staticmethod
    def _allowed(sort: Sort, kinds: list[ServiceType]) -> Iterator[ServiceType]:
        for kind in kinds:
            if kind.code == "C3" and sort.form not in CASEWORKERS:
                continue
            if Gate.CASE in kind.gates and sort.form in UNPAID | NEVER_PRICED:
                continue
            if kind.for_organisations != (sort.theme == "M"):
                continue
            yield kind

    def _dish(self, form: ProviderForm, street: Territory, kind: ServiceType) -> Dish:
        dice = self.dice
        gates = [gate for gate in kind.gates if gate in PROVIDER_GATES]
        if dice.random() < 0.06:
            gates = gates[1:]
        licensed = Gate.LIC in gates
        until = timezone.localdate() + dice.choice((1, 1, 2)) * VALID
        priced = self._priced(form, kind)
        territories = self._coverage(street)
        weekly = dice.choice((2, 4, 6, 8, 12, 20, 30))
        windows = dice.choice(HOURS)
        offer = {
            "service_type": kind,
            "weekly_capacity": weekly,
            "price": dice.choice((1500, 3000, 6000, 12000, 20000)) if priced else 0,
            "funding": self._funding(form, priced),
            "gates": gates,
            "licence_until": until if licensed else None,
        }
        fit = Gate.LIC not in kind.gates or licensed
        check, deliveries = self._check(until) if fit else (None, 0)
        return Dish(offer, licensed, territories, windows, check, deliveries)

    def _priced(self, form: ProviderForm, kind: ServiceType) -> bool:
        if form in NEVER_PRICED | UNPAID or form == ProviderForm.STATE_ORGAN:
            return False
        paid = Gate.PAY in kind.gates or form == ProviderForm.COMPANY
        return paid or self.dice.random() < 0.15

    def _funding(self, form: ProviderForm, priced: bool) -> list[str]:
        if priced:
            paying = (
                [Funding.USER_PAYS, Funding.PURCHASE_CONTRACT],
                [Funding.PURCHASE_CONTRACT, Funding.LOTTERY],
                [Funding.COMMUNITY_FUND, Funding.USER_PAYS],
                [Funding.VENTURE],
            )
            return self.dice.choice(paying)
        if form in UNPAID | {ProviderForm.VOLUNTEER_TEAM}:
            return [Funding.VOLUNTEER]
        if form in FORMS_OF_KIND[ProviderKind.PUBLIC_SECTOR_UNIT]:
            return [Funding.OWN_RESOURCES]
        return self.dice.choice(([Funding.DONATION], [Funding.PURCHASE_CONTRACT]))

    def _coverage(self, street: Territory) -> list[Territory]:
        """One community, the home street, a few streets beside it, or the district."""
        around = [s for s in self.streets if s.district_code == street.district_code]
        wide = self.dice.random()
        if wide < 0.12:
            return [self.world.territories[street.district_code]]
        if wide < 0.35:
            return [street]
        others = self.dice.sample(around, min(self.dice.randint(2, 7), len(around)))
        return sorted({street, *others}, key=lambda t: t.code)

    def _check(self, until: date) -> tuple[dict[str, Any] | None, int]:
        """One in eight is declared only, one in sixteen has run out. With the check
        come the deliveries that prove it."""
        luck, today = self.dice.random(), timezone.localdate()
        if luck < 0.125:
            return None, 0
        ended = luck < 0.1875
        checked = today - timedelta(days=400 if ended else self.dice.randint(10, 300))
        check = {
            "level": self.dice.choice(("document_checked", "site_checked")),
            "expires_on": today - timedelta(days=20) if ended else until,
            "at": timezone.make_aware(datetime.combine(checked, time(10))),
        }
        return check, self.dice.randint(1, 24) if luck > 0.8 else 0


def _kind_of(form: ProviderForm) -> ProviderKind:
    """A volunteer team or group is one; a company is taken for a technical agency."""
    order = (
        ProviderKind.VOLUNTEER_TEAM,
        ProviderKind.SOCIAL_ORGANISATION,
        ProviderKind.TECHNICAL_AGENCY,
        ProviderKind.PUBLIC_SECTOR_UNIT,
    )
    return next(kind for kind in order if form in FORMS_OF_KIND[kind])
