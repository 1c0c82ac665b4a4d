"""What a verb refuses, and with which sentence."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError


def refused(fault, verb, /, *words, **arguments):
    """The verb refuses with this code and a sentence that holds these words."""
    with pytest.raises(ValidationError) as caught:
        verb(**arguments)
    assert caught.value.code == fault
    sentence = " ".join(caught.value.messages)
    assert all(str(word) in sentence for word in words), sentence
    return sentence
