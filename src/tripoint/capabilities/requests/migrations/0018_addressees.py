"""A request has a row for each addressee, and a receipt names its party. Rows that stand are carried over."""

from django.db import migrations, models

COLUMNS = (
    "dossier, reference, request_kind, asker, addressee, exercise, office, to_office, purpose, urgency, "
    "handling, offence, subjects, opened_at, called_at, asker_last_at, record, recorded_at, withdrawn_at, "
    "withdrawal_reason, closed_at, usefulness, reminders, reminded_at, escalated_to, escalated_at, "
    "entry_office, asker_copy, addressee_copy, addressee_last_at, taken_at, taken_office, redirected_to, "
    "extended_until, extensions, part_at, answered_at, result, refused_at, refusal_ground, delivered_at, "
    "due_at, limit_hours, limit_days, paused_since, addressee_office, phase, is_open, last_at"
)


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0017_machine_draft"),
    ]

    operations = [
        migrations.CreateModel(
            name="RequestRow",
            fields=[
                ("key", models.CharField(max_length=45, primary_key=True, serialize=False)),
                ("dossier", models.CharField(max_length=43)),
                ("reference", models.CharField(max_length=32)),
                ("request_kind", models.CharField(max_length=16)),
                ("asker", models.CharField(max_length=2)),
                ("addressee", models.CharField(max_length=2)),
                ("exercise", models.BooleanField()),
                ("office", models.CharField(max_length=40)),
                ("to_office", models.CharField(max_length=40)),
                ("purpose", models.CharField(max_length=32)),
                ("urgency", models.CharField(max_length=32)),
                ("handling", models.CharField(max_length=4)),
                ("offence", models.CharField(blank=True, max_length=16)),
                ("subjects", models.IntegerField()),
                ("opened_at", models.DateTimeField()),
                ("called_at", models.DateTimeField(null=True)),
                ("asker_last_at", models.DateTimeField()),
                ("record", models.CharField(blank=True, max_length=43)),
                ("recorded_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawal_reason", models.CharField(blank=True, max_length=32)),
                ("closed_at", models.DateTimeField(null=True)),
                ("usefulness", models.CharField(blank=True, max_length=32)),
                ("reminders", models.IntegerField(default=0)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("escalated_to", models.CharField(max_length=40, null=True)),
                ("escalated_at", models.DateTimeField(null=True)),
                ("entry_office", models.CharField(blank=True, max_length=40)),
                ("asker_copy", models.CharField(max_length=40, null=True)),
                ("addressee_copy", models.CharField(max_length=40, null=True)),
                ("addressee_last_at", models.DateTimeField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
                ("taken_office", models.CharField(blank=True, max_length=40)),
                ("redirected_to", models.CharField(blank=True, max_length=40)),
                ("extended_until", models.DateField(null=True)),
                ("extensions", models.IntegerField(default=0)),
                ("part_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("result", models.CharField(blank=True, max_length=32)),
                ("refused_at", models.DateTimeField(null=True)),
                ("refusal_ground", models.CharField(blank=True, max_length=32)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("limit_hours", models.IntegerField(null=True)),
                ("limit_days", models.IntegerField(null=True)),
                ("paused_since", models.DateTimeField(null=True)),
                ("addressee_office", models.CharField(max_length=40)),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("sent", "Sent, not yet received"),
                            ("received", "Received, not yet taken"),
                            ("taken", "Taken"),
                            ("clarification", "Waiting for a clarification"),
                            ("part-answered", "Answered in part"),
                            ("answered", "Answered"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                            ("closed", "Closed"),
                        ],
                        max_length=16,
                    ),
                ),
                ("is_open", models.BooleanField()),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "db_table": "requests_row",
            },
        ),
        migrations.RunSQL(
            f"INSERT INTO requests_row (key, {COLUMNS}) SELECT dossier || addressee, {COLUMNS} FROM requests_state",  # noqa: S608 - constants
            migrations.RunSQL.noop,
        ),
        migrations.AddField(
            model_name="clarification",
            name="addressee",
            field=models.CharField(default="", max_length=2),
            preserve_default=False,
        ),
        migrations.RunSQL(
            "UPDATE requests_clarification SET addressee = COALESCE((SELECT addressee FROM requests_state "
            "WHERE requests_state.dossier = requests_clarification.dossier), '')",
            migrations.RunSQL.noop,
        ),
        migrations.CreateModel(
            name="ReceiptRow",
            fields=[
                ("key", models.CharField(max_length=45, primary_key=True, serialize=False)),
                ("entry", models.CharField(max_length=43)),
                ("party", models.CharField(max_length=2)),
                ("dossier", models.CharField(db_index=True, max_length=43)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "requests_receipt",
            },
        ),
        migrations.RunSQL(  # the asker receipts a question, the addressee the request and what is replied
            "INSERT INTO requests_receipt (key, entry, party, dossier, at) "
            "SELECT r.entry || CASE WHEN c.asked IS NULL THEN s.addressee ELSE s.asker END, r.entry, "
            "CASE WHEN c.asked IS NULL THEN s.addressee ELSE s.asker END, r.dossier, r.at FROM requests_receipted r "
            "JOIN requests_state s ON s.dossier = r.dossier LEFT JOIN requests_clarification c ON c.asked = r.entry",
            migrations.RunSQL.noop,
        ),
        migrations.DeleteModel(name="RequestState"),
        migrations.DeleteModel(name="Receipted"),
        migrations.RenameModel(old_name="RequestRow", new_name="RequestState"),
        migrations.RenameModel(old_name="ReceiptRow", new_name="Receipted"),
        migrations.AlterModelTable(name="RequestState", table="requests_state"),
        migrations.AlterModelTable(name="Receipted", table="requests_receipted"),
        migrations.AddIndex(
            model_name="requeststate",
            index=models.Index(
                condition=models.Q(("is_open", True)), fields=["addressee", "due_at", "key"], name="requests_to_answer"
            ),
        ),
        migrations.AddIndex(
            model_name="requeststate",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["addressee", "addressee_office", "due_at", "key"],
                name="requests_at_office",
            ),
        ),
        migrations.AddIndex(
            model_name="requeststate",
            index=models.Index(
                condition=models.Q(("is_open", True)), fields=["asker", "due_at", "key"], name="requests_waited_for"
            ),
        ),
        migrations.AddIndex(
            model_name="requeststate",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["asker", "office", "due_at", "key"],
                name="requests_from_office",
            ),
        ),
        migrations.AddIndex(
            model_name="requeststate",
            index=models.Index(fields=["addressee", "addressee_office", "last_at", "key"], name="requests_at_latest"),
        ),
        migrations.AddIndex(
            model_name="requeststate",
            index=models.Index(fields=["asker", "office", "last_at", "key"], name="requests_from_latest"),
        ),
        migrations.AddIndex(
            model_name="requeststate",
            index=models.Index(fields=["addressee", "addressee_office", "reference"], name="requests_at_reference"),
        ),
        migrations.AddIndex(
            model_name="requeststate",
            index=models.Index(fields=["asker", "office", "reference"], name="requests_from_reference"),
        ),
        migrations.AddIndex(
            model_name="requeststate",
            index=models.Index(fields=["last_at", "key"], name="requests_latest"),
        ),
        migrations.AddIndex(
            model_name="requeststate",
            index=models.Index(fields=["reference"], name="requests_reference"),
        ),
        migrations.AddIndex(
            model_name="requeststate",
            index=models.Index(fields=["dossier"], name="requests_dossier"),
        ),
        migrations.AddIndex(
            model_name="requeststate",
            index=models.Index(
                condition=models.Q(("escalated_to__isnull", False)),
                fields=["escalated_to", "last_at", "key"],
                name="requests_with_office",
            ),
        ),
        migrations.AddIndex(
            model_name="requeststate",
            index=models.Index(
                condition=models.Q(("called_at__isnull", False)),
                fields=["asker", "office", "called_at"],
                name="requests_called",
            ),
        ),
        migrations.AddIndex(
            model_name="requeststate",
            index=models.Index(
                condition=models.Q(("asker_copy__isnull", False)),
                fields=["asker_copy", "last_at", "key"],
                name="requests_asker_copy",
            ),
        ),
        migrations.AddIndex(
            model_name="requeststate",
            index=models.Index(
                condition=models.Q(("addressee_copy__isnull", False)),
                fields=["addressee_copy", "last_at", "key"],
                name="requests_addressee_copy",
            ),
        ),
        migrations.AlterField(
            model_name="referencecounter",
            name="addressee",
            field=models.CharField(blank=True, max_length=2),
        ),
    ]
