import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from cms.models import CasePage, HomePage
from tests.cms.markup import assert_quiet
from tests.factories.cms import CaseIndexPageFactory, CasePageFactory


@pytest.fixture
def case(home: HomePage) -> CasePage:
    index = CaseIndexPageFactory(parent=home, slug="cases")
    return CasePageFactory(parent=index, slug="stairs", title="楼梯间的会")


def test_a_case_is_told(client: Client, case: CasePage) -> None:
    html = client.get("/cases/stairs/").content.decode()
    for part in (
        "<h1>楼梯间的会</h1>",
        "<dd>邻里协商</dd>",
        "<dd>示范街</dd>",
        "2026年8月",
        "<li>邻里互助队</li><li>律师事务所</li>",
        "一层一层谈。",
        "两栋签约，一栋没谈成。",
    ):
        assert part in html
    assert_quiet(html)


def test_the_list_names_need_and_street(client: Client, case: CasePage) -> None:
    html = client.get("/cases/").content.decode()
    assert "邻里协商 · 示范街" in html
    assert_quiet(html)


def test_without_consent_there_is_no_case(case: CasePage) -> None:
    case.consent_on_file = False
    with pytest.raises(ValidationError) as error:
        case.clean()
    assert error.value.error_dict["consent_on_file"][0].code == "consent_missing"
