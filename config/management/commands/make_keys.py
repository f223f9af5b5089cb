"""`manage.py make_keys FILE`: a fresh set of keys for production (decisions 13)."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from config.keys import KeysMissing, make_keys, renew_key

RENEWABLE = ("files",)  # what has a command that moves everything to the new key: rotate_files


class Command(BaseCommand):
    help = "Writes fresh keys to FILE, readable by its owner alone. Give it to the service as KEYS_FILE."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a file that does not exist yet")
        parser.add_argument("--renew", choices=RENEWABLE, help="add a key to those in FILE and put it in use")

    def handle(self, *args, file, renew, **options):
        if renew:
            return self._renew(file, renew)
        try:
            make_keys(file)
        except OSError as problem:
            if file.exists():
                raise CommandError(
                    f"{file} exists already and is left as it is: keys are never overwritten."
                ) from None
            raise CommandError(f"Can't write {file}: {problem.strerror}.") from None
        self.stdout.write(
            f"Wrote {file}. Start the service with KEYS_FILE={file} and keep a copy where it is safe: "
            "what is encrypted can't be read without it."
        )

    def _renew(self, file, purpose):
        try:
            made = renew_key(file, purpose)
        except KeysMissing as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(
            f"{made} is in use for {purpose} once the service is started again. Then run `manage.py rotate_{purpose}`; "
            f"keep the older keys in {file} until it says that nothing is left."
        )
