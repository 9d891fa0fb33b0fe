"""What a page says, without what is drawn anew for it."""

import re
from typing import Any

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w*"')


def without_token(text: str) -> str:
    """The words of a page without the secrets of its forms: 64 drawn letters, among which any short name may stand."""
    return _TOKEN.sub("", text)


def words_of(answer: Any) -> str:
    """The page as it was sent, without the secrets of its forms."""
    return without_token(answer.content.decode())
