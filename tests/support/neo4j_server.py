"""A Neo4j server for tests: the one that `FAULTLINE_TEST_NEO4J` names, else one started here, else none.

Tests that touch it carry the mark `neo4j`; they all run in one worker, for the server has one database.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError

from tests.support.neo4j_jars import cached_jars, java
from tests.support.required import missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neo4j import Driver

__all__ = ["empty_neo4j_url", "neo4j_url"]

PASSWORD = "faultline-test"
STARTS_WITHIN_S = 120

CONFIGURATION = """\
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
server.memory.pagecache.size=128m
dbms.usage_report.enabled=false
"""
# What Neo4j's own start script gives to Java, as far as it bears on a test.
JAVA_OPTIONS = (
    "-Xms256m",
    "-Xmx1g",
    "-XX:+UseSerialGC",
    "-XX:-OmitStackTraceInFastThrow",
    "-XX:+DisableExplicitGC",
    "-Djdk.nio.maxCachedBufferSize=1024",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Dlog4j2.disable.jmx=true",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
)


@pytest.fixture(scope="session")
def neo4j_url() -> Iterator[str]:
    """Answer the address, with user and password, of a server whose database tests may empty."""
    given = os.environ.get("FAULTLINE_TEST_NEO4J")
    if given:
        yield given
        return
    jars, command = cached_jars(), java()
    if jars is None or command is None:
        missing("Neo4j", "no jars fetched" if jars is None else "no Java 17 or 21")
    with running(jars, command) as url:
        yield url


@pytest.fixture
def empty_neo4j_url(neo4j_url: str) -> str:
    """Answer the same address, its database emptied of nodes, constraints and indexes."""
    parts = urlsplit(neo4j_url)
    auth = (parts.username or "neo4j", parts.password) if parts.password else None
    server = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    with GraphDatabase.driver(server, auth=auth) as driver:
        empty(driver, parts.path.strip("/") or None)
    return neo4j_url


def empty(driver: Driver, database: str | None) -> None:
    """Delete all that a database holds; its lookup indexes stay, as in a new one."""
    driver.execute_query("MATCH (n) DETACH DELETE n", database_=database)
    for row in driver.execute_query("SHOW CONSTRAINTS YIELD name", database_=database).records:
        driver.execute_query(f"DROP CONSTRAINT `{row['name']}`", database_=database)
    found = driver.execute_query("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'", database_=database)
    for row in found.records:
        driver.execute_query(f"DROP INDEX `{row['name']}`", database_=database)


@contextlib.contextmanager
def running(jars: Path, command: str) -> Iterator[str]:
    """Run a server on a free loopback port in a folder of its own, and remove both at the end."""
    home = Path(tempfile.mkdtemp(prefix="faultline-neo4j-"))
    port = free_port()
    try:
        process = start(home, port, jars, command)
        try:
            set_password(port, process, home)
            yield f"bolt://neo4j:{PASSWORD}@127.0.0.1:{port}"
        finally:
            stop(process)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def start(home: Path, port: int, jars: Path, command: str) -> subprocess.Popen[bytes]:
    """Start the server; its output goes to a file, for a pipe that nobody reads would stop it."""
    (home / "conf").mkdir()
    (home / "conf" / "neo4j.conf").write_text(CONFIGURATION.format(port=port), "utf-8")
    entry = ["org.neo4j.server.CommunityEntryPoint", f"--home-dir={home}", f"--config-dir={home / 'conf'}"]
    with (home / "output.log").open("wb") as log:
        return subprocess.Popen(
            [command, *JAVA_OPTIONS, "-cp", f"{jars}/*", *entry],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            # Unsafe beside threads that hold locks; here it makes one system call.
            preexec_fn=die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
        )


def set_password(port: int, process: subprocess.Popen[bytes], home: Path) -> None:
    """Wait until the server answers, and change the password that it wants changed first."""
    deadline = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            with (
                GraphDatabase.driver(f"bolt://127.0.0.1:{port}", auth=("neo4j", "neo4j")) as driver,
                driver.session(database="system") as session,
            ):
                # Outside a managed transaction: those try again by themselves, at growing intervals.
                session.run("ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new", new=PASSWORD).consume()
                return
        except (DriverError, Neo4jError) as error:
            if process.poll() is not None or time.monotonic() > deadline:
                log = (home / "output.log").read_text("utf-8", "replace")
                pytest.fail(f"Neo4j did not start: {error}\n{log[-3000:]}", pytrace=False)
            time.sleep(0.25)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop the server at once: a gentle stop saves for ten seconds what is thrown away next."""
    process.kill()
    process.wait()


def free_port() -> int:
    """Answer a loopback port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def die_with_parent() -> None:
    """Ask Linux to stop this process when the test run is killed, so that no server stays behind."""
    import ctypes

    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)
