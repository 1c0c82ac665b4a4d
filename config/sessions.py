"""Sessions in the database, as Django keeps them, that know when they end."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone


class SessionStore(db.SessionStore):
    """The row that holds a session is read anyway: its end is kept in hand, so that a
    page can say it without asking again. Another engine's sessions do not know it."""

    ends_at: datetime | None = None

    def _get_session_from_db(self) -> Session | None:
        row = super()._get_session_from_db()
        self.ends_at = row.expire_date if row else None
        return row

    def create_model_instance(self, data: dict[str, object]) -> Session:
        row = super().create_model_instance(data)
        self.ends_at = row.expire_date
        return row

    @property
    def seconds_left(self) -> int:
        """Whole seconds until it ends, 0 for one that was never saved."""
        if self.ends_at is None:
            return 0
        return max(int((self.ends_at - timezone.now()).total_seconds()), 0)
