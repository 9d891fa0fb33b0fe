"""What every section shares: few fields are demanded, many are asked, and an unanswered one is a question left."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any, ClassVar, NamedTuple, Self

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from core.forms import DateOrNotKnown, GovForm, gov
from core.forms.options import options_of

# In a group with columns these take the whole width.
_ACROSS = (forms.Textarea, forms.CheckboxSelectMultiple)
LINE = 120
STORY = 4000


def line(label: str, *, required: bool = False, help_text: str = "", most: int = LINE, **attrs: str) -> forms.CharField:
    """One line of text."""
    return forms.CharField(
        label=label, required=required, help_text=help_text, max_length=most, widget=forms.TextInput(attrs=attrs)
    )


def story(label: str, *, help_text: str = "", rows: int = 4, required: bool = False) -> forms.CharField:
    """Room to write. Line breaks are kept."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=STORY,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def pick(label: str, choices: Any, *, required: bool = False, help_text: str = "") -> forms.ChoiceField:
    """One of a few, all in sight, none chosen beforehand."""
    return forms.ChoiceField(
        label=label, choices=_listed(choices), required=required, help_text=help_text, widget=forms.RadioSelect
    )


def choose(label: str, choices: Any, *, required: bool = False, help_text: str = "") -> forms.ChoiceField:
    """One of many, from a list."""
    listed = [("", "Choose"), *_listed(choices)]
    return forms.ChoiceField(label=label, choices=listed, required=required, help_text=help_text)


def of_children(label: str) -> forms.MultipleChoiceField:
    """Which of the children: the form of a section gives the choices, see `only_some`."""
    field = forms.MultipleChoiceField(
        label=label, help_text="None ticked means all", required=False, widget=forms.CheckboxSelectMultiple
    )
    return gov(field, small=True, classes="fd-inline")


def only_some(form: forms.Form, children: tuple[tuple[str, str], ...]) -> None:
    """Offer the children to choose from; with one child there is nothing to ask."""
    field = form.fields["children"]
    assert isinstance(field, forms.MultipleChoiceField)
    field.choices = list(children)
    if len(children) < 2:
        del form.fields["children"]


