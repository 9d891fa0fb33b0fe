"""Uploaded files, kept in memory within limits. What is too much is read and forgotten, so that a page can say so."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MEGABYTE = 1024 * 1024
# One byte more of a file than may be kept shows that it was too large.
MOST_OF_ONE = 10 * MEGABYTE + 1
MOST_OF_ALL = 32 * MEGABYTE


class WithinLimits(FileUploadHandler):
    """Keeps at most so much of one file and of all files of a request. A file that was cut says so by `cut`."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.all = 0
        self.kept = BytesIO()
        self.cut = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept, self.cut = BytesIO(), False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        room = min(MOST_OF_ONE - self.kept.tell(), MOST_OF_ALL - self.all)
        piece = raw_data[: max(0, room)]
        self.cut = self.cut or len(piece) < len(raw_data)
        self.all += self.kept.write(piece)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.kept.seek(0)
        made = InMemoryUploadedFile(
            file=self.kept,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
        made.cut = self.cut  # type: ignore[attr-defined]
        return made
