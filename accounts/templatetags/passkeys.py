"""What the passkey script reads from the page."""

import json

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(value: object) -> str:
    """For a data- attribute; the template escapes it."""
    return json.dumps(value, cls=DjangoJSONEncoder)
