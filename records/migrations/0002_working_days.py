"""The calendar of working days as it was known when this migration was written.

Later years come in with `manage.py load_workdays FILE`.
"""

import csv
from datetime import date
from pathlib import Path

from django.db import migrations

CALENDAR = Path(__file__).resolve().parent.parent / "data" / "workdays.csv"


def load(apps, schema_editor):
    Workday = apps.get_model("records", "Workday")
    with CALENDAR.open(encoding="utf-8", newline="") as file:
        days = [
            Workday(
                day=date.fromisoformat(row["day"]),
                is_workday=row["is_workday"] == "1",
                name=row["name"],
                name_en=row["name_en"],
                provisional=row["provisional"] == "1",
                source=row["source"],
            )
            for row in csv.DictReader(file)
        ]
    # A database that is taken over has them already.
    Workday.objects.bulk_create(days, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("records", "0001_tables")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
