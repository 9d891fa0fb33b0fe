"""One form on a page while it is typed: its words so far, and what the page carries so that they are kept."""

from dataclasses import dataclass
from functools import cached_property
from secrets import token_hex
from typing import TYPE_CHECKING, Any, TypeVar

from django.http import HttpRequest
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from core.errors import Refused
from core.forms import GovForm
from unsent.keeping import About, drop_unsent, find_unsent, keep_typed, put_away, words_of
from unsent.posted import Typed, as_typed, has_words, shown_again, typed_in
from unsent.windows import WINDOW, drawn_now, read_drawn, second_versions
from unsent.windows import mark_of as mark_of_answer
from unsent.writer import mark_of

if TYPE_CHECKING:
    from unsent.places import Place

F = TypeVar("F", bound=GovForm)


@dataclass(frozen=True, slots=True)
class Second:
    """Another version of one answer, as a person reads it."""

    name: str
    label: str
    words: str


class Typing:
    """One form, about one thing, for whoever asks for the page."""

    def __init__(self, place: "Place", about: About, request: HttpRequest) -> None:
        self.place, self.about, self.request = place, about, request
        # A page may hold several forms, each with an address of its own. One that is sent to its own page is alone.
        match = request.resolver_match
        here = place.page == place.sends or (match is not None and match.view_name == place.sends)
        self.is_posted = request.method == "POST" and here
        self.row = find_unsent(place.name, about, writer=self.person)
        self.begun: Typed = {}

    @property
    def person(self) -> Any:
        return self.request.user

    def form(self, make: type[F], *, bound: bool = True, initial: dict[str, Any] | None = None, **given: Any) -> F:
        """The form as it came, when it came; otherwise with the words kept so far, over what it starts with."""
        begun = initial or {}
        self.begun = as_typed(self.place.fields, begun)
        shown = {**begun, **shown_again(self.place.fields, self.words, begun)}
        more = {"initial": shown} if shown else {}
        form = make(self.request.POST if self.is_posted and bound else None, **more, **given)
        form.unsent = self
        return form

    def refused(self, make: type[F], refusal: Refused) -> F:
        """The form with the words kept so far, to say on it that something else on the page was refused."""
        form = make(MultiValueDict(self.words))
        form.unsent = self
        form.errors.clear()
        form.refuse(refusal)
        return form

    def over(self, make: type[F], *, begun: dict[str, Any], **given: Any) -> F:
        """The form as if it had been sent with the words kept so far, over what it starts with now."""
        form = make(MultiValueDict({**as_typed(self.place.fields, begun), **self.words}), **given)
        form.unsent = self
        return form

    def keep(self) -> None:
        """Keep what came and was not sent, scripts or none. Asked where a page is shown again."""
        typed = self.typed
        if self.is_posted and (has_words(typed) or (typed and self.words)):
            drawn = read_drawn(self.request.POST)
            self.row, _ = keep_typed(self.place.name, self.about, typed=typed, drawn=drawn, by=self.person)

    def sent(self) -> None:
        """The form was sent: its words go, in this transaction."""
        drawn = read_drawn(self.request.POST)
        put_away(self.place.name, self.about, typed=self.typed, drawn=drawn, by=self.person)

    def drop(self) -> None:
        """Throw the words away."""
        if self.row is not None:
            drop_unsent([self.row], by=self.person)

    @property
    def typed(self) -> Typed:
        return typed_in(self.place.fields, self.request.POST)

    # What the page carries.

    @property
    def words(self) -> Typed:
        return words_of(self.row).data

    @property
    def saved_at(self) -> Any:
        """When the words that stand there were kept."""
        return self.row.saved_at if self.row and self.words else None

    @property
    def labels(self) -> list[str]:
        """The questions whose answers are kept and not sent."""
        known = self.place.form.base_fields
        names = dict.fromkeys(name if name in known else name.rpartition("-")[0] for name in self.words)
        return [str(known[name].label) for name in names if name in known]

    @property
    def address(self) -> str:
        return reverse("unsent:keep", args=[self.place.name, self.about.key])

    @property
    def page(self) -> str:
        return self.place.page_of(self.about.key)

    @property
    def drawn(self) -> str:
        return drawn_now({**self.begun, **self.words})

    @property
    def changed_under(self) -> bool:
        """An answer that stands here was written over one that is another by now."""
        now = {name: mark_of_answer(self.begun.get(name, [])) for name in self.words}
        over = words_of(self.row).over
        return any(
            name in over and mark not in {over[name], mark_of_answer(self.words[name])} for name, mark in now.items()
        )

    @cached_property
    def window(self) -> str:
        """The same while one window is sent and refused again and again."""
        return (self.request.POST.get(WINDOW, "")[:16] if self.is_posted else "") or token_hex(8)

    @property
    def writer(self) -> str:
        return mark_of(self.person)

    @property
    def seconds(self) -> list[Second]:
        """Second versions that wait for a choice."""
        waiting = second_versions(words_of(self.row).beside)
        return [second_of(self.place.form.base_fields, name, values) for name, values in waiting.items()]


def second_of(fields: Any, name: str, values: list[str]) -> Second:
    """A version of an answer with the words of its choices."""
    known = name if name in fields else name.rpartition("-")[0]
    found = fields.get(known)
    choices = {str(value): str(words) for value, words in getattr(found, "choices", []) or []}
    return Second(
        name,
        str(found.label) if found else name,
        ", ".join(choices.get(value, value) for value in values if value) or "Nothing",
    )
