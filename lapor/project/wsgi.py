"""What a web server calls. Only the console script may load it: it brings keys that last."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from lapor.project.lifeline import die_with_parent

if settings.PROCESS != "serve":
    raise ImproperlyConfigured("Start the web server by `lapor serve`; it knows the keys.")
die_with_parent()
application = get_wsgi_application()
