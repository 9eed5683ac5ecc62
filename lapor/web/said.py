"""What a page says once after a step, carried by a cookie that leaves no row for a citizen."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage


class CookieOfThisHost(CookieStorage):
    """The library's cookie under a name that a browser takes over HTTPS from this host alone."""

    cookie_name = f"{settings.HOST_COOKIE}messages"
