"""`manage.py count_answers`: how many answers the short form needs, by service and type of conference."""

from django.core.management.base import BaseCommand

from reports.counting import MOST, TYPES, table


class Command(BaseCommand):
    help = f"Counts the answers that the short form needs for one child, not prefilled: at most {MOST} are allowed."

    def handle(self, **options):
        for module, type, count in table():
            self.stdout.write(f"{module:5} {TYPES[type]:12} {count:3}{'' if count <= MOST else '  too many'}")
