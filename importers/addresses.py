"""Find the network addresses that settings show: the one rule by which environment and arguments mean dependencies.

A setting shows an address only where its value

1. holds a URL (``postgres://user:secret@db:5432/shop`` shows ``db:5432``; several hosts after one scheme count each),
2. is nothing but ``host:port``, or several of these with commas between,
3. is a connection string (``host=db port=5432``, ``Server=db,1433;Database=x``, ``user@tcp(db:3306)/shop``), or
4. is nothing but host names, and the setting's name says that it is an address: it ends in ADDR, ADDRESS, HOST, URL,
   URI, ENDPOINT, SERVICE, SERVER or BROKER (or the plural of one).

Whether the host is anything known is for the caller to decide. A word that merely equals the name of a service
(``DB_TYPE=postgres``, ``CACHE=redis``) shows no address. Credentials in a URL are dropped here and go no further.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Address", "addresses", "argument_addresses"]

LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?"
HOST = rf"{LABEL}(?:\.{LABEL})*\.?"
URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://([^\s/?#\"'`<>|\\)]+)")
HOST_PORT = re.compile(rf"({HOST}):(\d{{1,5}})(?:/[^\s:]*)?")
HOST_ALONE = re.compile(HOST)
MYSQL_DSN = re.compile(rf"@(?:tcp|udp)\(({HOST})(?::(\d{{1,5}}))?\)")
KEY_VALUE = re.compile(
    rf"(?:^|[;\s])(?:host|server|data source|addr|address)\s*=\s*(?:tcp:)?({HOST})(?:[,:](\d{{1,5}}))?(?=[;\s,]|$)",
    re.IGNORECASE,
)
ADDRESS_NAME = re.compile(
    r"(?:^|[_.\-])(?:ADDR|ADDRESS|HOST|URL|URI|ENDPOINT|SERVICE|SERVER|BROKER)(?:S|ES)?$|^PGHOST$", re.IGNORECASE
)
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
FLAG = re.compile(r"--?([A-Za-z][\w.\-]*)(?:=(.*))?", re.DOTALL)
LONGEST_SETTING = 20_000
HIGHEST_PORT = 65_535
# Plain evidence, and evidence that rests on the setting's name.
SURE, NAMED = 0.9, 0.8


@dataclass(frozen=True, slots=True)
class Address:
    """A host that a setting shows, its port (None: not said), and how good the evidence is (0..1)."""

    host: str
    port: int | None
    confidence: float

    @property
    def shown(self) -> str:
        """Return the address as people write it."""
        return self.host if self.port is None else f"{self.host}:{self.port}"


def addresses(name: str, value: str) -> tuple[Address, ...]:
    """Return the addresses that one setting shows, in order, each once.

    >>> [each.shown for each in addresses("DATABASE", "postgres://shop:secret@db:5432/shop")]
    ['db:5432']
    >>> addresses("DB_TYPE", "postgres")
    ()
    """
    text = value.strip()
    if not text or len(text) > LONGEST_SETTING:
        return ()
    found = [*in_urls(text)] or [*whole_host_ports(text)] or [*in_connection_strings(text)]
    if not found and says_address(name):
        found = [*whole_hosts(text)]
    return tuple(dict.fromkeys(found))


def argument_addresses(arguments: Sequence[str]) -> tuple[tuple[str, Address], ...]:
    """Return what a command line shows, each with the flag or the word "argument".

    ``--db-host mysql`` and ``--db-host=mysql`` are settings; other words show addresses by rules 1 and 2 alone.
    """
    found: list[tuple[str, Address]] = []
    flag = ""
    for argument in arguments:
        match = FLAG.fullmatch(argument)
        if match is None:
            found += [(flag or "argument", each) for each in addresses(flag, argument)]
            flag = ""
        elif match[2] is None:
            flag = match[1]
        else:
            flag = ""
            found += [(match[1], each) for each in addresses(match[1], match[2])]
    return tuple(dict.fromkeys(found))


def says_address(name: str) -> bool:
    """Say whether a setting's name means that its value is an address."""
    return bool(ADDRESS_NAME.search(HUMP.sub("_", name)))


def in_urls(text: str) -> Iterator[Address]:
    """Yield the hosts of all URLs in a text, without user and password."""
    for match in URL.finditer(text):
        for part in match[1].rpartition("@")[2].split(","):
            host, _, port = part.partition(":")
            digits = re.match(r"\d{1,5}(?!\d)", port)
            if HOST_ALONE.fullmatch(host) and (not port or digits):
                yield from valid(host, digits[0] if digits else "", SURE)


def whole_host_ports(text: str) -> Iterator[Address]:
    """Yield the addresses of a text that is nothing but ``host:port``, once or several times."""
    parts = [HOST_PORT.fullmatch(part) for part in pieces(text)]
    for match in parts if all(parts) else ():
        if match:
            yield from valid(match[1], match[2], SURE)


def in_connection_strings(text: str) -> Iterator[Address]:
    """Yield the hosts that connection strings name."""
    for pattern in (MYSQL_DSN, KEY_VALUE):
        for match in pattern.finditer(text):
            yield from valid(match[1], match[2] or "", SURE)


def whole_hosts(text: str) -> Iterator[Address]:
    """Yield the hosts of a text that is nothing but host names."""
    parts = [part for part in re.split(r"\s*[,;]\s*", text) if part]
    if all(HOST_ALONE.fullmatch(part) for part in parts):
        for part in parts:
            yield from valid(part, "", NAMED)


def pieces(text: str) -> list[str]:
    """Return the parts of a text between commas, semicolons and space."""
    return [part for part in re.split(r"[,;\s]+", text) if part]


def valid(host: str, port: str, confidence: float) -> Iterator[Address]:
    """Yield the address where it is one: a number with a port is a time of day or a ratio."""
    if host.isdigit() or (port and not 0 < int(port) <= HIGHEST_PORT):
        return
    yield Address(host.rstrip(".").lower(), int(port) if port else None, confidence)
