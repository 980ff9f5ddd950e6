"""The WSGI application, for every server."""

import os

from django.core.wsgi import get_wsgi_application

from seedream_site.logs import catch_the_rest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seedream_site.settings")

catch_the_rest()
application = get_wsgi_application()
