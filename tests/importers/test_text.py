from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb.errors import Invalid
from importers import text
from importers.observation import InputFile
from importers.text import encoding_of, head_of, text_of

UMLAUTS = "name;ort\nsrv-1;Zürich\nsrv-2;Genève – Süd\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (UMLAUTS.encode("utf-8"), "utf-8"),
        (UMLAUTS.encode("utf-8-sig"), "utf-8-sig"),
        (UMLAUTS.encode("utf-16"), "utf-16"),
        (UMLAUTS.encode("utf-32"), "utf-32"),
        (UMLAUTS.encode("utf-16-le"), "utf-16-le"),
        (UMLAUTS.encode("utf-16-be"), "utf-16-be"),
        (UMLAUTS.encode("cp1252"), "cp1252"),
        (b"", "utf-8"),
    ],
)
def test_encoding_is_found(content: bytes, encoding: str) -> None:
    found = encoding_of(InputFile("a.csv", content))
    assert found.name == encoding
    assert found.guessed == (encoding == "cp1252")
    assert content.decode(found.name) == (UMLAUTS if content else "")


def test_another_script_is_guessed_as_such() -> None:
    russian = "имя,место\n" + "сервер приложений,Москва и Санкт-Петербург\n" * 40
    found = encoding_of(InputFile("a.csv", russian.encode("cp1251")))
    assert found.guessed
    assert russian.encode("cp1251").decode(found.name) == russian


def test_a_stated_encoding_is_believed_and_checked() -> None:
    assert encoding_of(InputFile("a.csv", b"\xe8"), "cp1250").name == "cp1250"
    with pytest.raises(Invalid, match="no such encoding"):
        encoding_of(InputFile("a.csv", b"a"), "klingon")
    with pytest.raises(Invalid, match=r"a\.csv line 2 \(byte 2\)"):
        encoding_of(InputFile("a.csv", b"a\n\xff b c d"), "utf-8")


def test_binary_is_no_text() -> None:
    with pytest.raises(Invalid, match="is no text"):
        encoding_of(InputFile("a.csv", bytes(range(256)) * 20 + b"\x00" * 500))


def test_unicode_files_name_the_byte_at_fault() -> None:
    with pytest.raises(Invalid, match=r"a\.yaml line 2 \(byte 8\).*e9"):
        text_of(InputFile("a.yaml", b"a: b\nc: \xe9 and more\n"))
    with pytest.raises(Invalid, match="ends in the middle of a character"):
        text_of(InputFile("a.yaml", "a: é".encode()[:-1]))


def test_the_byte_at_fault_is_found_behind_the_first_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "CHUNK", 16)
    content = "é".encode() * 20 + b"\xff" + b"x" * 30
    assert text.first_bad(content, "utf-8") == 40
    assert text.first_bad(("a" + "é" * 60).encode(), "utf-8") is None


@given(st.binary(max_size=300))
def test_recognition_never_raises(content: bytes) -> None:
    assert isinstance(head_of(InputFile("a", content)), str)


@given(words=st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufeff"), max_size=100))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_comes_back_as_it_was(words: str, encoding: str) -> None:
    assert text_of(InputFile("a.yaml", words.encode(encoding))) == words
