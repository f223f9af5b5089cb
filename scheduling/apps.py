from django.apps import AppConfig
from django.db.models.signals import post_migrate

from scheduling.rules import note_rules


class SchedulingConfig(AppConfig):
    name = "scheduling"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        post_migrate.connect(note_rules, sender=self)
