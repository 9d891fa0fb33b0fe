"""The trail of one referral, in words."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from accounts.models import ApiKey, User
from core import clock
from core.components import Row
from core.wording import london_short
from referrals.models import AddressReveal, Referral
from sla.clocks import Clock
from thresholds.matrix import Matrix
from thresholds.published import of_version
from trail.models import Entry
from trail.verbs import Verb
from unsent.places import all_places

SHORT = 8
# What happened to the referral; reads and clocks stand on the whole trail.
_TELLING = (
    Verb.COLLECTED,
    Verb.WROTE,
    Verb.WITHDREW,
    Verb.ASKED,
    Verb.SCORED,
    Verb.CREATED,
    Verb.CLAIMED,
    Verb.RELEASED,
    Verb.PROPOSED,
    Verb.DECIDED,
    Verb.RETURNED,
    Verb.TOLD,
    Verb.ESCALATED,
    Verb.REPLIED,
    Verb.CLOSED,
    Verb.DISCLOSED,
    Verb.BREACHED,
)
# Pages that show many referrals: to stand in one is not to have been opened.
LISTS = {
    "queue": "in the queue",
    "early help list": "in the list of Early Help",
    "escalations": "in the list of escalations",
    "figures": "behind a figure of the dashboard",
    "simulation": "in a trial of the matrix",
    "mine": "in the list of their referrals",
    "agency": "in the list of their agency",
    "learning": "in a list of what to learn from",
    "api list": "in a list of the API",
}
_SUBJECTS = {
    "referral": "the referral",
    "score": "the referral",
    "decision": "the outcome",
    "early_help": "the Early Help case",
    "protected_address": "a secret address",
    "escalation": "an escalation",
    "contact": "the contact behind it",
    "withdrawal": "the referral",
    "chase": "the referral",
    "seen_mark": "what was said",
    "pdf_copy": "the PDF copy",
    "double_case": "a case without names made of it",
}
# Whose secret address was opened, by the section of the form that keeps it.
_SECRET = {"children": "the secret address of a child", "household": "the secret address of somebody in the household"}


def latest_rows(referral: Referral) -> list[Row]:
    """The last things that happened, newest first."""
    entries = (
        Entry.objects.filter(record_id=referral.pk, verb__in=_TELLING).exclude(subject="unsent").order_by("-pk")[:SHORT]
    )
    return in_words(list(entries), referral)


def count_entries(referral: Referral) -> int:
    """How long the whole trail is, with everyone who read it."""
    return Entry.objects.filter(record_id=referral.pk).count()


def reasons_of(entries: Iterable[Entry]) -> dict[str, str]:
    """Why each secret address was opened, by the id of the opening. Managers and auditors look at the reasons."""
    opened = {entry.facts["reveal"] for entry in entries if entry.facts.get("reveal")}
    found = AddressReveal.objects.in_bulk(opened) if opened else {}
    return {str(pk): reveal.reason for pk, reveal in found.items()}


def in_words(entries: list[Entry], referral: Referral, reasons: Mapping[str, str] = MappingProxyType({})) -> list[Row]:
    """Each entry as a dated line. Two queries whatever the number, three where a key was used."""
    people = User.objects.in_bulk({entry.actor_id for entry in entries} | _holders(entries))
    names = {str(pk): str(user) for pk, user in people.items()}
    used = {entry.facts["through_key"] for entry in entries if "through_key" in entry.facts}
    keys = {str(pk): key.name for pk, key in ApiKey.objects.in_bulk(used).items()} if used else {}
    now, matrix = clock.now(), of_version(referral.matrix_version_id).matrix
    return [
        Row(
            london_short(entry.at, now),
            names.get(str(entry.actor_id), "Somebody"),
            _did(entry, names, matrix) + _why(entry.facts, reasons) + _through(entry.facts, keys, names),
        )
        for entry in entries
    ]


def _holders(entries: list[Entry]) -> set[object]:
    named = ("holder", "recipient", "key_made_by")
    return {entry.facts[name] for entry in entries for name in named if entry.facts.get(name)}


def _why(facts: dict[str, object], reasons: Mapping[str, str]) -> str:
    reason = reasons.get(str(facts.get("reveal")), "")
    return f", because: “{reason}”" if reason else ""


def _through(facts: dict[str, object], keys: dict[str, str], names: dict[str, str]) -> str:
    """A machine did it in the person's name: by which key, and who made that key."""
    if "through_key" not in facts:
        return ""
    name = keys.get(str(facts["through_key"]), "")
    return f", through the key “{name}”, made by {names.get(str(facts.get('key_made_by')), 'somebody')}"


