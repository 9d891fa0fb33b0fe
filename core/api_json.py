"""JSON as strangers send it: refused with a sentence when it is too long, too deep, or says one thing twice."""

import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

LONGEST_BODY = 1_000_000  # bytes: thirty children and thirty worries with every field full are well below
DEEPEST = 12


class TooLong(APIException):
    """413."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = f"The body is longer than {LONGEST_BODY} bytes."


class CarefulJSONParser(BaseParser):
    """RFC 8259, without NaN, without a name twice in one object, and not nested deeper than any form is."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        body = stream.read(LONGEST_BODY + 1)
        if len(body) > LONGEST_BODY:
            raise TooLong
        try:
            found = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
        except RecursionError as error:
            raise ParseError("The JSON is nested too deeply.") from error
        except ValueError as error:
            raise ParseError(f"This is not JSON: {_short(str(error))}") from error
        if _depth(found) > DEEPEST:
            raise ParseError("The JSON is nested too deeply.")
        return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, when no name stands in it twice: one of the two would vanish in silence."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")


def _depth(value: Any) -> int:
    """How deep objects and lists stand in one another, counted without recursion."""
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, dict | list):
            deepest = max(deepest, depth)
            waiting.extend((inner, depth + 1) for inner in (one.values() if isinstance(one, dict) else one))
    return deepest


def _short(words: str) -> str:
    """Without what was sent: an error is no place for a child's name."""
    return words.split(":", maxsplit=1)[0] if words.startswith("'utf-8'") else words[:120]
