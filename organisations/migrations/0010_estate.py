from django.db import migrations, models
import django.db.models.deletion
import django.utils.timezone
import records.models.identifier


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0009_incubation"),
    ]

    operations = [
        migrations.CreateModel(
            name="CommitteeStep",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=20,
                        primary_key=True,
                        serialize=False,
                        verbose_name="code",
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(unique=True, verbose_name="order"),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "name_en",
                    models.CharField(max_length=100, verbose_name="name in English"),
                ),
                ("what", models.TextField(max_length=400, verbose_name="what is done")),
                (
                    "what_en",
                    models.TextField(max_length=800, verbose_name="in English"),
                ),
                ("who", models.CharField(max_length=80, verbose_name="who does it")),
                (
                    "who_en",
                    models.CharField(max_length=160, verbose_name="who, in English"),
                ),
                ("source", models.CharField(max_length=120, verbose_name="source")),
                ("version", models.CharField(max_length=20, verbose_name="version")),
            ],
            options={
                "verbose_name": "step towards a committee",
                "verbose_name_plural": "steps towards a committee",
                "ordering": ("order",),
            },
        ),
        migrations.CreateModel(
            name="Estate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "public_id",
                    records.models.identifier.PublicIdField(
                        default=records.models.identifier.public_id,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("none", "No committee"),
                            ("preparing", "Being prepared"),
                            ("standing", "Has a committee"),
                        ],
                        default="none",
                        max_length=10,
                        verbose_name="owners' committee",
                    ),
                ),
                (
                    "term_ends_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="term ends on"
                    ),
                ),
                (
                    "seats",
                    models.PositiveSmallIntegerField(default=0, verbose_name="seats"),
                ),
                (
                    "seats_without_hukou",
                    models.PositiveSmallIntegerField(
                        default=0,
                        verbose_name="of these held by members without local hukou",
                    ),
                ),
                (
                    "note",
                    models.CharField(blank=True, max_length=200, verbose_name="note"),
                ),
                (
                    "changed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="changed at"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="estates",
                        to="organisations.territory",
                        verbose_name="community",
                    ),
                ),
                (
                    "next_step",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="organisations.committeestep",
                        verbose_name="next step",
                    ),
                ),
            ],
            options={
                "verbose_name": "estate",
                "verbose_name_plural": "estates",
                "ordering": ("community__code", "name"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "name"),
                        name="estate_once_in_community",
                        violation_error_message="This community has an estate of this name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("seats_without_hukou__lte", models.F("seats"))
                        ),
                        name="estate_seats_without_hukou_are_seats",
                        violation_error_message="There cannot be more of these seats than seats in all.",
                    ),
                ],
            },
        ),
    ]
