"""A version as a file, out and in, as an administrator sends and fetches it. `thresholds.exchange` knows its form."""

from typing import Any

from core.errors import Refused
from thresholds.actions import FaultyMatrix
from thresholds.checking import check_written
from thresholds.editing.parts import Document
from thresholds.exchange import read_yaml
from thresholds.exchange_out import write_yaml


def write_file(document: Document) -> str:
    """The document as readable YAML, in the order of the schema."""
    return write_yaml(document)


def read_upload(content: bytes) -> dict[str, Any]:
    """The document in a file that somebody sent.

    Refuses what is not plain YAML, naming the line, and with `FaultyMatrix` what has faults, each with its line.
    """
    try:
        written = read_yaml(content, name="The file")
    except Refused as refusal:
        raise Refused(refusal.sentence, field="file") from refusal
    faults = check_written(written)
    if faults:
        raise FaultyMatrix(faults)
    return written.document
