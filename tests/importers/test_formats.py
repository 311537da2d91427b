from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from cmdb.errors import Invalid, NotFound
from importers.formats import READERS, collect, recognise, sort_by_format
from tests.importers.observed import file, shared_folder


@pytest.mark.parametrize(
    ("name", "content", "reader"),
    [
        ("a.json", '{"faultline": 1}', "graph"),
        ("a.yaml", "faultline: 1\ncis: []\n", "graph"),
        ("compose.yaml", "services:\n  web: {image: x}\n", "compose"),
        ("stack.yml", "version: '3'\nservices:\n  web: {image: x}\n", "compose"),
        ("k.yaml", "# x\napiVersion: v1\nkind: Pod\n", "kubernetes"),
        ("k.json", '{"kind": "List", "apiVersion": "v1", "items": []}', "kubernetes"),
        ("k.json", '{"kind":"List","apiVersion":"v1","items":[]}', "kubernetes"),
        ("-", "apiVersion: v1\nkind: Pod\n", "kubernetes"),
        ("-", "name;os\nsrv;Linux\n", "tabular"),
        ("a.csv", "name,os\n", "tabular"),
        ("services.csv", "services:\nx", "tabular"),
    ],
)
def test_files_are_recognised(name: str, content: str, reader: str) -> None:
    assert recognise(file(name, content))[0].name == reader


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.bin", bytes(range(256)), "is of no known format"),
        ("a.md", b"# Sources\n\nText.\n", "is of no known format"),
        ("a.csv", b"  \n ", "is empty"),
        ("a.zip", b"PK\x03\x04zzzz", r"packed file \(zip\)"),
        ("a.csv.gz", b"\x1f\x8bzzz", r"packed file \(gzip\)"),
    ],
)
def test_what_nobody_knows_is_refused_naming_the_formats(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(Invalid, match=reason) as caught:
        recognise(file(name, content))
    if "packed" not in reason:
        assert all(each.name in str(caught.value) for each in READERS)


def test_names_of_formats_differ_and_are_words() -> None:
    names = [each.name for each in READERS]
    assert len(set(names)) == len(names)
    assert all(each.isidentifier() for each in names)


def test_a_directory_is_walked_in_a_stable_order(tmp_path: Path) -> None:
    for name in ("b/2.yaml", "b/1.yaml", "a.csv", ".git/config", "b/.hidden.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    (tmp_path / "b" / "broken").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    files = collect([str(tmp_path)]).files
    assert [Path(each.name).relative_to(tmp_path).as_posix() for each in files] == ["a.csv", "b/1.yaml", "b/2.yaml"]


def test_paths_that_cannot_be_read_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotFound, match=r"no file 'nowhere\.csv'"):
        collect(["nowhere.csv"])
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Invalid, match="is no plain file"):
        collect([str(tmp_path / "pipe")])
    (tmp_path / "empty").mkdir()
    assert "holds no files" in collect([str(tmp_path / "empty")]).notes[0].text
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"name\nx\n")))
    assert collect(["-"]).files[0].content == b"name\nx\n"


def test_files_are_sorted_by_format_and_strangers_noted_only_where_a_directory_brought_them() -> None:
    files = [file("a.csv", "name\nx\n"), file("README.md", "words"), file("k.yaml", "apiVersion: v1\nkind: Pod\n")]
    found = sort_by_format(files, lenient=True)
    assert [(reader.name, [each.name for each in group]) for reader, group in found.groups] == [
        ("tabular", ["a.csv"]),
        ("kubernetes", ["k.yaml"]),
    ]
    assert [each.where for each in found.notes] == ["README.md"]
    with pytest.raises(Invalid, match=r"README\.md"):
        sort_by_format(files)
    with pytest.raises(Invalid, match=r"README\.md"):
        sort_by_format(files[1:2], lenient=True)
    assert sort_by_format(files, wanted="tabular").groups[0][1] == tuple(files)
    with pytest.raises(Invalid, match=r"there is no such format.*graph, compose, kubernetes, tabular"):
        sort_by_format(files, wanted="csv")


def test_an_office_document_is_no_table() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(Invalid, match="packed file"):
        recognise(file("letter.docx", packed.getvalue()))


def test_samples_are_recognised() -> None:
    for folder, name in (("kubernetes", "kubernetes"), ("compose", "compose"), ("tabular", "tabular")):
        assert {recognise(each)[0].name for each in shared_folder(folder)} == {name}
