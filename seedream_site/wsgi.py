"""The WSGI application, for every server."""

import os

from django.core.wsgi import get_wsgi_application

from seedream_site.logs import catch_the_rest
from seedream_site.memory import give_memory_back

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seedream_site.settings")

catch_the_rest()
give_memory_back()
application = get_wsgi_application()
