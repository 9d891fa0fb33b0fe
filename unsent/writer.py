"""Whose page a form was drawn for, so that what comes without a session can wait for them and for nobody else."""

from typing import Any

from django.core.signing import BadSignature, Signer

FIELD = "_writer"
_SIGNER = Signer(salt="unsent.writer")


def mark_of(person: Any) -> str:
    """Nobody can make the mark of somebody else."""
    return _SIGNER.sign(str(person.pk))


def read_mark(post: Any) -> str:
    """The id of the person the page was drawn for; "" when it does not say so in our own hand."""
    try:
        return _SIGNER.unsign(post.get(FIELD, ""))
    except BadSignature:
        return ""
