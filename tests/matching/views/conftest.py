"""Readers of the pages: a client per user, in English so that sentences can be read."""

import re

import pytest
from django.test import Client

INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+\s*=|<script(?![^>]*\ssrc=)", re.I)


@pytest.fixture
def world(clocked_world):
    return clocked_world


@pytest.fixture
def reader():
    """`reader(user)`: somebody signed in, reading English."""

    def signed_in(user):
        client = Client(headers={"accept-language": "en"})
        if user is not None:
            client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def clean():
    """Nothing inline: the page works under the content policy."""

    def check(response):
        text = response.content.decode()
        assert INLINE.search(text) is None
        return text

    return check
