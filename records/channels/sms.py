"""Text messages through a gateway that is spoken to by HTTP.

`POST <url>` {to, text, key} with the header Idempotency-Key; any 2xx, or 409 for a key
it has already, means accepted. `GET <url>/<key>` answers {"status": accepted |
delivered | failed}.
"""

import re
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records.channels import Letter, Refused
from records.channels.http import ask

LONGEST_TEXT = 70  # UCS-2 characters of one message
MOBILE = re.compile(r"1[3-9]\d{9}")
ENDED = frozenset({"delivered", "failed"})


def length_of(text: str) -> int:
    """How many UCS-2 characters a text is: those beyond the first plane count twice."""
    return len(text.encode("utf-16-le")) // 2


def framed(text: str, url: str) -> str:
    """The text with the sender's sign in front and the personal link behind."""
    sign = f"【{settings.SMS_SIGN}】" if settings.SMS_SIGN else ""
    return f"{sign}{text} {url}".rstrip()


class SmsChannel:
    """One text message per letter; a second request with its key sends nothing."""

    title = _("Text message")
    rings = brief = confirmed = receipts = True

    def address_of(self, recipient: object) -> str:
        return ""

    def clean(self, value: str) -> str:
        number = re.sub(r"[\s-]", "", value).removeprefix("+86")
        if not MOBILE.fullmatch(number):
            raise ValidationError(
                gettext("Enter a mobile number with 11 digits."), code="phone"
            )
        return number

    def send(self, letter: Letter) -> None:
        if length_of(letter.body) > LONGEST_TEXT:
            raise Refused(f"more than {LONGEST_TEXT} characters")
        ask(
            settings.SMS_GATEWAY_URL,
            {"to": letter.address, "text": letter.body, "key": letter.key},
            headers={**self._pass(), "Idempotency-Key": letter.key},
        )

    def outcome(self, key: str) -> str:
        url = f"{settings.SMS_GATEWAY_URL.rstrip('/')}/{quote(key, safe='')}"
        status = str(ask(url, headers=self._pass()).get("status", ""))
        return status if status in ENDED else ""

    def _pass(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {settings.SMS_GATEWAY_TOKEN}"}
