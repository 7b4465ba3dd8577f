"""Files as they come over the wire: never on a disk, and no more of them in memory than can be used."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from finsam.core.uploads import apart

MOST_TOGETHER = 120_000_000  # bytes of a visit's files: ten of the largest that are kept


class InMemory(FileUploadHandler):
    """Keeps a file up to the largest that is read, and lets the rest go by: who reads it says that it is too large.

    A file may name people, so it never lies on the disk of the site. Its name is no path: Django keeps the last part of it,
    and nothing here makes a path of that.
    """

    taken = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins; what will read it is begun meanwhile."""
        super().new_file(*args, **kwargs)
        self.file = BytesIO()
        apart.begin()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Some more of it."""
        room = settings.FILE_UPLOAD_MAX_MEMORY_SIZE - self.file.tell()
        self.taken += self.file.write(raw_data[:room])
        if self.taken > MOST_TOGETHER:
            raise RequestDataTooBig("The files are more than a visit may send.")

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file, which says how large it was."""
        self.file.seek(0)
        return InMemoryUploadedFile(
            file=self.file,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
