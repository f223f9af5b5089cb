"""What happened stays as it was written: the histories only grow."""

from django.db import migrations

from partnership.insert_only import protect


class Migration(migrations.Migration):
    dependencies = [("conferences", "0001_initial")]

    operations = [
        protect("conferences_familyevent", "conferences_conferenceevent", "conferences_invitationevent")
    ]
