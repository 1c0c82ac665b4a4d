"""The columns of a file of needs, their words of choice, the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from records.sheets import Column, template_book

ORIGINS: Mapping[str, Sequence[str]] = {
    "person": ("本人", "居民", "居民本人", "The person", "resident", "self"),
    "neighbour": ("邻居", "亲友", "家属", "邻居或亲友", "邻居或家属", "A neighbour"),
    "party_member": ("社区党员", "党员", "A community Party member", "Party member"),
    "grid": ("网格员", "网格", "楼栋长", "网格助手", "楼栋管家", "A grid member"),
    "social_worker": ("社工", "社会工作者", "A social worker"),
    "minutes": ("会议纪要", "居民议事会", "议事会", "纪要", "meeting"),
    "hotline": ("热线", "12345", "12345热线", "政务热线", "The hotline"),
}
URGENCIES: Mapping[str, Sequence[str]] = {
    "urgent": ("紧急", "特急", "急", "Urgent"),
    "soon": ("较急", "尽快", "Soon"),
    "normal": ("一般", "普通", "正常", "不急", "Normal"),
}
TITLE = Column(
    "title",
    ("标题", "title", "主题", "留言主题", "诉求标题", "subject"),
    chinese="可不填。与需求内容合并保存。",
    english="Optional; kept together with the text.",
)
TEXT = Column(
    "text",
    (
        "需求内容",
        "text",
        "内容",
        "正文",
        "诉求内容",
        "留言内容",
        "留言详情",
        "需求",
        "body",
        "content",
        "need",
    ),
    chinese="必填。用原话写一两句，最多 2000 字。不写身份证号、病历、银行卡号。",
    english=(
        "Required. One or two sentences in the person's own words, at most 2,000 "
        "characters. No ID numbers, medical records or bank cards."
    ),
    example="住在六楼的老人出院后没人送饭，想请人上门看看。",
    width=60,
)
COLUMNS = (
    Column(
        "community",
        ("社区", "community", "社区名称", "社区代码", "所属社区"),
        chinese="需要帮助的社区：名称（恒福社区）或 12 位代码。导入时统一指定社区的，可以留空。",
        english=(
            "Where help is needed: the community's name or its 12-digit code. May stay "
            "empty where one community is given for the whole file."
        ),
        example="恒福社区",
    ),
    TITLE,
    TEXT,
    Column(
        "contact",
        ("联系人", "contact name", "contact", "姓名", "联系人姓名"),
        chinese="可不填，最多 40 字。",
        english="Optional, at most 40 characters.",
    ),
    Column(
        "phone",
        ("联系电话", "telephone", "phone", "电话", "手机", "手机号"),
        chinese="可不填；填了电话，就要填联系人。",
        english="Optional; a telephone number needs the contact's name.",
    ),
    Column(
        "for_whom",
        ("服务对象", "for whom", "对象"),
        chinese="可不填，最多 60 字，例如：六楼的一对老人。不写姓名。",
        english="Optional: an elderly couple on the sixth floor, for instance. No names.",
        example="六楼的一对老人",
    ),
    Column(
        "origin",
        ("来源", "origin", "需求来源", "提出人类别"),
        chinese="谁提出的。不填按“本人”；填了热线工单号的，不填按“热线”。",
        english="Who said it. Empty means the person; with a hotline number, the hotline.",
        example="邻居",
        choices=tuple(names[0] for names in ORIGINS.values()),
    ),
    Column(
        "urgency",
        ("紧急程度", "urgency", "缓急", "紧急"),
        chinese="不填按“一般”。",
        english="Empty means normal.",
        example="一般",
        choices=tuple(names[0] for names in URGENCIES.values()),
    ),
    Column(
        "hotline",
        ("热线工单号", "hotline number", "工单号", "工单编号"),
        chinese="可不填，最多 40 字。",
        english="Optional: the number of the case at the hotline.",
    ),
)


def need_template() -> bytes:
    """The xlsx book to fill in."""
    return template_book(COLUMNS, title="需求 Needs", guide="填表说明 Guide")
