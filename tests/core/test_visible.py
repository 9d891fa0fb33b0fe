"""What shows of a text, and what is kept of it. The rules about words count the one and forms keep the other."""

from typing import Any

import pytest
from django import forms

from core.forms import GovForm
from core.visible import visible, written
from referrals.serializers import InformationInput

# Each shows nothing: zero width, direction, soft hyphen, byte order, fillers, variation, control, tags.
NOTHING = [
    *"\u200b\u200c\u200d\u200e\u202e\u2060\u2066\u00ad\ufeff\u180e\u034f\u115f\u3164\u2800\ufe0f\uffa0",
    *"\u0007\x1b\u2028\u00a0 ",
    "\U000e0041",
    "\U000e0100",
]


@pytest.mark.parametrize("sign", NOTHING, ids=lambda sign: f"U+{ord(sign):04X}")
def test_signs_of_no_width_are_no_words(sign: str) -> None:
    assert visible(sign * 30) == ""
    assert visible(f"a{sign}b") in {"ab", "a b"}
    assert written(sign * 30) == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  He   said\r\n\tno. ", "He said no."),
        ("a" + " " * 40 + "b", "a b"),
        ("Zoë", "Zoë"),
        ("“Né à Łódź” £5 – 李雷 محمد", "“Né à Łódź” £5 – 李雷 محمد"),
        ("🙂", "🙂"),
        ("", ""),
    ],
)
def test_what_shows(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("one\r\n\ttwo\n", "one\r\n\ttwo\n"),
        ("\u202eevil\u200b", "evil"),
        ("Zoe\u0308", "Zoë"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("a\x00b", "a\x00b"),  # refused by the field, in words
        ("\x00", "\x00"),
    ],
)
def test_what_is_kept(text: str, kept: str) -> None:
    assert written(text) == kept


class Words(GovForm):
    """A form with words in it, and a password, which is nobody's to change."""

    why = forms.CharField()
    more = forms.CharField(required=False)
    secret = forms.CharField(strip=False, required=False, widget=forms.PasswordInput)


def test_every_form_reads_words_so() -> None:
    form = Words({"why": "\u200b" * 30, "more": "\u200bsaid\u202e", "secret": "p\u200bq"})
    assert form.errors == {"why": ["Enter why"]}
    assert form.cleaned_data == {"more": "said", "secret": "p\u200bq"}
    assert form["why"].value() == ""


@pytest.mark.parametrize("sent", ["\u200b" * 30, " \u2060 ", "\u3164"])
def test_so_does_the_api(sent: Any) -> None:
    checked = InformationInput(data={"happened": sent})
    assert not checked.is_valid()
    assert list(checked.errors) == ["happened"]
