"""The bank holidays that come with the product, and the table that the cache needs where there is no Redis."""

from django.core.management import call_command
from django.db import migrations
from django.db.models.functions import Now

from procedures.working_days import shipped_calendar, shipped_holidays


def seed_holidays(apps, _):
    calendar = shipped_calendar()
    apps.get_model("partnership", "BankHoliday").objects.bulk_create(
        apps.get_model("partnership", "BankHoliday")(
            holiday_on=holiday.on, title=holiday.title, source=holiday.source, declared_on=holiday.declared_on
        )
        for holiday in shipped_holidays()
    )
    apps.get_model("partnership", "CalendarVersion").objects.create(
        known_from=calendar.first,
        known_until=calendar.last,
        at=Now(),
        reason="The list that comes with the product",
    )


def make_cache_table(_, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("partnership", "0002_insert_only")]
    operations = [
        migrations.RunPython(seed_holidays, migrations.RunPython.noop),
        migrations.RunPython(make_cache_table, migrations.RunPython.noop),
    ]
