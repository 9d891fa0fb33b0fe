"""A draft as its forms read it: one bound form for each section and item, whatever was typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.http import QueryDict

from referrals.forms.base import SectionForm
from referrals.models import Draft
from referrals.sections import CHILDREN, MARKS, NEEDED, RESPONSE, SECTIONS, WORRIES, Section

Typed = Mapping[str, list[str]]


@dataclass(frozen=True)
class Item:
    """One section, or one child, person or worry of it, as typed."""

    section: Section
    number: int
    typed: Typed
    form: SectionForm
    finished: bool

    @property
    def value(self) -> dict[str, object]:
        """What was typed and makes sense; fields with errors are left out."""
        self.form.is_valid()
        return dict(self.form.cleaned_data)

    @property
    def done(self) -> bool:
        return self.form.is_valid() and self.form.questions_left() == 0


@dataclass(frozen=True)
class Problem:
    """Something that stops the form from being sent, with where it is put right."""

    section: Section
    number: int
    field: str
    sentence: str


@dataclass(frozen=True)
class Choices:
    """What the matrix in force offers: each level as its number and words; each indicator’s label by its code.

    `injuries`: the indicators that speak of an injury, for which somebody draws where.
    """

    levels: tuple[tuple[int, str], ...]
    labels: Mapping[str, str]
    injuries: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Filled:
    """All of a draft, read with the choices of the matrix in force."""

    typed: Mapping[tuple[str, int], Typed]
    choices: Choices
    finished: frozenset[tuple[str, int]] = field(default_factory=frozenset)

    def items(self, slug: str) -> list[Item]:
        """The items of a section, oldest first; none when nothing was typed."""
        return self._items.get(slug, [])

    def one(self, slug: str) -> Item | None:
        """The single item of a section that does not repeat."""
        return next(iter(self.items(slug)), None)

    @cached_property
    def _items(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {}
        for slug, number in sorted(self.typed):
            if slug in SECTIONS:
                found.setdefault(slug, []).append(self._item(SECTIONS[slug], number))
        return found

    def _item(self, section: Section, number: int) -> Item:
        typed = self.typed[section.slug, number]
        form = bound_form(section, number, typed, children=self.children, levels=self.choices.levels)
        return Item(section, number, typed, form, (section.slug, number) in self.finished)

    @cached_property
    def children(self) -> tuple[tuple[str, str], ...]:
        """(number, first name) of each child, for the choices of a worry."""
        return tuple(
            (str(number), child_name(typed, place))
            for place, ((_, number), typed) in enumerate(
                (key, typed) for key, typed in sorted(self.typed.items()) if key[0] == CHILDREN
            )
        )

    def problems(self) -> Iterator[Problem]:
        """Why the form cannot be sent yet, in the order of the sections."""
        for section in SECTIONS.values():
            items = self.items(section.slug)
            if not items and section.slug in NEEDED:
                yield Problem(section, 0, "", f"Fill in “{section.title}” before you send")
            for item in items:
                if section.slug == WORRIES and first(item.typed, "indicator") not in self.choices.labels:
                    yield Problem(section, item.number, "indicator", "Choose this worry again: it is not on the list")
                for name, sentences in item.form.errors.items():
                    yield Problem(section, item.number, name, str(sentences[0]))


def bound_form(
    section: Section,
    number: int,
    typed: Typed,
    *,
    children: tuple[tuple[str, str], ...] = (),
    levels: tuple[tuple[int, str], ...] = (),
) -> SectionForm:
    """The section's form, bound to what was typed."""
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, list(values))
    extra: dict[str, object] = {}
    if section.slug == MARKS or "children" in section.form.base_fields:
        extra["children"] = children
    if section.slug == RESPONSE:
        extra["levels"] = levels
    return section.form(data, prefix=None, auto_id=f"{section.slug}-{number}-%s", **extra)


def child_name(typed: Typed, place: int) -> str:
    """How a child is called on the form itself: the first name, or the unborn baby, or the place in the list."""
    name = first(typed, "first_name").strip()
    if name:
        return name
    return "Unborn baby" if _expected(typed) else f"Child {place + 1}"


def _expected(typed: Typed) -> bool:
    """The baby is not born yet: it was said, or a due date was begun and no date of birth."""
    begun = {name.partition("-")[0] for name in typed if first(typed, name).strip()}
    return first(typed, "unborn") == "yes" or ("due_date" in begun and "date_of_birth" not in begun)


def first(typed: Typed, name: str) -> str:
    """The first value typed under a name, or nothing."""
    return next(iter(typed.get(name) or []), "")


def read_draft(draft: Draft, choices: Choices) -> Filled:
    """The draft with all its sections, in one query."""
    rows = list(draft.sections.all())
    return Filled(
        typed={(row.section, row.item): row.data for row in rows},
        choices=choices,
        finished=frozenset((row.section, row.item) for row in rows if row.finished),
    )
