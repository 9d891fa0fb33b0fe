"""What the API answers when something is wrong: a sentence for each field, found by its JSON pointer."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from core.errors import Conflict, Refused

_LONGEST_NAME = 60


class Problem(serializers.Serializer[Any]):
    """One thing that is wrong."""

    pointer = serializers.CharField(
        allow_blank=True,
        help_text="The field, as a JSON pointer (RFC 6901) into what was sent: /children/0/date_of_birth. "
        "Empty when it is about the request as a whole.",
    )
    detail = serializers.CharField(help_text="A sentence for a person.")


class Problems(serializers.Serializer[Any]):
    """The body of every answer from 400 to 422."""

    errors = Problem(many=True)  # type: ignore[assignment]  # a field: the class takes it out of its own names


def not_yet(sentence: str) -> Response:
    """404 for what is not there yet in a record that was opened: an answer, so that the read stays on the trail."""
    return Response({"errors": [{"pointer": "", "detail": sentence}]}, status=status.HTTP_404_NOT_FOUND)


def refusals(*codes: int) -> dict[int, type[Problems]]:
    """For the schema: these statuses all have the one body."""
    return dict.fromkeys(sorted(codes), Problems)


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """`{"errors": [{"pointer": "/children/0/date_of_birth", "detail": "..."}]}` for every refusal."""
    if isinstance(error, Refused):
        # The action that refused has taken back its own writes. What was read on the way to it stays on the trail.
        code = status.HTTP_409_CONFLICT if isinstance(error, Conflict) else status.HTTP_422_UNPROCESSABLE_ENTITY
        pointer = f"/{error.field}" if error.field else ""
        return Response({"errors": [{"pointer": pointer, "detail": error.sentence}]}, status=code)
    if isinstance(error, Http404):
        error = NotFound(str(error) or "There is nothing here.")
    response = exception_handler(error, context)
    if response is None:
        return None
    found = list(_flat(response.data, "")) if isinstance(error, ValidationError) else [("", _first(response.data))]
    response.data = {"errors": [{"pointer": pointer, "detail": detail} for pointer, detail in found]}
    return response


def _flat(data: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """Each leaf of a nested error, with the pointer to its field."""
    if isinstance(data, dict):
        for name, inner in data.items():
            yield from _flat(inner, pointer if name == "non_field_errors" else f"{pointer}/{_escaped(str(name))}")
    elif isinstance(data, list) and any(isinstance(inner, dict | list) for inner in data):
        for place, inner in enumerate(data):
            yield from _flat(inner, f"{pointer}/{place}")
    elif isinstance(data, list):
        for inner in data:
            yield pointer, str(inner)
    else:
        yield pointer, str(data)


def _escaped(name: str) -> str:
    """A name as a pointer writes it. Half a character cannot be sent back; a name without end need not be."""
    whole = name.encode("utf-8", "replace").decode()[:_LONGEST_NAME]
    return whole.replace("~", "~0").replace("/", "~1")


def _first(data: Any) -> str:
    return str(data.get("detail", data)) if isinstance(data, dict) else str(data)
