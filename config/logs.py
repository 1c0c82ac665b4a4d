"""What a log line may hold."""

import logging
import re

PERSONAL = re.compile(r"(/i/|/accounts/password/reset/key/)[^/\s?]+")


class HideTokens(logging.Filter):
    """Addresses of personal links are keys: a log shows where they lead, not which."""

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        hidden = PERSONAL.sub(r"\1***", line)
        if hidden != line:
            record.msg, record.args = hidden, ()
        return True
