"""Chinese words on an English page are read out as Chinese."""

import pytest

from config.tongue import marked
from tests.factories.organisations import ProviderFactory

HAN = '<bdi lang="zh-Hans">{}</bdi>'.format


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("<p>Nothing here</p>", "<p>Nothing here</p>"),
        ("<p>恒福社区</p>", f"<p>{HAN('恒福社区')}</p>"),
        (
            "<p>Ring 登峰街道, or 恒福 and wait.</p>",
            f"<p><bdi>Ring {HAN('登峰街道')}, or {HAN('恒福')} and wait.</bdi></p>",
        ),
        (
            "<dd>恒福路 12 号 A 座 3F</dd>",
            f"<dd><bdi>{HAN('恒福路 12 号 A 座')} 3F</bdi></dd>",
        ),
        ("<b>“和怡”（演示）</b>", f"<b>{HAN('“和怡”（演示）')}</b>"),
        ("<td>陈** · 2 hours</td>", f"<td><bdi>{HAN('陈**')} · 2 hours</bdi></td>"),
        ("甲 of 2", f"{HAN('甲')} of 2"),
        ("<p>a</p>甲<br>乙", f"<p>a</p>{HAN('甲')}<br>{HAN('乙')}"),
    ],
)
def test_runs_of_chinese_are_marked_and_nothing_else(said, heard):
    assert marked(said) == heard


@pytest.mark.parametrize(
    "said",
    [
        "<title>恒福</title>",
        '<br title="恒福"><b>x</b>',
        "<textarea name='a'>恒福</textarea>",
        '<script type="application/ld+json">{"name": "恒福<"}</script>',
        '<img alt="恒福 > 登峰" src="/a.png">',
        '<a lang="zh-Hans" href="/">中文</a>',
    ],
)
def test_what_holds_no_tags_or_is_marked_stays_as_it_is(said):
    assert marked(said) == said


def test_an_option_bears_the_mark_itself():
    said = '<option value="1" selected>恒福</option>'
    assert marked(said) == '<option lang="zh-Hans" value="1" selected>恒福</option>'


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "times"), [("/en/directory/", 1), ("/directory/", 0)])
def test_a_name_in_the_directory(guest, path, times):
    provider = ProviderFactory(name="和怡社会工作服务中心", name_en="")
    page = guest.get(path).content.decode()

    assert page.count(HAN(provider.name)) == times
