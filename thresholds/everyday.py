"""Writes of the everyday words: load those that ship as a file, change those of one indicator."""

from collections.abc import Iterable
from pathlib import Path

from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from core import clock
from core.errors import Refused
from thresholds.checking import read_document
from thresholds.models import EverydayWords, MatrixVersion, Scheme
from thresholds.search import plain_words
from trail.actions import write
from trail.verbs import Verb

MOST_PHRASES = 100
MOST_GROUPS = 300
LONGEST = 60  # characters of a phrase
LONGEST_GROUP = 200


@transaction.atomic
def load_words_file(path: Path, *, by: User) -> int:
    """How many rows the file changed. What a person changed in the browser stays; loading it again changes nothing.

    Refuses a file for a scheme that is not loaded, and one with a phrase too many or too long.
    """
    document = read_document(path)
    scheme = Scheme.objects.filter(slug=document.get("scheme")).first()
    if scheme is None:
        raise Refused(f"{path.name} is for a scheme that is not loaded. Load its matrix first.")
    wanted = {code: _text(code, phrases) for code, phrases in (document.get("words") or {}).items()}
    wanted[EverydayWords.SAME] = _text(EverydayWords.SAME, document.get("same") or [])
    known = {row.code: row for row in EverydayWords.objects.select_for_update().filter(scheme=scheme)}
    changed = [
        code
        for code, text in wanted.items()
        if code not in known or (known[code].edited_by_id is None and known[code].words_text != text)
    ]
    for code in changed:
        EverydayWords.objects.update_or_create(scheme=scheme, code=code, defaults={"words_text": wanted[code]})
    if changed:
        write(Verb.CHANGED, subject="everyday_words", subject_id=scheme.pk, by=by, number=len(changed))
    return len(changed)


@transaction.atomic
def set_everyday_words(version: MatrixVersion, *, code: str, phrases: Iterable[str], by: User) -> EverydayWords:
    """Replace the everyday words of one indicator, or with the code SAME the groups of words that mean the same.

    The matrix itself is not touched. Refuses whoever is not an administrator, a code that the version does not have,
    and phrases too many or too long.
    """
    if by.role != Role.ADMINISTRATOR:
        raise Refused("Only an administrator changes the search words.")
    if code != EverydayWords.SAME and not version.indicators.filter(code=code).exists():
        raise Refused("That indicator is not in the matrix in force.")
    text = _text(code, phrases)
    row, _ = EverydayWords.objects.update_or_create(
        scheme_id=version.scheme_id,
        code=code,
        defaults={"words_text": text, "edited_at": clock.now(), "edited_by": by},
    )
    write(Verb.CHANGED, subject="everyday_words", subject_id=version.scheme_id, by=by, code=code)
    return row


def _text(code: str, phrases: Iterable[object]) -> str:
    """The phrases as they are kept, one a line: plain words, none twice."""
    plain = list(dict.fromkeys(text for phrase in phrases if (text := plain_words(str(phrase)))))
    groups = code == EverydayWords.SAME
    most, longest = (MOST_GROUPS, LONGEST_GROUP) if groups else (MOST_PHRASES, LONGEST)
    kind = "groups" if groups else "phrases"
    if len(plain) > most:
        raise Refused(f"Use {most} {kind} or fewer. You have used {len(plain)}.", field="words")
    for text in plain:
        if len(text) > longest:
            raise Refused(f"“{text[:40]}…” is too long. Use {longest} characters or fewer a line.", field="words")
    return "\n".join(plain)
