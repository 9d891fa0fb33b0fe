"""The menu, by role."""

from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse

from accounts.roles import Role


class NavItem(NamedTuple):
    """One entry of the menu."""

    text: str
    href: str
    current: bool


_REFER = (("My referrals", "referrals:mine"), ("Start", "contacts:ways"), ("Advice", "contacts:mine"))
_DESK = (("Queue", "mash:queue"), ("Contacts", "contacts:desk"), ("Escalations", "escalation:list"))
_TEACH = ("Practise", "practice:sets")
_GUIDE = ("Guide", "guide:index")
MENU: dict[str, tuple[tuple[str, str], ...]] = {
    Role.PRACTITIONER: (*_REFER, ("Escalations", "escalation:list"), _GUIDE, _TEACH),
    Role.SAFEGUARDING_LEAD: (
        *_REFER,
        ("Our agency", "referrals:agency"),
        ("Escalations", "escalation:list"),
        _GUIDE,
        _TEACH,
    ),
    Role.MASH_WORKER: (*_DESK, ("Your decisions", "agreement:mine"), ("Double decisions", "double:list"), _TEACH),
    Role.MASH_MANAGER: (
        *_DESK,
        ("Early Help", "mash:early_help"),
        ("Dashboard", "reporting:dashboard"),
        ("Agreement", "agreement:overview"),
        _TEACH,
    ),
    Role.EARLY_HELP: (("Early Help", "mash:early_help"), _TEACH),
    Role.AUDITOR: (*_DESK, ("Dashboard", "reporting:dashboard"), ("Agreement", "agreement:overview"), _TEACH),
    Role.ADMINISTRATOR: (
        ("People", "accounts:people"),
        ("Agencies", "accounts:agencies"),
        ("API keys", "accounts:keys"),
        ("Matrix", "matrix:list"),
        ("Search words", "search_words:words"),
        ("Practice cases", "practice_cases:sets"),
        ("Webhooks", "notifications:webhooks"),
        _TEACH,
    ),
}
# Pages that stand under an entry of another address, in a menu that has none of their own.
_PART_OF = {"double:list": "agreement:overview"}


def navigation(request: HttpRequest) -> dict[str, object]:
    """The menu of whoever is signed in; nothing for anybody else."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": []}
    return {"navigation": menu_of(user.role, request.path)}


def menu_of(role: str, path: str) -> list[NavItem]:
    """The menu of a role, seen from this address: the entry that it begins with the most is the current one."""
    entries = [(text, reverse(name)) for text, name in MENU.get(role, ())]
    here = max((href for _, href in entries if path.startswith(href)), key=len, default="")
    if not here:
        here = next((reverse(home) for part, home in _PART_OF.items() if path.startswith(reverse(part))), "")
    return [NavItem(text, href, href == here) for text, href in entries]
