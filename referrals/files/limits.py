"""What is taken and how much of it. Sizes are bytes."""

from enum import StrEnum

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE  # one file, as it was sent
MOST_TOGETHER = 30 * MEGABYTE  # all files of one referral, as they are kept
MOST_FILES = 20
MOST_PIXELS = 40_000_000  # a photograph before it is made smaller
LONGEST_SIDE = 4096  # pixels of a photograph as it is kept
LONGEST_LABEL = 100


class Kind(StrEnum):
    """What a file turned out to be."""

    JPEG = "jpeg"
    PNG = "png"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    ODT = "odt"
    TEXT = "text"

    @property
    def ending(self) -> str:
        return {"jpeg": "jpg", "text": "txt"}.get(self.value, self.value)

    @property
    def words(self) -> str:
        return _WORDS[self]

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]

    @property
    def is_photograph(self) -> bool:
        return self in {Kind.JPEG, Kind.PNG}


_WORDS = {
    Kind.JPEG: "Photograph",
    Kind.PNG: "Photograph",
    Kind.PDF: "PDF",
    Kind.DOCX: "Word document",
    Kind.XLSX: "Excel workbook",
    Kind.ODT: "OpenDocument text",
    Kind.TEXT: "Plain text",
}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_MEDIA_TYPES = {
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.PDF: "application/pdf",
    Kind.DOCX: f"{_OFFICE}wordprocessingml.document",
    Kind.XLSX: f"{_OFFICE}spreadsheetml.sheet",
    Kind.ODT: "application/vnd.oasis.opendocument.text",
    Kind.TEXT: "text/plain; charset=utf-8",
}


class Unfit(Exception):
    """The file is not taken. `sentence` is for the person, and begins after the name of the file: "is empty"."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
