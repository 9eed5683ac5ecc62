"""What every page of the public says of the channels that people can write by."""

from collections.abc import Sequence

from django import template

from lapor.outbox.living import LIVING, Way

register = template.Library()


@register.simple_tag
def living_channels() -> Sequence[Way]:
    """`{% living_channels as ways %}`: the accounts that take in and answer now."""
    return LIVING.told()
