"""The columns of a file of providers, their words of choice, the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from records.sheets import Column, template_book

PROJECT_KEYS = tuple(f"project_{number}" for number in range(1, 6))
TEAMS = ("志愿队", "志愿队伍", "志愿者队伍", "志愿服务队伍", "志愿者服务队", "义工队")
KINDS: Mapping[str, Sequence[str]] = {
    "social_organisation": ("社会组织", "Social organisation", "organisation"),
    "volunteer_team": ("志愿服务队", *TEAMS, "Volunteer team"),
    "technical_agency": ("技术专业机构", "专业机构", "Technical agency"),
    "public_sector_unit": ("机关企事业单位", "Public-sector unit"),
}
# A row that tells of one project of some organisation, as lists of awards have them.
PROJECT_ROW: Mapping[str, Sequence[str]] = {"project": ("项目", "Project")}
FORMS: Mapping[str, Sequence[str]] = {
    "association": ("社会团体", "Association"),
    "social_service_agency": (
        "社会服务机构",
        "民办非企业单位",
        "民非",
        "Social service agency",
    ),
    "foundation": ("基金会", "Foundation"),
    "community_organisation": (
        "社区社会组织",
        "备案社区社会组织",
        "Filed community organisation",
    ),
    "grassroots_group": ("未登记团队", "Unregistered group"),
    "volunteer_team": ("志愿服务队", *TEAMS, "Volunteer team"),
    "company": ("企业", "公司", "Company"),
    "law_firm": ("律师事务所", "Law firm"),
    "public_institution_one": ("公益一类事业单位", "Public institution, class I"),
    "public_institution_two": ("公益二类事业单位", "Public institution, class II"),
    "state_organ": ("机关", "党政机关", "State organ"),
}
_FIRST = "2025 暑期托管：面向双职工家庭的孩子，30 天，收 40 人，家长满意。"


def _project(number: int) -> Column:
    return Column(
        f"project_{number}",
        (
            f"过往项目{number}",
            f"past project {number}",
            f"项目{number}",
            f"project {number}",
        ),
        chinese=(
            "可不填。一格一个项目：年份 标题：为谁、做了什么、结果如何，60 至 200 字。"
            "配单时主要看这里。"
        ),
        english=(
            "Optional, one project a cell: year title: for whom, what was done, what "
            "came of it, 60 to 200 characters. Matching reads this."
        ),
        example=_FIRST if number == 1 else "",
        width=40,
    )


COLUMNS = (
    Column(
        "name",
        ("名称", "name", "机构名称", "单位名称", "组织名称", "organisation name"),
        required=True,
        chinese="必填。登记证书上的全称，最多 80 字。",
        english="Required. The full name on the certificate, at most 80 characters.",
        example="示范区木棉邻社会工作服务中心（演示）",
        width=40,
    ),
    Column(
        "kind",
        ("类别", "kind", "服务主体类别", "机构类别"),
        chinese="四类之一；不填按形式判断，都不填按“社会组织”。",
        english="One of four; empty follows from the form, else a social organisation.",
        example="社会组织",
        choices=tuple(names[0] for names in KINDS.values()),
    ),
    Column(
        "form",
        ("形式", "form", "登记类型", "机构形式"),
        chinese="不填时按名称判断（基金会、协会等），否则按“社会服务机构”。",
        english="Empty follows from the name; else a social service agency.",
        example="社会服务机构",
        choices=tuple(names[0] for names in FORMS.values()),
    ),
    Column(
        "credit_code",
        ("统一社会信用代码", "credit code", "信用代码", "uscc"),
        chinese="18 位。暂缺的先存为草稿，补齐后再审核；未登记团队、志愿服务队不填。",
        english=(
            "18 characters. Where it is missing the provider is kept as a draft until "
            "it is given; groups and volunteer teams have none."
        ),
        width=24,
    ),
    Column(
        "filing_no",
        ("备案号", "filing no", "filing number", "街道备案号"),
        chinese="社区社会组织在街道的备案号，可不填。",
        english="The street's filing number of a community organisation; optional.",
    ),
    Column(
        "street",
        ("所在街道", "street", "街道", "街道代码"),
        chinese="街道名称或 9 位代码。不填按导入时指定的街道。服务范围先按本街道。",
        english=(
            "The street's name or 9-digit code; empty means the street given for the "
            "import. Services cover this street to begin with."
        ),
        example="登峰街道",
    ),
    Column(
        "public_phone",
        ("公开电话", "telephone for everybody", "public phone", "对外电话"),
        chinese="可不填。机构自己的固定电话或 400 电话，公众可见；不收个人手机号。",
        english=(
            "Optional. A landline or 400 number of the organisation, shown to everybody; "
            "a person's own mobile is refused."
        ),
        example="020-0000-0000",
    ),
    Column(
        "public_address",
        ("公开地址", "address for everybody", "public address", "对外地址"),
        chinese="可不填，最多 120 字。来访地址，公众可见；不写任何人的住处。",
        english=(
            "Optional, at most 120 characters. Where visitors come, shown to everybody; "
            "never anybody's home."
        ),
        width=30,
    ),
    Column(
        "summary",
        ("简介", "summary", "机构简介"),
        chinese="可不填，最多 400 字。",
        english="Optional, at most 400 characters.",
        width=40,
    ),
    Column("short_name", ("简称", "short name")),
    Column("introduction", ("介绍", "introduction", "事迹", "事迹介绍", "机构介绍")),
    *(_project(number) for number in range(1, 6)),
    Column(
        "services",
        ("服务项目", "services", "服务与每周能力", "可提供服务"),
        chinese="服务代码或名称加每周数量，用分号隔开，例如：A1 40；L1 3。导入后待核验。",
        english=(
            "Code or name of the service and how much a week, separated by semicolons: "
            "A1 40; L1 3. Declared only, to be checked."
        ),
        example="A1 40；L1 3",
        width=30,
    ),
)


def provider_template() -> bytes:
    """The xlsx book to fill in."""
    return template_book(COLUMNS, title="服务主体 Providers", guide="填表说明 Guide")
