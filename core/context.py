"""What every page knows of the place it serves."""

from django.conf import settings
from django.http import HttpRequest


def partnership(request: HttpRequest) -> dict[str, object]:
    """Names and telephone numbers for the layouts."""
    return {
        "partnership_name": settings.PARTNERSHIP_NAME,
        "mash_phone": settings.MASH_PHONE,
        "mash_phone_link": settings.MASH_PHONE.replace(" ", ""),
        "mash_phone_out_of_hours": settings.MASH_PHONE_OUT_OF_HOURS,
        "demo": settings.DEMO,
    }
