from django.test import Client

from cms.models import HomePage
from tests.cms.markup import assert_quiet
from tests.factories.cms import ContactPageFactory, body


def test_a_number_can_be_rung(client: Client, home: HomePage) -> None:
    page = ContactPageFactory(
        parent=home,
        slug="contact-us",
        hours="工作日 9:00–17:30",
        email="centre@example.org",
        body=body("三个工作日内答复。"),
    )
    html = client.get("/contact-us/").content.decode()
    assert 'href="tel:02000000000">020-0000 0000</a>' in html
    assert 'href="mailto:centre@example.org"' in html
    assert "三个工作日内答复。" in html
    assert "<dt>地址</dt>" not in html
    assert page.plain_text.startswith("有事找中心。 工作日")
    assert_quiet(html)
