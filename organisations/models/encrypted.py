"""The unreadable column, under the name that the migrations of this floor know."""

from records.models.encrypted import (
    EncryptedTextField,
    keyed_digest,
    sealed,
    unsealed,
)

__all__ = ["EncryptedTextField", "keyed_digest", "sealed", "unsealed"]
