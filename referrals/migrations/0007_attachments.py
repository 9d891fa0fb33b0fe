"""Files: listed in one table, their bytes in another; frozen with the referral they were sent with."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


# Of a file that was sent, only the look for viruses may still go on; its bytes go only when one was found.
SCANNING = ("scan", "scanned_at", "finding", "try_at", "attempts")
FORWARDS = f"""
CREATE FUNCTION frontdoor_attachment_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.referral_id IS NULL THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A file that was sent is kept.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(NEW) - ARRAY{list(SCANNING)!r} IS DISTINCT FROM to_jsonb(OLD) - ARRAY{list(SCANNING)!r} THEN
        RAISE EXCEPTION 'A file that was sent is frozen.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER referrals_attachment_rows BEFORE UPDATE OR DELETE ON referrals_attachment
    FOR EACH ROW EXECUTE FUNCTION frontdoor_attachment_frozen();
CREATE TRIGGER referrals_attachment_whole BEFORE TRUNCATE ON referrals_attachment
    FOR EACH STATEMENT EXECUTE FUNCTION frontdoor_append_only();
CREATE FUNCTION frontdoor_attachment_content_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR EXISTS (
        SELECT FROM referrals_attachment
        WHERE id = OLD.attachment_id AND referral_id IS NOT NULL AND scan <> 'found'
    ) THEN
        RAISE EXCEPTION 'The content of a file is never changed.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END;
$$;
CREATE TRIGGER referrals_attachmentcontent_rows BEFORE UPDATE OR DELETE ON referrals_attachmentcontent
    FOR EACH ROW EXECUTE FUNCTION frontdoor_attachment_content_frozen();
CREATE TRIGGER referrals_attachmentcontent_whole BEFORE TRUNCATE ON referrals_attachmentcontent
    FOR EACH STATEMENT EXECUTE FUNCTION frontdoor_append_only();
"""
BACKWARDS = """
DROP TRIGGER referrals_attachmentcontent_rows ON referrals_attachmentcontent;
DROP TRIGGER referrals_attachmentcontent_whole ON referrals_attachmentcontent;
DROP FUNCTION frontdoor_attachment_content_frozen();
DROP TRIGGER referrals_attachment_rows ON referrals_attachment;
DROP TRIGGER referrals_attachment_whole ON referrals_attachment;
DROP FUNCTION frontdoor_attachment_frozen();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0006_taken_down_for_a_caller'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('label', models.CharField(max_length=100)),
                ('kind', models.CharField(choices=[('jpeg', 'Photograph'), ('png', 'Photograph'), ('pdf', 'PDF'), ('docx', 'Word document'), ('xlsx', 'Excel workbook'), ('odt', 'OpenDocument text'), ('text', 'Plain text')], max_length=5)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('sent_sha256', models.CharField(max_length=64)),
                ('added_at', models.DateTimeField()),
                ('scan', models.CharField(choices=[('waiting', 'Waiting for the virus scan'), ('clean', 'Scanned'), ('found', 'A virus was found and the file was destroyed')], default='waiting', max_length=7)),
                ('scanned_at', models.DateTimeField(null=True)),
                ('finding', models.CharField(blank=True, max_length=100)),
                ('try_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='referrals.draft')),
                ('referral', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='referrals.referral')),
            ],
            options={
                'ordering': ['added_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AttachmentContent',
            fields=[
                ('attachment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='content', serialize=False, to='referrals.attachment')),
                ('content', models.BinaryField()),
            ],
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(condition=models.Q(('scan', 'waiting')), fields=['try_at'], name='attachment_to_scan'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(fields=('draft', 'sent_sha256'), name='attachment_once'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['jpeg', 'png', 'pdf', 'docx', 'xlsx', 'odt', 'text'])), name='attachment_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scan', 'waiting'), ('scanned_at__isnull', True)), models.Q(('scan__in', ['clean', 'found']), ('scanned_at__isnull', False)), _connector='OR'), name='attachment_scan_known'),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
