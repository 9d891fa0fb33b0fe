"""Make the agencies and the people of the demonstration."""

from django.conf import settings

from accounts.models import Agency, User
from config.demo.town import AGENCIES, PEOPLE
from trail.actions import write
from trail.verbs import Verb


def make_agencies() -> dict[str, Agency]:
    """The fourteen agencies by their key."""
    return {
        one.key: Agency.objects.create(
            name=one.name, kind=one.kind, source_code=one.source_code, email_domain=f"{one.key}.example"
        )
        for one in AGENCIES
    }


def make_people(agencies: dict[str, Agency]) -> dict[str, User]:
    """Everybody by their name, all with the password of the demonstration."""
    made: dict[str, User] = {}
    first = None
    for number, one in enumerate(PEOPLE):
        person = User.objects.create_user(
            email_of(one.name, one.agency),
            None,
            full_name=one.name,
            role=one.role,
            agency=agencies[one.agency],
            job_title=one.job,
            phone=f"01632 960 {300 + number}",
        )
        if first is None:
            person.set_password(settings.DEMO_PASSWORD)
            first = person.password
        # Hashing one password for each of them would make a newcomer wait for nothing.
        person.password = first
        person.save(update_fields=["password"])
        write(Verb.CREATED, subject="user", subject_id=person.pk, by=User.objects.system(), role=person.role)
        made[one.name] = person
    return made


def email_of(name: str, agency_key: str) -> str:
    """The address that a demo person signs in with."""
    return f"{name.lower().replace(' ', '.')}@{agency_key}.example"


def shown_people() -> list[tuple[str, str, str]]:
    """(address, role, why) of the people that a newcomer is told about."""
    return [(email_of(one.name, one.agency), f"{one.role.label}, {one.name}", one.shown) for one in PEOPLE if one.shown]
