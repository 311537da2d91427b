from __future__ import annotations

from itertools import islice

import pytest

from importers.tabular import apart
from importers.tabular.apart import Spool, Table, cell_text, complaint, read_apart


def test_lines_are_read_as_often_as_wanted_and_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "CHUNK", 16)
    spool = Spool()
    text = b'{"sheet": "a"}\n["x"]\n["a longer row than one chunk"]\n{"sheet": "b"}\n["y"]\n'
    apart.os.write(spool.handle, text)
    lines = list(spool.lines())
    assert [text[at : at + len(line)] for at, line in lines] == [line for _, line in lines]
    first, second = (Table("", spool, start, visible=True) for start in (15, lines[3][0] + 15))
    assert list(second.rows()) == [["y"]]
    one, two = first.rows(), first.rows()
    assert list(islice(one, 1)) == [["x"]]
    assert list(two) == [["x"], ["a longer row than one chunk"]]
    assert list(one) == [["a longer row than one chunk"]]


def test_a_process_that_fails_says_why() -> None:
    with pytest.raises(ValueError, match="Cannot detect file format"):
        read_apart(b"PK\x03\x04")
    assert complaint(-6, "") == complaint(1, "MemoryError") == "reading it needs more than 3 GB of memory"
    assert complaint(1, "Traceback\n  File x\npython_calamine.CalamineError: broken\n") == "CalamineError: broken"
    assert complaint(1, "") == "its reader says nothing"


def test_a_process_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.001)
    with pytest.raises(ValueError, match="takes longer"):
        read_apart(b"")


def test_cells() -> None:
    day = apart.datetime(2026, 1, 2, 3, 4)
    shown = [cell_text(each) for each in (4.0, 0.5, 1e20, True, day, day.date(), day.time(), apart.timedelta(hours=1))]
    assert shown == ["4", "0.5", "1e+20", "true", "2026-01-02T03:04:00", "2026-01-02", "03:04:00", "3600s"]