def secret_place(label: str) -> forms.CharField:
    """An address that goes no further than the desk of MASH; see referrals.protecting."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=500,
        help_text="On no copy, letter or list. “Kept secret” stands here once it is kept: write over it to change it.",
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )


def _listed(choices: Any) -> list[tuple[str, str]]:
    return list(getattr(choices, "choices", choices))


class Group(NamedTuple):
    """Fields that belong together on the page.

    `more`: folded away until it holds something, until the field `opened_by[0]` has one of the answers behind it, or
    until somebody is led to one of its fields. `columns`: side by side where the page is wide enough. `page`: the page
    of the section that it stands on, "" for the first.
    """

    title: str
    names: tuple[str, ...]
    more: bool = False
    opened_by: tuple[str, ...] = ()
    columns: int = 1
    page: str = ""


class Behind(NamedTuple):
    """A page behind the first of a section: what stands there, and the button that leads to it."""

    title: str
    button: str


class Part(NamedTuple):
    """A group as the page draws it. Fields that stand under a choice of another are left to that choice."""

    title: str
    fields: list[BoundField]
    more: bool
    is_open: bool
    columns: int
    opened_by: tuple[str, ...] = ()  # the field that opens it, and its answers that do


class SectionForm(GovForm):
    """A section. `asks` names the fields that MASH would ask about when they stay empty.

    `more_pages`: the pages behind the first, by the word that their address has.
    """

    asks: ClassVar[tuple[str, ...]] = ()
    groups: ClassVar[tuple[Group, ...]] = ()
    more_pages: ClassVar[dict[str, Behind]] = {}
    led_to = ""  # the field that a link leads to: its group stands open
    page = ""  # the page that is drawn

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        _dress_once(type(self))
        super().__init__(*args, **kwargs)

    def _clean_fields(self) -> None:
        """As Django does; but a field of which nothing was sent is empty, and is not asked again what that means.

        A long form read back is mostly such fields, and cleaning them was half of what reading it cost.
        """
        sent = {name.partition("-")[0] for name in self.data}
        asked = self.fields
        empty = _empties(type(self))
        # In the order of the form: what a field says may rest on those before it.
        self.fields = {name: field for name, field in asked.items() if name in sent or name not in empty}
        try:
            super()._clean_fields()  # type: ignore[misc]
        finally:
            self.fields = asked
        for name in asked:
            if name not in sent and name in empty:
                value = empty[name]
                self.cleaned_data[name] = list(value) if isinstance(value, list) else value

    def parts(self) -> Iterator[Part]:
        """The groups of the page in order, then on the first every field that stands in none of them."""
        grouped = {name for group in self.groups for name in group.names}
        loose = Group("", tuple(name for name in self.fields if name not in grouped))
        groups = [group for group in (*self.groups, loose) if group.page == self.page and group.names]
        for group in groups:
            names = [name for name in group.names if name in self.fields]
            filled = any(name in self.errors or self._holds(name) for name in names)
            opened = bool(group.opened_by) and self[group.opened_by[0]].value() in group.opened_by[1:]
            fields = [self[name] for name in names if not getattr(self[name], "is_conditional", False)]
            yield Part(
                group.title,
                fields,
                group.more,
                filled or opened or self.led_to in names,
                group.columns,
                group.opened_by,
            )

    @property
    def is_wide(self) -> bool:
        """Three columns need the whole width of the page."""
        return any(group.columns > 2 for group in self.groups)

    @classmethod
    def page_of(cls, name: str) -> str:
        """The page that a field stands on."""
        return next((group.page for group in cls.groups if name in group.names), "")

    def drawn_on(self, page: str) -> Self:
        """The form as one of its pages: what is wrong on another is not said here."""
        self.page = page
        for name in [name for name in self.errors if self.page_of(name) != page]:
            del self.errors[name]
        return self

    def as_typed(self) -> Self:
        """The form with what was typed and without its errors: nobody has asked yet whether it is right."""
        self._errors: ErrorDict | None = ErrorDict()
        return self

    def _holds(self, name: str) -> bool:
        field = self.fields[name]
        typed = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        return bool(getattr(typed, "not_known", False)) or not _empty(getattr(typed, "day", typed))

    def is_empty(self, name: str) -> bool:
        """Nothing was typed there that makes sense."""
        self.is_valid()
        return _empty(self.cleaned_data.get(name))

    def questions_left(self) -> int:
        """How many of the asked fields are still empty. Works on a form that has errors too."""
        if not self.is_bound:
            return len(self.asks)
        self.is_valid()
        cleaned = getattr(self, "cleaned_data", {})
        return sum(1 for name in self.asks if _empty(cleaned.get(name)) and name not in self.errors)


_dressed: set[type] = set()


def _dress_once(form: type) -> None:
    """How the fields of a section look is the same for each form of its class."""
    if form in _dressed:
        return
    for field in form.base_fields.values():  # type: ignore[attr-defined]
        looks = options_of(field)
        across = "fd-across" if isinstance(field.widget, _ACROSS) else ""
        field.gov = replace(looks, size=looks.size or "s", group_classes=looks.group_classes or across)
    _dressed.add(form)


@cache
def _empties(form: type) -> dict[str, Any]:
    """What each field that may stay empty cleans to when nothing was sent of it."""
    found: dict[str, Any] = {}
    for name, field in form.base_fields.items():  # type: ignore[attr-defined]
        if not field.required:
            found[name] = field.clean(field.widget.value_from_datadict(QueryDict(), MultiValueDict(), name))
    return found


def _empty(value: object) -> bool:
    """Nothing was answered: "not known" is an answer."""
    if isinstance(value, DateOrNotKnown):
        return value.value is None and not value.not_known
    return value is None or value in ("", [])
