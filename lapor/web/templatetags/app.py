"""What every page of the public tells a browser about the app."""

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.inclusion_tag("parts/app_head.html")
def app_head() -> dict[str, str]:
    """`{% app_head %}`: the manifest and the icons."""
    return {}


@register.simple_tag
def app_scripts() -> SafeString:
    """`{% app_scripts %}`: drafts, and the worker where it is not switched off."""
    return format_html(
        '<script src="{}" defer></script><script src="{}" data-worker="{}" defer></script>',
        static("app/drafts.js"),
        static("app/app.js"),
        "/sw.js" if settings.APP else "",
    )
