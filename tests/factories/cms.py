"""Pages of the public site."""

import json
from datetime import date
from itertools import count
from typing import Any

import factory
from wagtail.models import Locale, Page

from cms.models import (
    CaseIndexPage,
    CasePage,
    ContactPage,
    GuideIndexPage,
    GuidePage,
    HomePage,
    NoticeIndexPage,
    NoticePage,
    PolicyIndexPage,
    PolicyPage,
    StandardPage,
)

# One row of numbers for all kinds: siblings of any kind need different slugs.
NUMBERS = count()


class PageFactory(factory.django.DjangoModelFactory):
    """A published page under `parent`, in the parent's language."""

    class Meta:
        abstract = True

    slug = factory.LazyFunction(lambda: f"page-{next(NUMBERS)}")
    parent = factory.LazyFunction(Page.get_first_root_node)

    @classmethod
    def _create(cls, model_class: type[Page], *args: Any, **kwargs: Any) -> Page:
        parent = kwargs.pop("parent")
        kwargs.setdefault("locale", parent.locale)
        draft = not kwargs.pop("live", True)
        page = parent.add_child(instance=model_class(*args, live=False, **kwargs))
        revision = page.save_revision()
        if not draft:
            revision.publish()
            page.refresh_from_db()
        return page


class LocaleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Locale
        django_get_or_create = ("language_code",)

    language_code = "en"


class HomePageFactory(PageFactory):
    class Meta:
        model = HomePage

    title = "需要帮忙，告诉社区"
    lead = "社区党员提出，社工支撑，居民参与。"
    help_label = "我要帮忙"
    help_text = "可以代说。"
    offer_label = "我能出力"
    offer_text = "登记一次。"
    review_label = "等级评估与公示"
    review_text = "每一步都留痕。"
    phone_note = "打给您街道的社工站。"


class StandardPageFactory(PageFactory):
    class Meta:
        model = StandardPage

    title = "办事指南"
    intro = "写给居民。"
    body = factory.LazyFunction(lambda: body("从头到尾只有四步。"))


class NoticeIndexPageFactory(PageFactory):
    class Meta:
        model = NoticeIndexPage

    title = "通知公告"
    intro = "最新的在最前面。"


class NoticePageFactory(PageFactory):
    class Meta:
        model = NoticePage

    title = factory.Sequence(lambda n: f"第 {n} 号通知")
    issued_on = date(2026, 11, 20)
    issuer = "示范区社会组织指导中心（演示）"
    summary = "下周一开始报名。"
    body = factory.LazyFunction(lambda: body("请带身份证件。"))


class PolicyIndexPageFactory(PageFactory):
    class Meta:
        model = PolicyIndexPage

    title = "政策法规"


class PolicyPageFactory(PageFactory):
    class Meta:
        model = PolicyPage

    title = factory.Sequence(lambda n: f"第 {n} 号办法")
    issued_on = date(2026, 1, 20)
    effective_on = date(2026, 3, 1)
    summary = "写给参评的社会组织。"
    body = factory.LazyFunction(lambda: body("分五级。"))


class GuideIndexPageFactory(PageFactory):
    class Meta:
        model = GuideIndexPage

    title = "办事指南"


class GuidePageFactory(PageFactory):
    class Meta:
        model = GuidePage

    title = factory.Sequence(lambda n: f"第 {n} 号指南")
    summary = "居民小队想备案，看这一页。"
    steps = factory.LazyFunction(lambda: stream(("step", {"title": "凑齐十个人"})))


class CaseIndexPageFactory(PageFactory):
    class Meta:
        model = CaseIndexPage

    title = "项目案例"


class CasePageFactory(PageFactory):
    class Meta:
        model = CasePage

    title = factory.Sequence(lambda n: f"第 {n} 号案例")
    summary = "三栋楼谈成了两栋。"
    need_type = "邻里协商"
    street = "示范街"
    finished_on = date(2026, 8, 31)
    partners = "邻里互助队\n律师事务所"
    body = factory.LazyFunction(lambda: body("一层一层谈。"))
    outcome = "两栋签约，一栋没谈成。"
    consent_on_file = True


class ContactPageFactory(PageFactory):
    class Meta:
        model = ContactPage

    title = "联系我们"
    intro = "有事找中心。"
    phone = "020-0000 0000"


def body(*paragraphs: str) -> str:
    """A body of these paragraphs."""
    return stream(*(("paragraph", f"<p>{text}</p>") for text in paragraphs))


def stream(*blocks: tuple[str, Any]) -> str:
    """A body of these blocks, as it is stored."""
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])
