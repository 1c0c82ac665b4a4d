"""What every public page must keep to."""

import re

# Addresses on this site, parts of this page, telephone and mail.
OURS = re.compile(r"(?:/(?!/)|#|\?|tel:|mailto:)")
ADDRESSES = re.compile(r'\b(?:src|href|action|srcset|poster)="([^"]*)"')
# A block of data (JSON-LD) is not run by any browser.
INLINE = re.compile(
    r"<style|<script(?![^>]*\bsrc=)(?! type=\"application/ld\+json\")"
    r"|\sstyle=|\son[a-z]+=",
    re.I,
)


def assert_quiet(html: str) -> None:
    """Nothing inline that the content policy forbids, nothing from another host."""
    assert INLINE.findall(html) == []
    assert [a for a in ADDRESSES.findall(html) if not OURS.match(a)] == []
