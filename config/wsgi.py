"""The web process."""

import os

from django.core.wsgi import get_wsgi_application

from core.failpoints import with_breaking_answers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = with_breaking_answers(get_wsgi_application())
