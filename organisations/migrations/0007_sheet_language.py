from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0006_sheet"),
    ]

    operations = [
        migrations.AddField(
            model_name="sheetupload",
            name="language",
            field=models.CharField(blank=True, max_length=10, verbose_name="language"),
        ),
    ]
