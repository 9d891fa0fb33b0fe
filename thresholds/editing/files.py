"""A version as a file, out and in: the one place that knows how a matrix is written down."""

from typing import Any

import yaml

from core.errors import Refused
from thresholds.editing.parts import Document

MOST_BYTES = 2_000_000


def write_file(document: Document) -> str:
    """The document as readable YAML, in its own order."""
    text: str = yaml.safe_dump(dict(document), allow_unicode=True, sort_keys=False, width=110)
    return text


def read_upload(content: bytes) -> dict[str, Any]:
    """The document in a file that somebody sent. Refuses what is not YAML, or no matrix, naming the line."""
    if len(content) > MOST_BYTES:
        raise Refused("The file is too large for a matrix.", field="file")
    try:
        text = content.decode("utf-8")
        # A few lines of aliases can stand for more than any memory holds.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            raise Refused("The file uses YAML aliases. Write each part out in full.", field="file")
        document = yaml.safe_load(text)
    except UnicodeDecodeError as other:
        raise Refused("The file is not UTF-8 text.", field="file") from other
    except (yaml.YAMLError, RecursionError, ValueError) as broken:
        mark = getattr(broken, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise Refused(f"The file is not readable YAML{where}.", field="file") from broken
    if not isinstance(document, dict):
        raise Refused("The file holds no matrix: its first line should be “format: 1”.", field="file")
    return document
