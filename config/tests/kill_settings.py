"""The demo's settings, but with a mail server: what worker and beat run with in config/tests/test_kill.py."""

from config.settings import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
