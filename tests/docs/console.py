"""Carries out a page of the documentation: saves its files, runs its commands in order, compares what they print.

A page speaks in three forms. A fence below a line that ends in ``save this as `NAME`:`` is a file. In a fence
``console``, a line that starts with ``$ `` is a command and the lines below it, up to the next command, are what it
prints: ``...`` alone stands for any number of lines, within a line for any text. A command with nothing below it only
has to succeed. Ids of runs differ each time: those of the page stand for the ones that the product gave.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from cli.main import faultline, main

__all__ = ["Command", "Page", "SavedFile", "steps_of"]

SAVED = re.compile(r"save this as `([^`]+)`:$", re.IGNORECASE)
RUN_ID = re.compile(r"\b\d{8}T\d{6}-[0-9a-f]{6}\b")
# These open a browser or go on for ever: the page is only held to naming commands and options that exist.
ONLY_READ = frozenset({"demo", "serve", "test", "bench"})
# What a reader does in a shell around the product.
SHELL = frozenset({"alias", "cd", "mkdir"})
SET_BY_READERS = ("FAULTLINE_STORE",)


@dataclass(frozen=True)
class SavedFile:
    """A file that the page asks its reader to save."""

    line: int
    name: str
    text: str


@dataclass(frozen=True)
class Command:
    """A command with the lines that the page says it prints."""

    line: int
    text: str
    expected: tuple[str, ...]


def steps_of(markdown: str) -> Iterator[SavedFile | Command]:
    """Yield the files and commands of a page in order."""
    above = ""
    fence: str | None = None
    body: list[str] = []
    start = 0
    for number, line in enumerate(markdown.splitlines(), start=1):
        if fence is None and line.startswith("```"):
            fence, body, start = line[3:].strip(), [], number
        elif fence is not None and line == "```":
            saved = SAVED.search(above)
            if saved:
                yield SavedFile(start, saved[1], "\n".join(body) + "\n")
            elif fence == "console":
                yield from commands_of(body, start + 1)
            above, fence = "", None
        elif fence is not None:
            body.append(line)
        elif line.strip():
            above = line


def commands_of(lines: Sequence[str], first: int) -> Iterator[Command]:
    """Yield the commands of a block. Raises ``ValueError`` where a block does not begin with one."""
    starts = [place for place, line in enumerate(lines) if line.startswith("$ ")]
    if not starts or starts[0]:
        raise ValueError(f"line {first}: a console block begins with '$ '")
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        expected = tuple(line.rstrip() for line in lines[start + 1 : end] if line.strip())
        yield Command(first + start, lines[start][2:], expected)


@dataclass
class Page:
    """A page that is being carried out in a folder, by a reader who starts with an empty store."""

    folder: Path
    runs: dict[str, str] = field(default_factory=dict)
    code: int = 0
    executed: int = 0

    def carry_out(self, markdown: str) -> None:
        """Do everything that a page says. Raises ``AssertionError`` with the line that is not true."""
        for step in steps_of(markdown):
            if isinstance(step, SavedFile):
                path = self.folder / step.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(step.text, encoding="utf-8")
            else:
                self.run(step)

    def run(self, step: Command) -> None:
        """Run one command and compare what it prints."""
        words = shlex.split(step.text, comments=True)
        if words == ["echo", "$?"]:
            assert step.expected == (str(self.code),), f"line {step.line}: the command before ends with {self.code}"
        elif words[0] == "export":
            name, _, value = words[1].partition("=")
            assert name in SET_BY_READERS, f"line {step.line}: {name} is none of {', '.join(SET_BY_READERS)}"
            os.environ[name] = value
        elif words[0] not in SHELL:
            assert words[0] in {"faultline", "./faultline"}, f"line {step.line}: unknown program {words[0]!r}"
            self.executed += 1
            self.call(step, [self.runs.get(word, word) for word in words[1:]])

    def call(self, step: Command, arguments: list[str]) -> None:
        """Call the product with arguments."""
        if arguments[0] in ONLY_READ:
            understood(arguments)
            return
        printed = self.printed_by(arguments)
        if not step.expected:
            assert self.code in {0, 1}, f"line {step.line}: $ {step.text}\nends with {self.code}:\n{printed}"
            return
        actual = [line.rstrip() for line in printed.splitlines() if line.strip()]
        told = self.compare(step.expected, actual)
        assert told is not None, f"line {step.line}: $ {step.text}\nprints\n{printed}"
        self.runs.update(told)

    def printed_by(self, arguments: Sequence[str]) -> str:
        """Return what a call prints, errors among it, and keep its exit code."""
        out = io.StringIO()
        before = sys.argv
        sys.argv = ["faultline", *arguments]
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
                main()
            self.code = 0
        except SystemExit as end:
            self.code = int(end.code or 0)
        finally:
            sys.argv = before
        return out.getvalue()

    def compare(self, expected: Sequence[str], actual: Sequence[str]) -> dict[str, str] | None:
        """Return which run each id of the page stands for, None where the lines differ."""
        if not expected:
            return {} if not actual else None
        first, rest = expected[0], expected[1:]
        if first == "...":
            tails = (self.compare(rest, actual[skipped:]) for skipped in range(len(actual) + 1))
            return next((told for told in tails if told is not None), None)
        if not actual or not like(first).fullmatch(actual[0]):
            return None
        told = self.compare(rest, actual[1:])
        return (
            None
            if told is None
            else {**dict(zip(RUN_ID.findall(first), RUN_ID.findall(actual[0]), strict=True)), **told}
        )


def like(line: str) -> re.Pattern[str]:
    """Return the pattern of a line: ids of runs are any, ``...`` is any text."""
    parts = re.split(rf"({RUN_ID.pattern}|\.\.\.)", line)
    return re.compile(
        "".join(
            RUN_ID.pattern if RUN_ID.fullmatch(part) else ".*" if part == "..." else re.escape(part) for part in parts
        )
    )


def understood(arguments: Sequence[str]) -> None:
    """Read a command without running it. Raises ``click.UsageError`` where the product has no such option."""
    command = faultline.get_command(click.Context(faultline), arguments[0])
    assert command is not None, arguments[0]
    command.make_context(arguments[0], list(arguments[1:]))
