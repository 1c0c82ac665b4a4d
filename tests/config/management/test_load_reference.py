"""The command that loads what ships with the product."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from matching.models import StageLimit
from organisations.models import ServiceType, Territory

pytestmark = pytest.mark.django_db


def run(**options):
    out = StringIO()
    call_command("load_reference", stdout=out, **options)
    return out.getvalue().splitlines()


def test_it_loads_and_the_second_run_changes_nothing():
    assert run() == [
        "territories: changed 0, created 2134, unchanged 0",
        "catalogue: changed 0, created 78, unchanged 0",
        "conditions: changed 0, created 17, removed 0, unchanged 0",
        "committee steps: changed 0, created 7, unchanged 0",
        f"time limits: {StageLimit.objects.count()} in force",
        "response: bodies 11, families 4, limits 16, matters 51",
        "rule sets: rule_sets 4",
        "demo rule set: rule_sets 1",
        "sheets: sheets 2",
        "rules of purchases: 6 in force",
        "pages: there",
    ]
    assert run()[0] == "territories: changed 0, created 0, unchanged 2134"
    assert (Territory.objects.count(), ServiceType.objects.count()) == (2134, 65)
    assert StageLimit.objects.exists()
    assert Group.objects.filter(name="chief_editor").exists()


def test_a_public_site_stands_afterwards(client):
    run(verbosity=0)

    assert client.get("/").status_code == client.get("/en/").status_code == 200


def test_a_wrong_file_is_said_in_words(tmp_path):
    wrong = tmp_path / "territories.csv"
    wrong.write_text("code,level,name\n4401,district,越秀区\n", encoding="utf-8")

    with pytest.raises(CommandError) as caught:
        run(territories=wrong)

    assert "4401" in str(caught.value)
    with pytest.raises(CommandError):
        run(territories=tmp_path / "none.csv")
    assert Territory.objects.count() == 0
