"""`manage.py rotate_files`: every file under the newest key, so that an old key can be taken away."""

from django.core.management.base import BaseCommand, CommandError

from reports import vault


class Command(BaseCommand):
    help = (
        "Encrypts every file anew under the key that is in use (make_keys FILE --renew files adds one). May be ended and "
        "started again at any time, while the service runs. An old key may go once this says that nothing is left."
    )

    def handle(self, **options):
        renewed, unreadable = 0, []
        for name in vault.names():
            try:
                renewed += vault.renew(name)
            except vault.Unreadable:
                unreadable.append(name)
        self.stdout.write(f"{renewed} put under the newest key.")
        if unreadable:
            raise CommandError(
                f"{len(unreadable)} can't be read and are left as they are: {', '.join(unreadable)}. "
                "Keep the old keys until it is known why."
            )
        self.stdout.write("Nothing is left under an older key.")
