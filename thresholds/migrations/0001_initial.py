import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import uuid
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="Scheme",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("slug", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name="MatrixVersion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published"), ("retired", "Retired")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("document", models.JSONField()),
                ("document_sha256", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="thresholds.scheme"
                    ),
                ),
            ],
            options={
                "ordering": ["scheme__slug", "number"],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=20)),
                ("place", models.PositiveIntegerField()),
                ("level", models.PositiveSmallIntegerField()),
                ("domain", models.CharField(max_length=60)),
                ("subdomain", models.CharField(max_length=60)),
                ("label", models.CharField(max_length=160)),
                ("guidance", models.TextField()),
                ("synonyms", models.JSONField(default=list)),
                ("synonyms_text", models.TextField(blank=True)),
                ("flags", models.JSONField(default=list)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.SearchVector("label", config="english", weight="A"),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    "synonyms_text", config="english", weight="A"
                                ),
                                django.contrib.postgres.search.SearchConfig("english"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector("guidance", config="english", weight="C"),
                            django.contrib.postgres.search.SearchConfig("english"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="thresholds.matrixversion",
                    ),
                ),
            ],
            options={
                "ordering": ["version", "place"],
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["search"], name="indicator_words")],
                "constraints": [models.UniqueConstraint(fields=("version", "code"), name="indicator_code_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="matrixversion",
            constraint=models.UniqueConstraint(fields=("scheme", "number"), name="matrix_number_once"),
        ),
        migrations.AddConstraint(
            model_name="matrixversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "published")), fields=("scheme",), name="matrix_one_published"
            ),
        ),
        migrations.AddConstraint(
            model_name="matrixversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "published", "retired"])), name="matrix_status_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="matrixversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at__isnull", True), ("published_by__isnull", True), ("status", "draft")),
                    models.Q(
                        ("published_at__isnull", False),
                        ("published_by__isnull", False),
                        ("status__in", ["published", "retired"]),
                    ),
                    _connector="OR",
                ),
                name="matrix_published_at_and_by",
            ),
        ),
    ]
