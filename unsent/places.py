"""The forms that keep what is typed in them. Each room names its own in a module of `settings.UNSENT`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Protocol

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse

from core.forms import GovForm
from unsent.keeping import About
from unsent.page import Typing


class Find(Protocol):
    """The door of the page that a form stands on. Http404 for whoever may not open it, Refused for a reason to read."""

    def __call__(self, key: str, *, by: Any) -> About: ...


@dataclass(frozen=True)
class Place:
    """One form: its name, what the trail calls it, where it stands, where it is sent, and who may open it."""

    name: str
    label: str
    form: type[GovForm]
    page: str
    sends: str
    find: Find

    def on(self, about: About, request: HttpRequest) -> Typing:
        """This form on the page that answers `request`."""
        return Typing(self, about, request)

    def page_of(self, key: str) -> str:
        return _address(self.page, key)

    @property
    def fields(self) -> Mapping[str, forms.Field]:
        """What a person fills in: keys against a second click and the like are none of it."""
        return {name: field for name, field in self.form.base_fields.items() if not field.widget.is_hidden}


def place_called(name: str) -> Place:
    """Http404 for a name that no room knows."""
    for place in all_places():
        if place.name == name:
            return place
    raise Http404


def place_sent_to(view_name: str) -> Place | None:
    """The form that is sent to this address."""
    return next((place for place in all_places() if place.sends == view_name), None)


@cache
def all_places() -> tuple[Place, ...]:
    return tuple(place for path in settings.UNSENT for place in import_module(path).PLACES)


def _address(view_name: str, key: str) -> str:
    return reverse(view_name, args=[] if key == NEW else [key])


NEW = "new"  # the key of a form about something that is not there yet


def about_new(person: Any) -> About:
    """A form about something that is not there yet: each person has one."""
    return About(NEW, person.pk)
