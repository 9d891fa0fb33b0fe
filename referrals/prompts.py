"""What to write of a child's life: prompts that change with age, for those who do not know where to begin. Pure."""

from collections.abc import Mapping
from typing import Any

UNBORN = "Care in pregnancy, preparations, what the parents say of the baby, who will help"
BABY = "Feeding, sleep, crying and who comes, how the baby looks at people, where the baby lies"
PRE_SCHOOL = "Who plays and talks with the child, meals, naps, where the child runs to when hurt"
PRIMARY = "Waking, breakfast, getting to school, friends, after school, bedtime, what frightens the child"
TEENAGER = "Who they go to, where they sleep, online, money and gifts, school, what they want to change"
NO_SPEECH = "Without words: signs, pictures, drawings, changes of mood, eating or play, who reads them best"
NO_AGE = "An ordinary day from waking to sleeping, as this child lives it"

# Ages in months at which each begins.
_BANDS = ((132, TEENAGER), (60, PRIMARY), (24, PRE_SCHOOL), (0, BABY))
_NO_WORDS = ("bsl", "makaton", "sign", "picture", "non-verbal", "nonverbal", "not yet", "does not speak", "no speech")


def life_prompt(child: Mapping[str, Any], months: int | None) -> str:
    """What to write of, for a child of this age in months; with a line for one who does not speak."""
    if child.get("unborn") == "yes":
        return UNBORN
    by_age = next((words for least, words in _BANDS if months is not None and months >= least), NO_AGE)
    return f"{by_age}. {NO_SPEECH}" if speaks_otherwise(child) else by_age


def speaks_otherwise(child: Mapping[str, Any]) -> bool:
    """A communication need by census code, or a way to communicate that is not speech."""
    said = str(child.get("communication") or "").casefold()
    return "COMM" in (child.get("disabilities") or ()) or any(word in said for word in _NO_WORDS)
