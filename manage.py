#!/usr/bin/env python
"""Run a Django management command for Front Door."""

import os
import sys

from django.core.management import execute_from_command_line

# These change tables, or fill them: they sign in as the role that owns the tables (DATABASE_OWNER_URL).
AS_OWNER = {"migrate", "prepare_database", "bring_up", "load_reference_data", "seed_demo"}

if __name__ == "__main__":
    if AS_OWNER.intersection(sys.argv[1:2]):
        os.environ.setdefault("DATABASE_AS_OWNER", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    execute_from_command_line(sys.argv)
