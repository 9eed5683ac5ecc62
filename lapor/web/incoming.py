"""Takes the files of a form as they come in: in memory, so that no disk holds one unsealed."""

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from lapor.files.arriving import MOST_BYTES, MOST_FILES


class InMemory(FileUploadHandler):
    """Reads as many files of a request as are taken, each as far as one may be long.

    Of what is longer only its length is told on, so that the page can say what is wrong with it.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.begun = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.begun += 1
        if self.begun > 2 * MOST_FILES:
            raise SkipFile  # a page takes no more, so its own says nothing of them
        self.bytes = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) <= MOST_BYTES and self.begun <= MOST_FILES:
            self.bytes.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.bytes.seek(0)
        return InMemoryUploadedFile(
            self.bytes,
            self.field_name,
            "berkas",  # its own name may tell who sent it; nobody here needs it
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
        )
