"""`faultline test` and `faultline check`: what a developer runs in a checkout, and nothing else does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import click

__all__ = ["check", "commands", "test"]

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
REQUIRE_ALL = "FAULTLINE_TEST_REQUIRE_ALL"
WITHOUT = "not neo4j and not browser"
WORKERS = "2"


class Check(NamedTuple):
    """One program that judges the checkout."""

    name: str
    command: tuple[str, ...]
    where: Path = ROOT


PYTHON_CHECKS = (
    Check("ruff check", ("ruff", "check", ".")),
    Check("ruff format", ("ruff", "format", "--check", ".")),
    Check("mypy", ("mypy",)),
    Check("import-linter", ("lint-imports",)),
    Check("deptry", ("deptry", ".")),
)
WEB_CHECKS = (
    Check("biome", ("npx", "--no-install", "biome", "ci", "."), WEB),
    Check("tsc", ("npx", "--no-install", "tsc", "--noEmit"), WEB),
    Check("vitest", ("npx", "--no-install", "vitest", "run"), WEB),
)


@click.command("test", context_settings={"ignore_unknown_options": True})
@click.option("--all", "everything", is_flag=True, help="Also run the checks, and the tests of Neo4j and the browser.")
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED)
def test(*, everything: bool, pytest_arguments: tuple[str, ...]) -> None:
    """Run the tests of this checkout; what follows goes to pytest."""
    require_checkout()
    if everything:
        passed = run_checks()
        fetch_neo4j()
        code = run_pytest(pytest_arguments, marks=None, environment={REQUIRE_ALL: "1"})
        sys.exit(code or (0 if passed else 1))
    marks = None if "-m" in pytest_arguments else WITHOUT
    if marks:
        click.echo("Leaving out the tests that need Neo4j or a browser; `./faultline test --all` runs them too.")
    sys.exit(run_pytest(pytest_arguments, marks=marks, environment={}))


@click.command("check")
def check() -> None:
    """Judge the checkout: style, types, layers, dependencies, and the web client."""
    require_checkout()
    sys.exit(0 if run_checks() else 1)


commands = (test, check)


def require_checkout() -> None:
    """Leave with a clear word where there is nothing to test: the wheel carries no tests."""
    if not (ROOT / "tests").is_dir() or not (ROOT / "pyproject.toml").is_file():
        raise click.UsageError("this needs a checkout of Faultline's sources, and runs there as ./faultline test")


def run_checks() -> bool:
    """Run each check and say in one line how it went; answer whether all passed."""
    verdicts = [judge(one) for one in (*PYTHON_CHECKS, *web_checks())]
    return all(verdicts)


def web_checks() -> tuple[Check, ...]:
    """Answer the checks of the web client, if its packages and a Node are there."""
    if (WEB / "node_modules").is_dir() and shutil.which("npx", path=search_path()):
        return WEB_CHECKS
    click.echo("- web client: left out, for there is no Node on PATH or no web/node_modules (`npm ci`)")
    return ()


def judge(one: Check) -> bool:
    """Run one check; its own words are shown only if it has found something."""
    started = time.monotonic()
    done = subprocess.run(
        one.command,
        cwd=one.where,
        env={**os.environ, "PATH": search_path(), "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    mark = "x" if done.returncode else "+"
    click.echo(f"{mark} {one.name} ({time.monotonic() - started:.0f} s)")
    if done.returncode:
        click.echo((done.stdout + done.stderr).rstrip())
    return done.returncode == 0


def fetch_neo4j() -> None:
    """Fetch the test server's jars before the tests cut off the network."""
    if os.environ.get("FAULTLINE_TEST_NEO4J"):
        return
    if subprocess.run([sys.executable, "-m", "tests.support.neo4j_jars"], cwd=ROOT, check=False).returncode:
        raise click.ClickException("Neo4j could not be fetched; FAULTLINE_TEST_NEO4J names a server to use instead")


def run_pytest(arguments: tuple[str, ...], *, marks: str | None, environment: dict[str, str]) -> int:
    """Run pytest on two workers unless the arguments say otherwise; its summary is the last that is said."""
    selected = [] if marks is None else ["-m", marks]
    workers = [] if any(word.startswith(("-n", "--pdb")) for word in arguments) else ["-n", WORKERS]
    command = [sys.executable, "-m", "pytest", *workers, *selected, *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode


def search_path() -> str:
    """Answer PATH with this environment's own programs first."""
    return os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
