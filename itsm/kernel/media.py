"""What is in a file? Its type by its content; a name that says otherwise is a lie."""

from __future__ import annotations

from collections.abc import Mapping

import filetype

from cmdb.errors import Invalid

__all__ = ["OPAQUE", "TEXT", "harmless_name", "media_type"]

OPAQUE = "application/octet-stream"
TEXT = "text/plain"
OLE = "application/x-ole-storage"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LONGEST_NAME = 200

ZIPPED = frozenset({"application/zip"})
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."

# What the content of a file with such a name may turn out to be. Names that are not here claim nothing.
CLAIMS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("txt", "log", "csv", "tsv", "md", "json", "yaml", "yml", "xml", "html", "htm", "svg", "ics",
                     "ini", "conf", "eml", "sql", "toml", "js", "sh", "py", "pem", "diff", "patch"), frozenset({TEXT})),
    **dict.fromkeys(("jpg", "jpeg"), frozenset({"image/jpeg"})),
    "png": frozenset({"image/png", "image/apng"}),
    "gif": frozenset({"image/gif"}),
    "webp": frozenset({"image/webp"}),
    "bmp": frozenset({"image/bmp"}),
    **dict.fromkeys(("tif", "tiff"), frozenset({"image/tiff"})),
    "ico": frozenset({"image/x-icon"}),
    "heic": frozenset({"image/heic"}),
    "pdf": frozenset({"application/pdf"}),
    "rtf": frozenset({"application/rtf", TEXT}),
    "zip": ZIPPED | {f"{OFFICE}wordprocessingml.document", "application/epub+zip"},
    # Office keeps what has a password as OLE.
    "docx": ZIPPED | {OLE} | {f"{OFFICE}wordprocessingml.document"},
    "xlsx": ZIPPED | {OLE} | {f"{OFFICE}spreadsheetml.sheet"},
    "pptx": ZIPPED | {OLE} | {f"{OFFICE}presentationml.presentation"},
    "odt": ZIPPED | {f"{OPEN}text"},
    "ods": ZIPPED | {f"{OPEN}spreadsheet"},
    "odp": ZIPPED | {f"{OPEN}presentation"},
    **dict.fromkeys(("doc", "xls", "ppt", "msg"), frozenset({OLE})),
    **dict.fromkeys(("gz", "tgz"), frozenset({"application/gzip"})),
    "7z": frozenset({"application/x-7z-compressed"}),
    "rar": frozenset({"application/x-rar-compressed"}),
    "xz": frozenset({"application/x-xz"}),
    "bz2": frozenset({"application/x-bzip2"}),
    "tar": frozenset({"application/x-tar"}),
}  # fmt: skip


def media_type(name: str, content: bytes) -> str:
    """Return the type of a file by its content: ``TEXT`` for what can be read, ``OPAQUE`` for what nobody knows.

    Raises ``Invalid`` where the name says something else.
    """
    found = by_content(content)
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    claimed = CLAIMS.get(suffix)
    # Text of an old encoding cannot be told from anything.
    if claimed is None or found in claimed or (found == OPAQUE and TEXT in claimed and not is_binary(content)):
        return found
    raise Invalid("file", f"{name} is not what its name says: its content is {found}", name, ", ".join(sorted(claimed)))


def by_content(content: bytes) -> str:
    """Return the type of content; text goes first, as many kinds of file begin with letters."""
    if is_text(content):
        return TEXT
    if content.startswith(OLE_START):
        return OLE
    kind = filetype.guess(content)
    return str(kind.mime) if kind is not None else OPAQUE


def is_text(content: bytes) -> bool:
    """Say whether content reads as UTF-8 without control characters; of PDF that is no matter."""
    if content.startswith((b"%PDF-", b"{\\rtf")):
        return False
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    # Terminals' logs carry escape sequences.
    return not any(character < " " and character not in "\t\n\r\f\x1b\b" for character in text)


def is_binary(content: bytes) -> bool:
    """Say whether no text of any encoding looks like this; UTF-16 with its mark is text."""
    return b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff"))


def harmless_name(said: str) -> str:
    """Return a file's name without folders, control characters and marks that turn its direction.

    Raises ``Invalid`` where nothing is left, or too much.
    """
    bare = said.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(character for character in bare if character.isprintable()).strip()
    if not name.strip("."):
        raise Invalid("file", "has no name", said[:LONGEST_NAME], "a name such as screenshot.png")
    if len(name) > LONGEST_NAME:
        raise Invalid("file", "its name is too long", name[:80], f"1 to {LONGEST_NAME} characters")
    return name
