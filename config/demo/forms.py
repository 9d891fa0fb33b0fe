"""From a story to the answers of a form, as somebody of that agency would type them."""

from datetime import date, timedelta
from random import Random

from accounts.models import User
from config.demo.stories import RETOLD, Story
from config.demo.town import FIRST_NAMES, MOTHERS, STREETS, SURNAMES

Typed = dict[str, list[str]]
Sections = dict[tuple[str, int], Typed]


def typed_form(story: Story, referrer: User, today: date, dice: Random, *, known: Typed | None = None) -> Sections:
    """Every section of one referral. `known`: a child who was referred before, so that families come back."""
    child = known or typed_child(story, today, dice)
    surname = child["surname"][0]
    sections: Sections = {
        ("gate", 0): _gate(story, today),
        ("referrer", 0): {
            "job_title": [referrer.job_title],
            "phone": [referrer.phone],
            "lead_name": ["My safeguarding lead"] if story.tried else ["none"],
        },
        ("consent", 0): _consent(story),
        ("children", 0): child,
        ("household", 0): {
            "name": [f"{dice.choice(MOTHERS)} {surname}"],
            "relationship": ["mother"],
            "parental_responsibility": ["yes"],
            "lives_with": ["yes"],
            "told": ["yes" if story.consent in {"agreed", "refused"} else "no"],
            "consent": [story.consent],
        },
        ("household", 1): _father(surname, child),
        ("tools", 0): {"facts": list(story.facts) or ["none"], **{name: [v] for name, v in story.tools.items()}},
        ("voice", 0): {"asked": ["yes" if story.voice else "no"], "words": [story.voice]},
        ("strengths", 0): {"strengths": [dice.choice(STRENGTHS)]},
        ("help", 0): {"tried": [story.tried], "early_help": [story.early_help]},
        ("response", 0): {"wanted": [story.wanted], "own_level": [story.own_level]},
    }
    for number, (indicator, how, title, what) in enumerate(story.worries):
        told, happened = dice.choice(((title, what), *RETOLD.get(title, ())))
        sections["worries", number] = {"indicator": [indicator], "how": [how], "title": [told], "what": [happened]}
    return sections


def _father(surname: str, child: Typed) -> Typed:
    """Asked for by name like the mother; in every third family nobody knows his. Draws no dice: it follows the child."""
    place = len(child["address"][0]) + len(surname)
    if place % 3 == 0:
        return {"name": ["Not known"], "relationship": ["father"], "parental_responsibility": ["not_known"]}
    return {
        "name": [f"{FATHERS[place % len(FATHERS)]} {surname}"],
        "relationship": ["father"],
        "parental_responsibility": ["yes"],
        "lives_with": ["yes" if place % 2 else "no"],
        "consent": ["not_known"],
    }


FATHERS = ("Corin", "Alder", "Tobiah", "Marten", "Lowell")
STRENGTHS = (
    "A grandmother lives near and helps at weekends",
    "Mother answers the telephone and comes when asked",
    "The child likes school and has one good friend",
    "Father keeps every appointment",
    "Not known",
)


def typed_child(story: Story, today: date, dice: Random) -> Typed:
    """A child of the story's age."""
    surname = dice.choice(SURNAMES)
    address = f"{dice.randint(1, 90)} {dice.choice(STREETS)}, Larkhaven"
    common: Typed = {
        "surname": [surname],
        "sex": [dice.choice("FM")],
        "ethnicity": [dice.choice(ETHNICITIES)],
        "disabilities": [dice.choice(DISABILITIES)],
        "address": [address],
        "where_now": ["At home"],
        "social_worker": ["no"],
        "school": [dice.choice(SCHOOLS)],
        "gp": ["Larkhaven Surgery"],
        "religion": ["not_known"],
    }
    if story.unborn:
        return {**common, "sex": ["U"], "unborn": ["yes"], "due_date": [(today + timedelta(days=120)).isoformat()]}
    youngest, oldest = story.ages
    days = dice.randint(20, 300) if story.baby else dice.randint(youngest * 365, oldest * 365 + 360)
    born = today - timedelta(days=max(days, 20))
    found = {
        **common,
        "unborn": ["no"],
        "first_name": [dice.choice(FIRST_NAMES)],
        "date_of_birth": [born.isoformat()],
    }
    if story.baby:
        found["can_move"] = ["no"]
    return found


SCHOOLS = ("Hollow Oak Primary", "Cobblebrook Primary", "Tern Lane Primary", "Saltmarsh Academy", "Not known")

# Weighted by repetition; the shares are the town's own.
ETHNICITIES = ("WBRI",) * 12 + ("APKN", "AIND", "ABAN", "BAFR", "BCRB", "MWBC", "WROM", "WOTH", "MOTH", "NOBT")
DISABILITIES = ("NONE",) * 9 + ("LD", "AUT", "COMM")


def _gate(story: Story, today: date) -> Typed:
    if not story.urgent:
        return {"danger": ["no"], "urgent": ["no"]}
    before = today - timedelta(days=1)
    return {
        "danger": ["no"],
        "urgent": ["yes"],
        "phoned_on": [before.isoformat()],
        "phoned_at": ["16:40"],
        "phoned_to": ["MASH duty desk"],
    }


def _consent(story: Story) -> Typed:
    found: Typed = {"family": [story.consent], "young_person": ["not_known"], "lawful_basis": ["public_task"]}
    if story.consent == "agreed":
        found["who_agreed"] = ["Mother, for the child"]
    if story.reasons:
        found["reasons"] = list(story.reasons)
        found["reason_words"] = ["Asking now would not be safe."]
    return found
