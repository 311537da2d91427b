"""Files at records: kept by content, judged by content, gone when they are removed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cmdb.errors import Invalid, NotFound
from cmdb.store import open_store
from cmdb.store.blobs import all_blobs
from cmdb.store.port import Stamp, Store
from itsm.incident.practice import INCIDENT
from itsm.kernel import desk
from itsm.kernel.attachment import Limits, Sent, attach, attachments, detach, find_attachment, read_attachment
from itsm.kernel.draft import Draft
from itsm.kernel.media import OPAQUE, TEXT, harmless_name, media_type

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
LIMITS = Limits(2_000, 2)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
EXE = b"MZ\x90\x00" + bytes(80)
ZIP = b"PK\x03\x04" + bytes(80)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def act(number: int) -> desk.Act:
    return desk.Act(f"e{number:04d}", NOW + timedelta(minutes=number), Stamp("ann", "desk"))


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = "memory:" if request.param == "memory" else f"sqlite:///{tmp_path / 'desk.db'}"
    with open_store(url) as opened:
        yield opened


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.png", PNG, "image/png"),
        ("A.PNG", PNG, "image/png"),
        ("page.html", b"<script>alert(1)</script>", TEXT),
        ("drawing.svg", b"<svg onload='x()'/>", TEXT),
        ("car.txt", b"BMW does not start", TEXT),
        ("core", EXE, "application/x-msdownload"),
        ("report.docx", ZIP, "application/zip"),
        ("letter.doc", OLE, "application/x-ole-storage"),
        ("sealed.docx", OLE, "application/x-ole-storage"),
        ("old.txt", "Grüße".encode("latin-1"), OPAQUE),
        ("dump.txt", "\ufeffhello".encode("utf-16-le"), OPAQUE),
        ("strange.xyz", b"\x00\x01\x02", OPAQUE),
        ("paper.pdf", b"%PDF-1.7\n% plain", "application/pdf"),
    ],
)
def test_the_type_follows_from_the_content(name: str, content: bytes, expected: str) -> None:
    assert media_type(name, content) == expected


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("photo.png", b"<html><script>alert(1)</script></html>", "text/plain"),
        ("photo.jpg", PNG, "image/png"),
        ("invoice.pdf", EXE, "application/x-msdownload"),
        ("notes.txt", EXE, "application/x-msdownload"),
        ("notes.txt", b"\x00\x01\x02\x03", OPAQUE),
        ("report.docx", EXE, "application/x-msdownload"),
        ("double.pdf.png", b"%PDF-1.7", "application/pdf"),
    ],
)
def test_a_name_that_lies_is_refused_with_both(name: str, content: bytes, found: str) -> None:
    with pytest.raises(Invalid, match="is not what its name says") as caught:
        media_type(name, content)
    assert found in str(caught.value)
    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\shot.png", "shot.png"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie: x.txt"),
        ("gpj.\u202eexe", "gpj.exe"),
        ("résumé 1.txt", "résumé 1.txt"),
    ],
)
def test_names_are_made_harmless(said: str, name: str) -> None:
    assert harmless_name(said) == name


@pytest.mark.parametrize("said", ["", "/", "..", "\x00\x01", "x" * 201])
def test_what_is_no_name_is_refused(said: str) -> None:
    with pytest.raises(Invalid):
        harmless_name(said)


def test_a_file_is_attached_read_and_removed(store: Store) -> None:
    graph, side = store.graph, store.side
    key = desk.open_record(graph, INCIDENT, Draft("slow"), act=act(0))
    first = attach(graph, side, INCIDENT, key, Sent("a.png", PNG, public=True), act=act(1), limits=LIMITS)
    second = attach(graph, side, INCIDENT, key, Sent("b.png", PNG), act=act(2), limits=LIMITS)
    entries = desk.timeline(graph, key)
    assert list(attachments(entries)) == [first, second]
    assert list(attachments(reversed(entries))) == [first, second]
    assert first.sha256 == second.sha256
    assert read_attachment(side, first, now=NOW) == PNG
    assert find_attachment(entries, first.id, public=True) == first
    with pytest.raises(NotFound):
        find_attachment(entries, second.id, public=True)
    detach(graph, side, INCIDENT, key, first.id, act=act(3))
    assert read_attachment(side, second, now=NOW) == PNG
    with pytest.raises(NotFound):
        detach(graph, side, INCIDENT, key, first.id, act=act(4))
    detach(graph, side, INCIDENT, key, second.id, act=act(5))
    assert not list(all_blobs(side, now=NOW))
    told = [each.facts.get("removed") for each in desk.timeline(graph, key) if each.kind == "attachment"]
    assert told == [None, None, first.id, second.id]


def test_limits_are_told_with_what_was_sent(store: Store) -> None:
    graph, side = store.graph, store.side
    key = desk.open_record(graph, INCIDENT, Draft("slow"), act=act(0))
    with pytest.raises(Invalid, match="is empty"):
        attach(graph, side, INCIDENT, key, Sent("a.txt", b""), act=act(1), limits=LIMITS)
    with pytest.raises(Invalid, match=r"too large.*2001.*2000 bytes"):
        attach(graph, side, INCIDENT, key, Sent("a.txt", b"a" * 2_001), act=act(1), limits=LIMITS)
    for number in (1, 2):
        attach(graph, side, INCIDENT, key, Sent("a.txt", b"a"), act=act(number), limits=LIMITS)
    with pytest.raises(Invalid, match="as many attachments"):
        attach(graph, side, INCIDENT, key, Sent("a.txt", b"a"), act=act(3), limits=LIMITS)
    with pytest.raises(NotFound):
        attach(graph, side, INCIDENT, type(key)("inc-000009"), Sent("a.txt", b"b"), act=act(4), limits=LIMITS)
    assert [each.content for each in all_blobs(side, now=NOW)] == [b"a"]
