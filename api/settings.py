"""The settings of the server: one frozen record from the environment (``FAULTLINE_*``) and one TOML file."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import process

from cmdb.errors import Invalid
from impact.kernels import SETTING as KERNELS

__all__ = ["PREFIX", "ReferenceRow", "Settings", "load_settings", "reference"]

PREFIX = "FAULTLINE_"
FILE_VARIABLE = "FAULTLINE_SETTINGS"
# Read by other parts of the product, so no mistake in the environment of the server.
ELSEWHERE = frozenset(
    {FILE_VARIABLE, "FAULTLINE_SKIP_UI", "FAULTLINE_HOME", "FAULTLINE_CACHE", "FAULTLINE_NEO4J_PASSWORD", KERNELS}
)
ELSEWHERE_PREFIXES = ("FAULTLINE_TEST_", "FAULTLINE_BENCH_")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def data_folder() -> Path:
    """Return where a person's data lies when nothing is said."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "faultline"


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default. An instance is complete and checked; nothing else reads the environment."""

    store: str = field(default="", metadata={"help": "Address of the store; empty: the per-user SQLite file."})
    host: str = field(default="127.0.0.1", metadata={"help": "Address to listen on."})
    port: int = field(default=8480, metadata={"help": "Port to listen on."})
    url: str = field(
        default="", metadata={"help": "Address under which people reach the server, for links and https cookies."}
    )
    threads: int = field(default=8, metadata={"help": "Requests answered at the same time."})
    workers: int = field(
        default=1, metadata={"help": "Jobs run at a time by this process, and one that reads; 0: none."}
    )
    proxies: int = field(default=0, metadata={"help": "Trusted proxies in front (X-Forwarded-For and -Proto)."})
    demo: bool = field(
        default=False, metadata={"help": "Sign everybody in as administrator; only where the host is loopback."}
    )
    folder: Path = field(
        default_factory=data_folder, metadata={"help": "Folder of uploads, snapshots and other files that may go."}
    )
    tries_file: Path | None = field(
        default=None,
        metadata={"help": "YAML file of questions that the first page proposes (tries: title, text, down)."},
    )
    session_hours: float = field(default=12.0, metadata={"help": "Hours after which an unused session ends."})
    token_days: int = field(default=366, metadata={"help": "Longest life of a token in days."})
    setup_hours: float = field(default=24.0, metadata={"help": "Hours for which the set-up link works."})
    body_bytes: int = field(default=4 * 2**20, metadata={"help": "Largest body of a request without files."})
    upload_bytes: int = field(default=512 * 2**20, metadata={"help": "Largest upload, all files together."})
    upload_files: int = field(default=100, metadata={"help": "Most files in one upload."})
    attachment_bytes: int = field(default=10 * 2**20, metadata={"help": "Largest file attached to a record."})
    attachments: int = field(default=50, metadata={"help": "Most files attached to one record."})
    spool_hours: float = field(default=168.0, metadata={"help": "Hours for which uploaded files are kept."})
    smtp_host: str = field(default="", metadata={"help": "Mail server that messages are handed to; empty: no mail."})
    smtp_port: int = field(default=587, metadata={"help": "Port of the mail server."})
    smtp_tls: str = field(
        default="starttls",
        metadata={"help": "How mail is encrypted on its way: starttls, tls (from the first byte), none."},
    )
    smtp_ca_file: Path | None = field(
        default=None,
        metadata={"help": "PEM file of the authority that vouches for the mail server; empty: the system's."},
    )
    smtp_user: str = field(default="", metadata={"help": "User at the mail server; empty: none is asked for."})
    smtp_password_file: Path | None = field(default=None, metadata={"help": "File with the password of that user."})
    mail_from: str = field(default="", metadata={"help": "Address in whose name messages are sent."})
    mail_per_hour: int = field(default=60, metadata={"help": "Most messages to one address in an hour; others wait."})
    metrics_public: bool = field(default=True, metadata={"help": "Answer /metrics without signing in."})
    log_format: str = field(default="text", metadata={"help": "Form of the log: text or json."})
    log_level: str = field(default="info", metadata={"help": "Least level that is logged: debug, info, warning."})

    def __post_init__(self) -> None:
        for name, allowed in CHOICES.items():
            if getattr(self, name) not in allowed:
                raise Invalid(f"setting {name}", "there is no such choice", getattr(self, name), ", ".join(allowed))
        for name, (least, most) in BOUNDS.items():
            if not least <= getattr(self, name) <= most:
                raise Invalid(f"setting {name}", "out of bounds", getattr(self, name), f"{least} to {most}")
        if self.smtp_host and "@" not in self.mail_from:
            raise Invalid("setting mail_from", "is no address", self.mail_from, "an address such as desk@example.org")
        if self.demo and not self.is_loopback:
            raise Invalid(
                "setting demo", "a demo signs everybody in, so it stays on this machine", self.host, "127.0.0.1"
            )

    @property
    def is_loopback(self) -> bool:
        """Say whether the server listens on this machine only."""
        return self.host in LOOPBACK

    @property
    def is_https(self) -> bool:
        """Say whether people reach the server over https, so that cookies are marked secure."""
        return self.url.startswith("https://")


CHOICES: Mapping[str, tuple[str, ...]] = {
    "log_format": ("text", "json"),
    "log_level": ("debug", "info", "warning"),
    "smtp_tls": ("starttls", "tls", "none"),
}
BOUNDS: Mapping[str, tuple[float, float]] = {
    "port": (0, 65535),
    "threads": (1, 256),
    "workers": (0, 64),
    "proxies": (0, 10),
    "session_hours": (0.01, 24 * 366),
    "token_days": (1, 3660),
    "setup_hours": (0.01, 24 * 30),
    "body_bytes": (1024, 2**31),
    "upload_bytes": (1024, 2**40),
    "upload_files": (1, 10_000),
    "smtp_port": (1, 65535),
    "mail_per_hour": (1, 100_000),
    "attachment_bytes": (1024, 2**28),
    "attachments": (0, 10_000),
    "spool_hours": (0.01, 24 * 366),
}


def to_bool(text: str) -> bool:
    """Return a truth value written in the environment."""
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"", "0", "false", "no", "off"}:
        return False
    raise ValueError(text)


CONVERTERS: Mapping[str, Callable[[str], object]] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": to_bool,
    "Path": Path,
    "Path | None": lambda text: Path(text) if text else None,
}


def load_settings(environ: Mapping[str, str], file: Path | None = None, **given: object) -> Settings:
    """Return the settings: ``given`` (the command line) wins over the environment, that over the file.

    Raises ``Invalid`` for an unknown key, naming the nearest, and for a value that does not fit.
    """
    path = file or (Path(environ[FILE_VARIABLE]) if environ.get(FILE_VARIABLE) else None)
    values = {**from_file(path), **from_environment(environ), **{k: v for k, v in given.items() if v is not None}}
    return Settings(**values)  # type: ignore[arg-type]  # each value has been converted to its field's type


def from_file(path: Path | None) -> dict[str, object]:
    """Return what the TOML file says."""
    if path is None:
        return {}
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise Invalid(FILE_VARIABLE, "there is no such file", str(path), "a TOML file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(str(path), f"it is no TOML: {error}") from error
    return {name: convert(f"{path}: {name}", known(f"{path}", name, name), value) for name, value in document.items()}


def from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    """Return what the environment says."""
    found: dict[str, object] = {}
    for variable, text in environ.items():
        if variable.startswith(PREFIX) and variable not in ELSEWHERE and not variable.startswith(ELSEWHERE_PREFIXES):
            name = variable.removeprefix(PREFIX).lower()
            found[name] = convert(variable, known("environment", name, variable), text)
    return found


def known(where: str, name: str, written: str) -> Field[object]:
    """Return the field of a setting. Raises ``Invalid`` naming the nearest."""
    by_name = {each.name: each for each in fields(Settings)}
    if name in by_name:
        return by_name[name]
    nearest = [match[0] for match in process.extract(name, list(by_name), limit=3, score_cutoff=50)]
    if written.startswith(PREFIX):
        nearest = [f"{PREFIX}{each.upper()}" for each in nearest]
    raise Invalid(where, f"there is no setting {written}", written, ", ".join(nearest) or "see the reference")


def convert(where: str, target: Field[object], value: object) -> object:
    """Return a value as its field's type; TOML brings types of its own, the environment text."""
    try:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return CONVERTERS[str(target.type)](text)
    except (ValueError, KeyError) as error:
        raise Invalid(where, f"is no {target.type}", value, f"a value of type {target.type}") from error


class ReferenceRow(NamedTuple):
    """One line of the settings' reference."""

    name: str
    variable: str
    type: str
    default: str
    help: str


def reference() -> Iterator[ReferenceRow]:
    """Yield every setting as the reference shows it, in the order of their declaration."""
    for each in fields(Settings):
        shown = "the per-user data folder" if each.name == "folder" else str(each.default)
        yield ReferenceRow(each.name, f"{PREFIX}{each.name.upper()}", str(each.type), shown, str(each.metadata["help"]))
