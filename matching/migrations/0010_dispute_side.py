from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0009_slot"),
    ]

    operations = [
        migrations.AddField(
            model_name="dispute",
            name="by_provider",
            field=models.BooleanField(
                default=False, verbose_name="said by the provider"
            ),
            preserve_default=False,
        ),
    ]
