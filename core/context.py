"""What every page knows of the place it serves."""

from django.conf import settings
from django.http import HttpRequest


def partnership(request: HttpRequest) -> dict[str, object]:
    """Names and telephone numbers for the layouts. Reads no database: the page of a fault of ours is made of it."""
    return {
        "partnership_name": settings.PARTNERSHIP_NAME,
        "mash_phone_office": settings.MASH_PHONE,
        "mash_phone_office_link": dialled(settings.MASH_PHONE),
        "mash_phone_out_of_hours": settings.MASH_PHONE_OUT_OF_HOURS,
        "mash_phone_out_of_hours_link": dialled(settings.MASH_PHONE_OUT_OF_HOURS),
        "demo": settings.DEMO,
        **answered_on(settings.MASH_PHONE),
    }


def answered_on(number: str) -> dict[str, object]:
    """The one number that a page asks to ring, where it asks for one."""
    return {"mash_phone": number, "mash_phone_link": dialled(number)}


def dialled(number: str) -> str:
    """The number as a link to it is written: without spaces."""
    return number.replace(" ", "")
