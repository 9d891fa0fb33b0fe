"""Word of what opens records: a key that acts in somebody's name, an account that sees other people's referrals.

An administrator makes both alone. So that nobody can do it unseen, those whose records are opened hear of it at once.
"""

from accounts.models import ApiKey, User
from notifications.actions import Wanted, queue_messages
from notifications.kinds import Kind


def tell_of_key(key: ApiKey) -> None:
    """Tell the person in whose name the key acts, and their agency's safeguarding leads."""
    told = {key.acts_as_id, *User.objects.leads_of(key.agency_id).values_list("pk", flat=True)}
    queue_messages(
        Wanted(Kind.KEY_MADE, to, key.pk, "", "/", f"key:{key.pk}:{to}", by_id=key.created_by_id) for to in told
    )


def tell_of_account(person: User, *, by: User) -> None:
    """Tell the MASH managers and the other administrators. Not whoever made the account, nor its owner."""
    told = (User.objects.managers() | User.objects.administrators()).exclude(pk__in=(by.pk, person.pk))
    queue_messages(
        Wanted(Kind.READER_MADE, one.pk, person.pk, "", _page_of(one), f"reader:{person.pk}:{one.pk}", by_id=by.pk)
        for one in told
    )


def _page_of(reader: User) -> str:
    return "/queue/" if reader.is_manager else "/administration/people/"
