"""All that a decision needs, read from the referral's own document: people, worries, words, consent, help."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import User
from core.components import EvidenceCard, Gap, How, Link, Reason, SummaryRow
from mash.tools import facts_in_words, tools_in_words
from referrals.ages import age_told
from referrals.asking import asked_of
from referrals.case import choices_of
from referrals.codes import Consent, HowOften, LawfulBasis, PlanCategory, Relationship, Sex, WithoutConsent
from referrals.consents import family_consent
from referrals.forms.family import LEGAL_STATUS
from referrals.forms.worries import EARLY_HELP
from referrals.models import Referral
from referrals.policies import may_read_confidential
from referrals.protecting import Revealed
from thresholds.evidence import letters_of, with_tools
from thresholds.published import PublishedMatrix, of_version
from thresholds.scoring import Score as Answer

Document = dict[str, Any]
_NOTES = {"look": "Asks you to look: no level added", "out": "Tried, not counted"}


@dataclass(frozen=True, slots=True)
class Person:
    """A child or somebody around: the name and age, then what matters of them."""

    name: str
    about: str
    risk: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Words of the form under one heading."""

    title: str
    words: str
    quote: bool = False
    small: str = ""


def family_name(document: Document) -> str:
    """The title of the page: the family's name, or the children's when they have several."""
    surnames = {str(child.get("surname") or "").strip() for child in document["children"]} - {""}
    if len(surnames) == 1:
        return f"{surnames.pop()} family"
    return ", ".join(child_name(child, place) for place, child in enumerate(document["children"], start=1))


def child_name(child: Document, place: int) -> str:
    """First and family name, "Unborn baby of the Fablewood family", or the child's place on the form."""
    name = " ".join(filter(None, (child.get("first_name"), child.get("surname"))))
    if child.get("unborn") == "yes":
        return f"Unborn baby, {name}" if name else "Unborn baby"
    return name or f"Child {place}"


def role_of(referral: Referral) -> str:
    """What whoever wrote the form is, as they wrote it there; their account may say something older."""
    if referral.by_caller:
        return ""
    return str(referral.document["referrer"].get("job_title") or referral.referrer.job_title)


def children(referral: Referral) -> list[Person]:
    """Each child with what is known of where they are and who looks after them."""
    return [_child(child, place, referral) for place, child in enumerate(referral.document["children"], start=1)]


def _child(child: Document, place: int, referral: Referral) -> Person:
    if child.get("unborn") == "yes":
        due = child.get("due_date")
        age = f"due {_day(due)}" if due else "due date not known"
    else:
        age = age_told(child, referral.received_at)
    worker = child.get("social_worker") == "yes"
    born = child.get("date_of_birth")
    facts = (
        dict(Sex.choices).get(child.get("sex") or "", ""),
        f"Born {_day(born)}" if born and born != "not_known" else "",
        _school(child),
        _now(child),
        child.get("address") or child.get("postcode"),
        "Address kept secret" if child.get("secret_address") else "",
        f"Stays at {child['current_address']}" if child.get("current_address") else "",
        child.get("why_elsewhere"),
        _legal(child),
        "EHC plan" if child.get("education") == "plan" else "",
        child.get("health"),
        "Disabled" if set(child.get("disabilities") or ()) - {"NONE", "not_known"} else "",
        f"Interpreter: {child.get('language') or 'language not known'}" if child.get("interpreter") == "yes" else "",
        f"Communicates by {child['communication']}" if child.get("communication") else "",
        "No recourse to public funds" if child.get("no_recourse") == "yes" else "",
        f"Social worker: {child.get('social_worker_name') or 'name not known'}" if worker else "",
        f"Lives in the area of {child['other_council']}" if child.get("other_council") else "",
    )
    return Person(f"{child_name(child, place)}, {age}", _sentences(facts))


def _now(child: Document) -> str:
    where = str(child.get("where_now") or "").strip()
    return f"Now: {where}" if where else ""


def _school(child: Document) -> str:
    school = str(child.get("school") or "")
    return "School not known" if school.strip().casefold() in ("not known", "unknown") else school


def _legal(child: Document) -> str:
    """Child protection plan, neglect, section 20: what holds for the child in law; "" when nothing does."""
    status = child.get("legal_status") or ""
    if status in ("", "none", "not_known"):
        return ""
    category = dict(PlanCategory.choices).get(child.get("plan_category") or "", "")
    parts = (dict(LEGAL_STATUS).get(status, ""), category.lower(), child.get("legal_detail"))
    return ", ".join(part for part in parts if part)


def whose_addresses(document: Document, opened: Sequence[Revealed]) -> list[SummaryRow]:
    """Each person whose address is kept secret, with the address when it was opened."""
    people = {
        **{("children", one.get("number", n)): child_name(one, n + 1) for n, one in enumerate(document["children"])},
        **{("household", one.get("number", n)): str(one.get("name")) for n, one in enumerate(document["household"])},
    }
    if opened:
        return [SummaryRow(people.get((one.section, one.item), "A person"), one.address) for one in opened]
    secret = [
        (slug, one.get("number", n))
        for slug in ("children", "household")
        for n, one in enumerate(document[slug])
        if one.get("secret_address")
    ]
    return [SummaryRow(people[key], "Kept secret") for key in secret]