def _did(entry: Entry, names: dict[str, str], matrix: Matrix) -> str:
    facts, verb = entry.facts, Verb(entry.verb)
    holder = names.get(str(facts.get("holder")), "")
    if verb == Verb.COLLECTED:
        return "added facts" if entry.subject == "supplement" else "sent the referral"
    if verb == Verb.WROTE:
        return "asked the referrer for a reply" if facts.get("reply_by") else "wrote a message"
    if verb == Verb.WITHDREW and not facts.get("ended"):
        return "asked to withdraw the referral"
    if verb == Verb.SEEN:
        return "marked what was said as read"
    if entry.subject in {"unsent", "decision_draft"}:
        return _half_written(verb, facts)
    if verb == Verb.SCORED:
        return f"suggested {_level(facts, matrix)}, priority {facts.get('priority', '')}"
    if verb == Verb.CLAIMED:
        return "took the referral" if facts.get("holder") == str(entry.actor_id) else f"gave the referral to {holder}"
    if verb in (Verb.DECIDED, Verb.PROPOSED):
        return (
            f"{'decided' if verb == Verb.DECIDED else 'proposed'} {_level(facts, matrix)}, {_plain(facts.get('route'))}"
        )
    if verb == Verb.TOLD:
        return "confirmed that the outcome was read" if facts.get("how") == "read" else "told the referrer by telephone"
    if verb == Verb.READ:
        where = LISTS.get(facts.get("view") or "")
        return f"saw it {where}" if where else f"read this on the page “{_plain(facts.get('view'))}”"
    if verb == Verb.DISCLOSED:
        return _disclosed(entry, names)
    if entry.subject == "deadline":
        return _clock(entry, verb, holder)
    return f"{verb.label} {_SUBJECTS.get(entry.subject, _plain(entry.subject))}"


def _half_written(verb: Verb, facts: dict[str, object]) -> str:
    """Who is writing what, and never a word of it."""
    labels = {place.name: place.label for place in all_places()}
    what = labels.get(str(facts.get("place", "decide")), "something")  # once only decisions were kept
    if verb == Verb.CREATED:
        return f"began writing {what}"
    return f"finished writing {what}" if facts.get("sent") else f"left {what} half written: it was erased"


def _disclosed(entry: Entry, names: dict[str, str]) -> str:
    """Who was given what. Whoever fetches a copy or opens an address is given it by themselves."""
    to = str(entry.facts.get("recipient", ""))
    themselves = to in ("", str(entry.actor_id))
    if entry.subject == "pdf_copy" and themselves:
        return "downloaded the PDF copy"
    if entry.subject == "protected_address" and themselves:
        return f"opened {_SECRET.get(str(entry.facts.get('section')), 'a secret address')}"
    what = _SUBJECTS.get(entry.subject, _plain(entry.subject))
    return f"kept {what} open to themselves" if themselves else f"opened {what} to {names.get(to, 'somebody')}"


def _clock(entry: Entry, verb: Verb, holder: str) -> str:
    facts = entry.facts
    if verb == Verb.CHANGED and facts.get("holder") == str(entry.actor_id):
        return "took over a clock"
    if verb == Verb.CHANGED:
        return f"handed a clock to {holder or 'the team'}"
    code = str(facts.get("clock", ""))
    name = f"“{Clock(code).label}”" if code in Clock.values else "a clock"
    if verb == Verb.STOPPED:
        return f"stopped {name}{', late' if facts.get('late') else ', in time'}"
    return f"{'started' if verb == Verb.STARTED else verb.label.removesuffix(' on')} {name}"


def _level(facts: dict[str, object], matrix: Matrix) -> str:
    level = facts.get("level")
    return matrix.level_words(level if isinstance(level, int) else None)


def _plain(code: object) -> str:
    return str(code or "").replace("_", " ")
