"""Timetables, deadlines and steps; messages and what was done about them; the heartbeat."""

import django.db.models.deletion
from django.db import migrations, models

import partnership.models
from partnership.insert_only import protect


class Migration(migrations.Migration):
    dependencies = [
        ("conferences", "0002_insert_only"),
        ("partnership", "0003_first_rows"),
        ("scheduling", "0001_diary"),
    ]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("swept_at", models.DateTimeField()),
                ("rebuilt", models.PositiveIntegerField()),
                ("written", models.PositiveIntegerField()),
                ("stuck", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_heartbeat")],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ref",
                    models.CharField(
                        default=partnership.models.new_ref, editable=False, max_length=16, unique=True
                    ),
                ),
                (
                    "template",
                    models.CharField(
                        choices=[
                            ("invitation", "Invitation to a conference, or a new date"),
                            ("called_off", "A conference was called off"),
                            ("withdrawn", "An invitation no longer stands"),
                            ("report_reminder", "Reminder to report"),
                            ("report_late", "A report is late"),
                            ("share_reminder", "Reminder to share the report with the family"),
                            ("share_late", "A report was not shared with the family in time"),
                            ("sign_off", "A report waits for sign-off"),
                            ("returned", "A report came back with comments"),
                            ("deadline_reminder", "Reminder of a deadline of the conference"),
                            ("deadline_late", "A deadline of the conference has passed"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("named", "The person invited"),
                            ("box", "The agency’s mailbox"),
                            ("stand_in", "The agency’s mailbox (nobody is named)"),
                            ("writers", "Whoever writes reports for the agency"),
                            ("signers", "Whoever signs off for the agency"),
                            ("leads", "The agency’s lead"),
                            ("author", "Whoever wrote the report"),
                            ("chair", "The chair"),
                            ("manager", "The team manager who decided to convene"),
                            ("worker", "The family’s social worker"),
                            ("office", "The authority’s conference office"),
                        ],
                        max_length=20,
                    ),
                ),
                ("subject", models.CharField(max_length=40)),
                ("rule", models.CharField(max_length=40)),
                ("step", models.CharField(max_length=60)),
                ("recipient", models.CharField(max_length=40)),
                ("due_on", models.DateField()),
                ("created_at", models.DateTimeField()),
                ("next_try_at", models.DateTimeField()),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("lease", models.CharField(blank=True, max_length=32)),
                ("handing_over_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("tried_since", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=300)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("failed_at", models.DateTimeField(blank=True, null=True)),
                ("held_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("cancel_reason", models.CharField(blank=True, max_length=200)),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.person",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.agency",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.authority",
                    ),
                ),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conferences.conference",
                    ),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conferences.invitation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.person",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="MessageEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("move", models.CharField(max_length=30)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partnership.person"
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="scheduling.message",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Timetable",
            fields=[
                (
                    "conference",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="timetable",
                        serialize=False,
                        to="conferences.conference",
                    ),
                ),
                ("built_facts", models.PositiveIntegerField()),
                ("built_calendar", models.PositiveIntegerField()),
                ("built_at", models.DateTimeField()),
                ("trouble", models.TextField(blank=True)),
                ("next_deadline_on", models.DateField(blank=True, null=True)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.authority",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=40)),
                ("step", models.CharField(max_length=60)),
                (
                    "template",
                    models.CharField(
                        choices=[
                            ("invitation", "Invitation to a conference, or a new date"),
                            ("called_off", "A conference was called off"),
                            ("withdrawn", "An invitation no longer stands"),
                            ("report_reminder", "Reminder to report"),
                            ("report_late", "A report is late"),
                            ("share_reminder", "Reminder to share the report with the family"),
                            ("share_late", "A report was not shared with the family in time"),
                            ("sign_off", "A report waits for sign-off"),
                            ("returned", "A report came back with comments"),
                            ("deadline_reminder", "Reminder of a deadline of the conference"),
                            ("deadline_late", "A deadline of the conference has passed"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("named", "The person invited"),
                            ("box", "The agency’s mailbox"),
                            ("stand_in", "The agency’s mailbox (nobody is named)"),
                            ("writers", "Whoever writes reports for the agency"),
                            ("signers", "Whoever signs off for the agency"),
                            ("leads", "The agency’s lead"),
                            ("author", "Whoever wrote the report"),
                            ("chair", "The chair"),
                            ("manager", "The team manager who decided to convene"),
                            ("worker", "The family’s social worker"),
                            ("office", "The authority’s conference office"),
                        ],
                        max_length=20,
                    ),
                ),
                ("due_on", models.DateField()),
                ("on", models.DateField()),
                ("until", models.DateField()),
                (
                    "invitation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conferences.invitation",
                    ),
                ),
                (
                    "timetable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="scheduling.timetable",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Deadline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("due_on", models.DateField()),
                ("parameter", models.CharField(blank=True, max_length=10)),
                ("citation", models.TextField(blank=True)),
                ("explanation", models.JSONField(default=dict)),
                ("falls_to", models.CharField(max_length=40)),
                ("is_owed", models.BooleanField(default=True)),
                ("met_at", models.DateTimeField(blank=True, null=True)),
                (
                    "invitation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deadlines",
                        to="conferences.invitation",
                    ),
                ),
                (
                    "timetable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deadlines",
                        to="scheduling.timetable",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(
                    ("cancelled_at", None), ("failed_at", None), ("held_at", None), ("sent_at", None)
                ),
                fields=["next_try_at"],
                name="message_open",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["conference", "created_at"], name="scheduling__confere_c2a83c_idx"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=("subject", "rule", "step", "recipient", "due_on"), name="message_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "template__in",
                        [
                            "invitation",
                            "called_off",
                            "withdrawn",
                            "report_reminder",
                            "report_late",
                            "share_reminder",
                            "share_late",
                            "sign_off",
                            "returned",
                            "deadline_reminder",
                            "deadline_late",
                        ],
                    )
                ),
                name="message_template_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "audience__in",
                        [
                            "named",
                            "box",
                            "stand_in",
                            "writers",
                            "signers",
                            "leads",
                            "author",
                            "chair",
                            "manager",
                            "worker",
                            "office",
                        ],
                    )
                ),
                name="message_audience_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agency", None), ("authority", None), ("person__isnull", False)),
                    models.Q(("agency__isnull", False), ("authority", None), ("person", None)),
                    models.Q(("agency", None), ("authority__isnull", False), ("person", None)),
                    _connector="OR",
                ),
                name="message_to_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("failed_at", None), ("held_at", None), ("sent_at", None)),
                    models.Q(("cancelled_at", None), ("failed_at", None), ("held_at", None)),
                    models.Q(("cancelled_at", None), ("held_at", None), ("sent_at", None)),
                    models.Q(("cancelled_at", None), ("failed_at", None), ("sent_at", None)),
                    _connector="OR",
                ),
                name="message_ends_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cancelled_at", None), models.Q(("cancel_reason", ""), _negated=True), _connector="OR"
                ),
                name="message_cancelled_has_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="timetable",
            index=models.Index(
                condition=models.Q(("next_deadline_on__isnull", False)),
                fields=["authority", "next_deadline_on"],
                name="timetable_next_deadline",
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(fields=["audience", "until", "on"], name="scheduling__audienc_c00a8d_idx"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "template__in",
                        [
                            "invitation",
                            "called_off",
                            "withdrawn",
                            "report_reminder",
                            "report_late",
                            "share_reminder",
                            "share_late",
                            "sign_off",
                            "returned",
                            "deadline_reminder",
                            "deadline_late",
                        ],
                    )
                ),
                name="step_template_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "audience__in",
                        [
                            "named",
                            "box",
                            "stand_in",
                            "writers",
                            "signers",
                            "leads",
                            "author",
                            "chair",
                            "manager",
                            "worker",
                            "office",
                        ],
                    )
                ),
                name="step_audience_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gt", models.F("on"))), name="step_holds_for_a_day"
            ),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("is_owed", True), ("met_at", None)),
                fields=["timetable", "due_on"],
                name="deadline_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("invitation", None)), fields=("timetable", "kind"), name="deadline_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("invitation__isnull", False)),
                fields=("invitation", "kind"),
                name="duty_once",
            ),
        ),
        protect("scheduling_messageevent"),
    ]
