from django.db import migrations

from partnership.insert_only import protect


class Migration(migrations.Migration):
    dependencies = [("partnership", "0001_initial")]
    operations = [protect("partnership_auditrow", "partnership_auditseal")]
