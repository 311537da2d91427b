"""Turn a file's bytes into text: byte-order marks, UTF-8, UTF-16, and a stated guess where it is none of these."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from charset_normalizer import from_bytes

from cmdb.errors import Invalid
from importers.observation import InputFile

__all__ = ["Encoding", "encoding_of", "head_of", "text_of"]

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CHUNK = 1 << 20
SAMPLE = 64 * 1024
HEAD = 128 * 1024
ALLOWED = "text in UTF-8, or in UTF-16 with a byte-order mark"
# Byte encodings in which any bytes at all make "text" are believed only with evidence; among the one-byte ones of
# Latin script cp1252 is what office programs in most places write, so nothing short of another script beats it.
OTHER_SCRIPTS = frozenset(
    {"big5", "big5hkscs", "cp1251", "cp1253", "cp932", "cp949", "euc_jp", "euc_kr", "gb18030", "gb2312", "gbk"}
    | {"koi8_r", "koi8_u", "shift_jis", "iso8859_5", "iso8859_7", "cp1255", "cp1256"}
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file's bytes are to be read; ``guessed`` where neither a mark nor valid UTF-8 says so."""

    name: str
    guessed: bool = False


def encoding_of(file: InputFile, wanted: str = "") -> Encoding:
    """Return the encoding of a file that may have any; ``wanted`` is what the person says.

    Raises ``Invalid`` where the bytes are no text in it.
    """
    if wanted:
        return stated(file, wanted)
    if marked := mark_of(file.content) or unmarked_utf16(file.content):
        check_bytes(file, marked)
        return Encoding(marked)
    bad = first_bad(file.content, "utf-8")
    if bad is None:
        return Encoding("utf-8")
    return Encoding(guess(file, bad), guessed=True)


def text_of(file: InputFile) -> str:
    """Return the text of a file that has to be Unicode (JSON, YAML). Raises ``Invalid`` naming the offending byte."""
    encoding = mark_of(file.content) or unmarked_utf16(file.content) or "utf-8"
    check_bytes(file, encoding)
    return file.content.decode(encoding)


def head_of(file: InputFile) -> str:
    """Return the beginning of a file as text, for recognition: never raises, odd bytes become U+FFFD."""
    encoding = mark_of(file.content) or unmarked_utf16(file.content) or "utf-8"
    return file.content[:HEAD].decode(encoding, errors="replace")


def mark_of(content: bytes) -> str:
    """Return the encoding that a byte-order mark states, "" for none."""
    return next((name for mark, name in MARKS if content.startswith(mark)), "")


def unmarked_utf16(content: bytes) -> str:
    """Return "utf-16-le" or "utf-16-be" where every other byte is mostly zero, as Latin text in UTF-16 is."""
    sample = content[:4096]
    pairs = len(sample) // 2
    if pairs < 2:  # noqa: PLR2004  # a single pair says nothing
        return ""
    if sample[1::2].count(0) > 0.6 * pairs:
        return "utf-16-le"
    return "utf-16-be" if sample[0::2].count(0) > 0.6 * pairs else ""


def check_bytes(file: InputFile, encoding: str) -> None:
    """Raise ``Invalid`` where the bytes are not what the encoding says, with the place."""
    bad = first_bad(file.content, encoding)
    if bad is None:
        return
    line = file.content.count(b"\n", 0, bad) + 1
    shown = file.content[bad : bad + 4].hex(" ")
    at_end = bad >= len(file.content) - 4
    reason = "the file ends in the middle of a character" if at_end else "holds bytes that are no text"
    raise Invalid(f"{file.name} line {line} (byte {bad})", f"{reason} ({encoding})", shown, ALLOWED)


def first_bad(content: bytes, encoding: str) -> int | None:
    """Return the offset of the first byte that the encoding does not allow, None where all is well.

    Reads in chunks, so that a large file is not held twice.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(content) or 1, CHUNK):
        try:
            decoder.decode(content[start : start + CHUNK], final=start + CHUNK >= len(content))
        except UnicodeDecodeError as error:
            # A decoder counts from the bytes that it kept back from the chunk before.
            kept = len(error.object) - len(content[start : start + CHUNK])
            return start - kept + error.start
    return None


def stated(file: InputFile, wanted: str) -> Encoding:
    """Return the encoding that a person names, checked."""
    try:
        name = codecs.lookup(wanted).name
    except LookupError as error:
        raise Invalid(file.name, "no such encoding", wanted, "utf-8, utf-16, cp1252, cp1250, …") from error
    check_bytes(file, name)
    return Encoding(name)


def guess(file: InputFile, bad: int) -> str:
    """Return the likeliest encoding of bytes that are not UTF-8, judged round the first odd byte."""
    sample = file.content[max(0, bad - SAMPLE // 2) : bad + SAMPLE // 2]
    if sample.count(0) > len(sample) // 100:
        raise Invalid(file.name, "is no text: it holds many NUL bytes", sample[:16].hex(" "), ALLOWED)
    best = from_bytes(sample).best()
    if best is not None and best.encoding in OTHER_SCRIPTS and first_bad(file.content, best.encoding) is None:
        return best.encoding
    return "cp1252" if first_bad(file.content, "cp1252") is None else "latin-1"
