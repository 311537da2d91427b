"""How a Neo4j server is spoken to: address, time-outs, transactions, and the driver's errors as ours."""

from __future__ import annotations

import os
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast
from urllib.parse import unquote, urlsplit

from neo4j import WRITE_ACCESS, GraphDatabase, NotificationMinimumSeverity, unit_of_work
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DatabaseError,
    DriverError,
    Neo4jError,
    ResultError,
    TransactionError,
    TransientError,
)

from cmdb.errors import Invalid, StoreClosed, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from neo4j import Driver, ManagedTransaction, Session

__all__ = ["GATE", "Address", "Connection", "RolledBack", "Row", "Work", "head_number", "parse_address"]

T = TypeVar("T")
Row = list[Any]

SCHEMES = frozenset(f"{kind}{security}" for kind in ("neo4j", "bolt") for security in ("", "+s", "+ssc"))
PASSWORD_VARIABLE = "FAULTLINE_NEO4J_PASSWORD"  # noqa: S105  # its name, not its value

# A write waits for the writers before it. One that takes longer than this has lost its client, and would hold
# the others up for ever.
LONGEST_WRITE_S = 900.0

# Writing to the gate locks it. A writer does so right before it commits.
GATE = "MATCH (gate:Store {name: 'gate'}) SET gate.holder = randomUUID()"
STEADY_ATTEMPTS = 3


class Address(NamedTuple):
    """Where a database is. ``shown`` is the URL without user and password, for messages and logs."""

    shown: str
    server: str
    database: str | None
    user: str
    password: str


def parse_address(url: str, environment: Mapping[str, str] = os.environ) -> Address:
    """Return the parts of ``neo4j://[USER[:PASSWORD]@]HOST[:PORT][/DATABASE]``. Raises ``Invalid``."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise invalid_url(parts.hostname or "", "the port is no number") from error
    if parts.scheme not in SCHEMES or not parts.hostname or parts.query or parts.fragment:
        raise invalid_url(parts.scheme, "this is no address of a Neo4j server")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    server = f"{parts.scheme}://{host}" + ("" if port is None else f":{port}")
    database = unquote(parts.path.strip("/"))
    return Address(
        shown=server + (f"/{database}" if database else ""),
        server=server,
        database=database or None,
        user=unquote(parts.username or "neo4j"),
        password=unquote(parts.password or "") or environment.get(PASSWORD_VARIABLE, ""),
    )


def invalid_url(value: str, reason: str) -> Invalid:
    """Return the error for a URL; it never holds the URL itself, which may hold a password."""
    return Invalid("store URL", reason, value, "neo4j://HOST[:PORT][/DATABASE], or bolt:// for a single server")


class Work:
    """One running transaction."""

    def __init__(self, transaction: ManagedTransaction) -> None:
        self._transaction = transaction

    def rows(self, query: str, /, **parameters: object) -> list[Row]:
        """Run one query and return all of its rows."""
        # The driver asks for a literal; queries are put together from literals and escaped names only.
        return self._transaction.run(cast("Any", query), parameters).values()

    def one(self, query: str, /, **parameters: object) -> Row | None:
        """Run one query and return its first row, None when there is none."""
        rows = self.rows(query, **parameters)
        return rows[0] if rows else None

    def run(self, query: str, /, **parameters: object) -> None:
        """Run one query for its effect."""
        self._transaction.run(cast("Any", query), parameters).consume()


class Outcome(NamedTuple):
    """What reads returned or failed with, and the revision after which all was quiet when they were done."""

    result: object
    failure: Exception | None
    quiet_at: int


def read_and_look(work: Callable[[Work], object], transaction: Work) -> Outcome:
    """End the transaction with the outcome of ``work``.

    Half a commit can read as anything, so whether a failure is one shows afterwards.
    """
    result: object = None
    failure: Exception | None = None
    try:
        result = work(transaction)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        failure = error
    transaction.run(GATE)
    raise RolledBack(Outcome(result, failure, head_number(transaction)))


def head_number(work: Work) -> int:
    """Return the number of the last revision."""
    return int(work.rows("MATCH (head:Store {name: 'head'}) RETURN head.number")[0][0])


class RolledBack(Exception):  # an outcome, not an error
    """Carries a result out of a transaction that is not to be committed."""

    def __init__(self, result: object) -> None:
        super().__init__()
        self.result = result


class Connection:
    """One driver to one database. All sessions share bookmarks: each read sees what this object wrote before."""

    def __init__(self, address: Address, *, timeout: float) -> None:
        """Connect. ``timeout`` (seconds) bounds connecting, waiting for a connection, and trying again."""
        self.address = address
        self._timeout = timeout
        self._closed = False
        self._quiet_at = -1
        self._process = os.getpid()
        self._inherited: list[Driver] = []
        self._bookmarks = GraphDatabase.bookmark_manager()
        with self._translated():
            self._driver = open_driver(address, timeout)
            try:
                self._driver.verify_connectivity()
            except BaseException:
                self._driver.close()
                raise

    def read(self, work: Callable[[Work], T]) -> T:
        """Run ``work`` in a read transaction, once more where the server asks for it."""
        with self._session() as session:
            return session.execute_read(lambda transaction: work(Work(transaction)))

    def write(self, work: Callable[[Work], T], *, timeout: float | None = LONGEST_WRITE_S) -> T:
        """Run ``work`` in a write transaction: all or nothing, once more where the server asks for it.

        ``work`` may raise ``RolledBack`` to end with a result and without a trace.
        """

        @unit_of_work(timeout=timeout)
        def run(transaction: ManagedTransaction) -> T:
            return work(Work(transaction))

        with self._session() as session:
            try:
                return session.execute_write(run)
            except RolledBack as outcome:
                return cast("T", outcome.result)

    def quietly(self, work: Callable[[Work], T]) -> T:
        """Run reads while no commit is being applied. It holds commits up: for a moment at a time only."""

        def run(transaction: Work) -> T:
            transaction.run(GATE)
            raise RolledBack(work(transaction))

        return self.write(run)

    def steadily(self, work: Callable[[Work], T]) -> T:
        """Run reads that all see one state: again where a commit came in between, and at last by holding commits up.

        Neo4j reads what is committed when it comes to it, and a commit is applied piece by piece. So the revision
        at which no commit was under way is asked for after the reads, and must be the one before them.
        """
        for _ in range(STEADY_ATTEMPTS):
            before = self._quiet_at
            outcome = self.write(partial(read_and_look, work))
            self._quiet_at = outcome.quiet_at
            if outcome.quiet_at == before:
                if outcome.failure is not None:
                    raise outcome.failure
                return cast("T", outcome.result)
        return self.quietly(work)

    def alter(self, statement: str) -> None:
        """Run one statement on the schema, which the server wants in a transaction of its own."""
        with self._session() as session:
            session.run(cast("Any", statement)).consume()

    def check_open(self) -> None:
        """Raise ``StoreClosed`` after ``close``."""
        if self._closed:
            raise StoreClosed(f"the store {self.address.shown} is closed")

    def close(self) -> None:
        """Give all connections back; safe to call twice."""
        if not self._closed:
            self._closed = True
            if self._process == os.getpid():
                self._driver.close()

    @contextmanager
    def _session(self) -> Iterator[Session]:
        """Lend a session of the database that stands in the address."""
        self.check_open()
        self._leave_to_parent()
        with (
            self._translated(),
            self._driver.session(
                database=self.address.database,
                bookmark_manager=self._bookmarks,
                default_access_mode=WRITE_ACCESS,
                fetch_size=2000,
            ) as session,
        ):
            yield session

    def _leave_to_parent(self) -> None:
        """In a forked child, take a driver of its own: to close the parent's would end the parent's connections."""
        if self._process != os.getpid():
            self._process = os.getpid()
            self._inherited.append(self._driver)
            self._driver = open_driver(self.address, self._timeout)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Raise the driver's errors as ours."""
        try:
            yield
        except (DriverError, Neo4jError, OSError) as error:
            self.check_open()
            raise translate(error, self.address) from error


