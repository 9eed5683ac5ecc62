"""What the officers' pages say of posts: how many stand vacant while their offices have work."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone

from lapor.agencies.models import Role
from lapor.reports import vacancies

register = template.Library()
FILLING = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)


@register.simple_tag(takes_context=True)
def vacant_posts(context: Context) -> int:
    """`{% vacant_posts as vacant %}`: how many this officer fills; one statement."""
    request: Any = context.get("request")
    if request is None or request.actor.role not in FILLING:
        return 0
    return vacancies.to_be_filled_by(request.actor, timezone.now()).count()
