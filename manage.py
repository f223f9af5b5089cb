#!/usr/bin/env python3
"""Django's command line for this service."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # These touch nobody's data and want no keys: `due` answers in a bare checkout too (decisions 25).
    keyless = {"due", "make_keys", "makemigrations"} & {*sys.argv[1:2]}
    if keyless and not {"DEMO", "KEYS", "KEYS_FILE"} & {*os.environ}:
        os.environ["DEMO"] = "1"
    execute_from_command_line(sys.argv)
