"""The institutions by which an officer may sign in, for the page of the way in."""

from django import template

from lapor.agencies import providers
from lapor.agencies.models import Provider

register = template.Library()


@register.simple_tag
def institutions() -> list[Provider]:
    """`{% institutions as ways %}`: one statement."""
    return providers.offered()
