"""Read fault trees in the Open-PSA Model Exchange Format: gates and basic events as CIs that depend on each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from importers.observation import InputFile, Observation, Options, Recognition
from importers.open_psa.model import read_model
from importers.open_psa.observe import observe
from importers.text import head_of

__all__ = ["OPEN_PSA", "OpenPsa"]

ROOT = re.compile(r"<opsa-mef[\s/>]")


class OpenPsa:
    """The reader of Open-PSA fault trees."""

    name = "open_psa"
    label = "Open-PSA fault tree"
    suffixes: tuple[str, ...] = (".xml", ".opsa")

    def recognise(self, file: InputFile) -> Recognition | None:
        """Look for the root element."""
        if ROOT.search(head_of(file)):
            return Recognition(1.0, "has the root element opsa-mef")
        return None

    def read(self, files: Sequence[InputFile], options: Options) -> Iterator[Observation]:
        """Yield the basic events, then the gates of all files: together they are one model."""
        yield from observe(read_model(files), options)


OPEN_PSA = OpenPsa()
