"""`manage.py verify_audit`: finds any row of the audit that was altered, removed or added."""

import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from partnership.models import AuditRow
from partnership.operations.seals import verify


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Finds any altered, missing or added row of the audit. Exit 1 when there is one."

    def handle(self, *args, **options):
        faults = verify(at=timezone.now())
        for fault in faults:
            row = f"row {fault.row} " if fault.row else ""
            self.stderr.write(f"{row}{fault.why}")
        if faults:
            sys.exit(1)
        self.stdout.write(f"{AuditRow.objects.count()} rows, every one as it was written.")