def household(document: Document) -> list[Person]:
    """The adults and others of the form."""
    return [_adult(person) for person in document["household"]]


def _adult(person: Document) -> Person:
    born = person.get("date_of_birth")
    age = f"born {_day(born)}" if born and born != "not_known" else "age not known"
    relation = dict(Relationship.choices).get(person.get("relationship") or "", "")
    facts = (
        relation,
        {"yes": "Parental responsibility"}.get(person.get("parental_responsibility") or "", ""),
        {"yes": "Lives here", "no": "Lives away"}.get(person.get("lives_with") or "", ""),
        person.get("address"),
        "Address kept secret" if person.get("secret_address") else "",
        person.get("phone"),
        f"Interpreter: {person.get('language') or 'language not known'}" if person.get("interpreter") == "yes" else "",
        person.get("notes"),
    )
    risk = (
        _sentences(("Could be a risk to a child", person.get("risk_why"))) if person.get("may_be_risk") == "yes" else ""
    )
    return Person(f"{person.get('name')}, {age}", _sentences(facts), risk)


def worries(referral: Referral) -> list[EvidenceCard]:
    """The worries in the order of their letters, with the words of the form and the level each stands for."""
    words = of_version(referral.matrix_version_id).matrix.level_words
    levels = {letter: words(level) for letter, level in referral.worries.values_list("letter", "level")}
    names = {
        str(child.get("number", place)): child_name(child, place + 1)
        for place, child in enumerate(referral.document["children"])
    }
    return [_worry(worry, levels.get(worry["letter"], ""), names) for worry in referral.document["worries"]]


def _worry(worry: Document, level: str, names: dict[str, str]) -> EvidenceCard:
    whom = ", ".join(names[number] for number in worry.get("children") or () if number in names)
    label = str(worry.get("label") or worry.get("indicator"))
    counts = f"{label}, {level}" if level else label
    weight = [
        f"{name} {worry[key]}"
        for key, name in (("likelihood", "Likelihood"), ("seriousness", "seriousness"))
        if worry.get(key)
    ]
    effect, opinion = worry.get("effect"), worry.get("opinion")
    return EvidenceCard(
        ref=worry["letter"],
        title=str(worry.get("title") or label),
        how=How(worry.get("how") or "suspected"),
        by=", ".join(text for text in (*(worry.get(name) for name in ("when", "where", "who")), _often(worry)) if text),
        quote=str(worry.get("what") or ""),
        note=_sentences(
            (
                whom,
                counts,
                f"Effect: {effect}" if effect else "",
                f"The referrer thinks: {opinion}" if opinion else "",
                ", ".join(weight),
            )
        ),
        anchor=f"worry-{worry['letter'].lower()}",
        missing="" if worry.get("what") else "No example given.",
    )


def _often(worry: Document) -> str:
    return dict(HowOften.choices).get(worry.get("often") or "", "").lower()


def reasons(answer: Answer, published: PublishedMatrix) -> list[Reason]:
    """Why the engine suggests what it does, each reason beside the worries and tools it stands on."""
    return [
        Reason(
            reason.kind,
            reason.title,
            with_tools(reason.note or _NOTES.get(reason.kind, ""), reason.refs, published.version.document),
            [Link(ref, f"#worry-{ref.lower()}") for ref in letters_of(reason.refs)],
        )
        for reason in answer.reasons
    ]


def gaps(answer: Answer, document: Document, published: PublishedMatrix) -> list[Gap]:
    """What nobody has answered yet: what the matrix asks first."""
    injuries = choices_of(published).injuries
    by_matrix = [Gap(gap.question, gap.why) for gap in answer.gaps]
    return by_matrix + [Gap(one.question, one.why) for one in asked_of(document, injuries)]


def said(referral: Referral) -> list[Said]:
    """The rest of the form, under the headings that a decision looks for; empty ones say that they are empty."""
    document = referral.document
    wants, strengths, tried = (document[name] for name in ("response", "strengths", "help"))
    return [
        Said("What the children say", _voices(document), True, _lives(document)),
        Said("What the referrer asks for", wants.get("wanted") or "", small=_sentences(_wishes(wants))),
        Said("What is working", strengths.get("strengths") or "", small=_sentences(_strong(strengths))),
        Said("Help so far", tried.get("tried") or "", small=_sentences(_help(tried))),
        Said("How the referrer knows them", _knows(document["referrer"])),
        Said("What MASH always asks", facts_in_words(document["tools"])),
        *([Said("Tools used", tools)] if (tools := tools_in_words(document["tools"])) else []),
    ]