def open_driver(address: Address, timeout: float) -> Driver:
    """Return a driver with its time-outs set."""
    return GraphDatabase.driver(
        address.server,
        auth=(address.user, address.password) if address.password else None,
        connection_timeout=timeout / 2,
        connection_acquisition_timeout=timeout,
        max_transaction_retry_time=timeout / 2,
        # A connection that lay idle is tried first: else a frozen server shows only after its keep-alive of minutes.
        liveness_check_timeout=0.5,
        notifications_min_severity=NotificationMinimumSeverity.OFF,
    )


def translate(error: Exception, address: Address) -> Exception:
    """Return our error for the driver's; a mistake in a query of ours stays what it is."""
    if isinstance(error, AuthError):
        return StoreUnavailable(
            f"the database at {address.shown} refuses user {address.user!r}; "
            f"give USER:PASSWORD in the store's URL, or the password in {PASSWORD_VARIABLE}"
        )
    if isinstance(error, ConfigurationError):
        return Invalid("store URL", str(error), address.shown, "what the Neo4j driver takes")
    if isinstance(error, DatabaseError) and "too large to index" in str(error):
        return Invalid("text", "too long for an index of Neo4j", None, "keys and table names of up to 2,000 characters")
    if isinstance(error, TransientError | DatabaseError):
        return StoreUnavailable(f"the database at {address.shown} cannot do this now: {error.message}")
    if isinstance(error, ClientError):
        timed_out = "TransactionTimedOut" in str(error.code)
        return StoreUnavailable(f"the database at {address.shown} took too long") if timed_out else error
    if isinstance(error, ResultError | TransactionError):
        return error
    return StoreUnavailable(f"the database at {address.shown} does not answer: {error}")
