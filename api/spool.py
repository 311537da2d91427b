"""Uploaded files on disk until they are imported: named by us, never by what was sent; removed when they are old."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from werkzeug.datastructures import FileStorage

from cmdb.errors import Invalid
from importers.observation import InputFile

__all__ = ["Spool"]

ID = re.compile(r"[0-9a-f]{1,40}")
LONGEST_NAME = 255


class Spool:
    """A folder with one folder for each upload."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, upload: str) -> Path:
        """Return the folder of an upload. Its id is ours, and checked all the same."""
        if not ID.fullmatch(upload):
            raise Invalid("import", "is no id of an import", upload, "an id from the list of imports")
        return self.folder / upload

    def keep(self, upload: str, files: Sequence[FileStorage]) -> list[str]:
        """Save uploaded files and return the names that they came with, made harmless."""
        place = self.place(upload)
        place.mkdir(parents=True, mode=0o700)
        names = []
        for number, file in enumerate(files):
            file.save(place / str(number))
            names.append(harmless(file.filename or f"file {number + 1}"))
        return names

    def keep_text(self, upload: str, content: bytes) -> None:
        """Save one file that was made here."""
        place = self.place(upload)
        place.mkdir(parents=True, mode=0o700)
        (place / "0").write_bytes(content)

    def files(self, upload: str, names: Sequence[str]) -> list[InputFile]:
        """Return the files of an upload. Raises ``Invalid`` where they have been removed by now."""
        place = self.place(upload)
        if not place.is_dir():
            raise Invalid("files", "have been removed since", None, "upload them again")
        return [InputFile(name, (place / str(number)).read_bytes()) for number, name in enumerate(names)]

    def drop(self, upload: str) -> None:
        """Remove an upload's files."""
        shutil.rmtree(self.place(upload), ignore_errors=True)

    def sweep(self, hours: float) -> int:
        """Remove uploads older than so many hours and return how many."""
        if not self.folder.is_dir():
            return 0
        border = time.time() - hours * 3600
        old = [each for each in self.folder.iterdir() if each.is_dir() and each.stat().st_mtime < border]
        for each in old:
            shutil.rmtree(each, ignore_errors=True)
        return len(old)


def harmless(name: str) -> str:
    """Return a file's name without folders and control characters, fit for messages."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(character for character in bare if character.isprintable())[:LONGEST_NAME] or "file"