def _knows(referrer: Document) -> str:
    """What ties whoever refers to the child, when they last saw the child, and whom they asked first."""
    seen, lead, on = (referrer.get(name) for name in ("last_seen", "lead_name", "lead_on"))
    none = str(lead or "").strip().casefold() in ("none", "no", "no one", "nobody")
    return _sentences(
        (
            referrer.get("relationship"),
            "Last saw the child: not known"
            if seen == "not_known"
            else f"Last saw the child on {_day(seen)}"
            if seen
            else "",
            "Talked to no safeguarding lead"
            if none
            else f"Talked to {lead}{f' on {_day(on)}' if on else ''}"
            if lead
            else "",
        )
    )


def _voices(document: Document) -> str:
    """The words for all of them, then each child's own."""
    own = [f"{child_name(one, n)}: {one['says']}" for n, one in _numbered(document) if one.get("says")]
    return "\n".join([*filter(None, [document["voice"].get("words")]), *own])


_UNASKED = {"too_young": "Too young to say.", "unsafe": "It was not safe to ask."}


def _lives(document: Document) -> str:
    """What an ordinary day is like, each child's life, and why somebody was not asked."""
    voice = document["voice"]
    lines = [
        _UNASKED.get(voice.get("asked") or ""),
        voice.get("day"),
        f"Not asked yet: {voice['why_not']}" if voice.get("why_not") else "",
    ]
    for n, child in _numbered(document):
        lines += [f"{child_name(child, n)}: {child[name]}" for name in ("life", "not_asked") if child.get(name)]
    return "\n".join(line for line in lines if line)


def _numbered(document: Document) -> Iterator[tuple[int, Document]]:
    return enumerate(document["children"], start=1)


def _strong(strengths: Document) -> Iterator[str]:
    yield strengths.get("protective") or ""
    yield f"Culture and faith: {strengths['culture']}" if strengths.get("culture") else ""
    yield f"Not clear: {strengths['unknowns']}" if strengths.get("unknowns") else ""


def _wishes(wants: Document) -> Iterator[str]:
    yield wants.get("by_when") or ""
    yield wants.get("own_reason") or ""


def _help(tried: Document) -> Iterator[str]:
    asked = dict(EARLY_HELP).get(tried.get("early_help") or "", "Not known")
    yield f"Early Help: {asked}"
    yield f"Led by {tried['lead_professional']}" if tried.get("lead_professional") else ""
    yield tried.get("agencies") or ""
    yield tried.get("history") or ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the family and the young person said, and why it was sent without agreement."""

    family: str
    why: str
    young_person: str
    people: Sequence[str]
    basis: str
    confidential: str
    kept_apart: bool


_FAMILY: dict[str, str] = {
    Consent.AGREED: "The family agrees.",
    Consent.REFUSED: "The family does not agree.",
    Consent.NOT_ASKED: "The family has not been asked.",
    Consent.NOT_KNOWN: "The referrer does not know whether the family agrees.",
}


def agreement(referral: Referral, *, reader: User) -> Agreement:
    """The consent section in words. What the family must not be told goes only to those who may read it."""
    consent = referral.document["consent"]
    confidential = consent.get("confidential") or ""
    shown = may_read_confidential(reader, referral)
    labels = dict(WithoutConsent.choices)
    why = [labels[code] for code in consent.get("reasons") or () if code in labels]
    who = consent.get("who_agreed") or ""
    family = _FAMILY.get(consent.get("family") or "", "The form does not say whether the family was asked.")
    if consent.get("family") != Consent.REFUSED and family_consent(referral.document) == "refused":
        family = "Somebody with parental responsibility does not agree."
        who = f"Agreed: {who}" if who else ""
    young = dict(Consent.choices).get(consent.get("young_person") or "", "")
    return Agreement(
        family=_sentences((family, who)),
        why=_sentences((*why, consent.get("reason_words"))),
        young_person=young,
        people=_own_answers(referral.document),
        basis=dict(LawfulBasis.choices).get(consent.get("lawful_basis") or "", ""),
        confidential=confidential if shown else "",
        kept_apart=bool(confidential) and not shown,
    )


def _own_answers(document: Document) -> list[str]:
    """What each person whose information is shared said for themselves, and why it went without their agreement."""
    said, why = dict(Consent.choices), dict(WithoutConsent.choices)
    people = [(child_name(one, n), one) for n, one in _numbered(document)]
    people += [(str(one.get("name")), one) for one in document["household"]]
    return [
        _sentences(
            (f"{name}: {said.get(one['consent'], 'Too young to ask')}", why.get(one.get("consent_reason") or ""))
        )
        for name, one in people
        if one.get("consent")
    ]


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def _sentences(parts: Sequence[str | None] | Iterator[str | None]) -> str:
    """Parts that are there, each ending in a full stop."""
    return " ".join(f"{part.strip().rstrip('.')}." for part in parts if part and part.strip())
