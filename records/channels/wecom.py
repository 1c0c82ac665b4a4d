"""Letters through the webhook of a 企业微信 group robot, which names whom it is for.

The whole group reads them: they carry what a text message may, and no more.
"""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records.channels import Letter, Refused
from records.channels.http import ask

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
BUSY = 45009  # errcode: more than 20 messages a minute


class WecomChannel:
    """The robot has no key for a second delivery: a letter may be read twice."""

    title = _("WeCom")
    rings = brief = confirmed = True
    receipts = False

    def address_of(self, recipient: object) -> str:
        return ""

    def clean(self, value: str) -> str:
        value = value.strip()
        if not NAME.fullmatch(value):
            raise ValidationError(
                gettext("Enter the account name of WeCom."), code="wecom"
            )
        return value

    def send(self, letter: Letter) -> None:
        text = {"content": letter.body, "mentioned_list": [letter.address]}
        answer = ask(settings.WECOM_WEBHOOK_URL, {"msgtype": "text", "text": text})
        code = answer.get("errcode", 0)
        if code == BUSY:
            raise OSError(f"errcode {code}")
        if code:
            raise Refused(f"errcode {code}")

    def outcome(self, key: str) -> str:
        return ""
