"""The Celery application. Celery is only a doorbell: the rows are the truth."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seedream_site.settings")

# Django is set up by the commands, its connections are minded by the tasks.
app = Celery("seedream_site", fixups=[])
app.set_default()  # for the threads of the web server, too
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["generations"])
